"""Macros for warnings: who must ask first, and whom to call."""

from collections.abc import Iterable

from macros.core.base import by_id
from macros.core.context import PageContext
from macros.core.diagnostics import select, unknown
from macros.core.templates import render_block, render_inline
from macros.topic.schema.handbook import Handbook
from macros.topic.schema.safety import LEVELS, Group

NAMED = {
    "stop": "Do not start without your clinician if you have or take:",
    "ask": "Ask first if you have or take:",
}
"""The words in front of groups of a level that are only named."""


FLAG_SOURCES = 4
"""As many sources of a red flag as a box shows: the signs of a bleed and a clot need four."""


def safety(handbook: Handbook, context: PageContext, form: str = "") -> str:
    """The warnings that the page's topics need, from safety.yml.

    First come the red flags of the page's first topic, or else its groups. The other warnings open
    in place, on a sheet they are open; paper has them all. Form "short" writes in few words, for a
    sheet of one side or a wide table.
    """
    if form not in ("", "short"):
        raise ValueError(unknown("a form", form, ["short"]))
    topics = (
        select("a topic", by_id(handbook.topics), context.meta.topics)
        if context.meta.topics
        else []
    )
    groups = dict.fromkeys(name for topic in topics for name in topic.groups)
    flags = dict.fromkeys(name for topic in topics for name in topic.red_flags)
    if not groups and not flags:
        raise ValueError("the page names no topic in its front matter; add 'topics: [...]'")
    brief = form == "short"
    chosen = select("a group", by_id(handbook.groups), groups)
    signs = select("a red flag", by_id(handbook.red_flags), flags) if flags else []
    first_flags = flags if brief else topics[0].red_flags
    whole = bool(context.meta.sheet) and not brief
    main = topics[0].groups if not first_flags and not brief else ()
    first_groups = groups if whole else main
    others = [group for group in chosen if group.id not in first_groups]
    return render_block(
        "safety",
        context,
        brief=brief,
        open=whole,
        flags=[flag for flag in signs if flag.id in first_flags],
        groups=[group for group in chosen if group.id in first_groups],
        other_groups=others,
        other_flags=[flag for flag in signs if flag.id not in first_flags],
        leads=by_level(others),
        flag_sources=FLAG_SOURCES,
        numbers=handbook.emergency_numbers,
    )


def by_level(groups: Iterable[Group]) -> list[tuple[str, list[Group]]]:
    """Groups that are only named, behind the words that say what they must do, strictest first."""
    found: dict[str, list[Group]] = {}
    for group in sorted(groups, key=lambda group: LEVELS.index(group.level)):
        found.setdefault(NAMED.get(group.level, NAMED["ask"]), []).append(group)
    return list(found.items())


def emergency(handbook: Handbook, context: PageContext) -> str:
    """The emergency numbers with their regions, inside a sentence: "Call {{ emergency() }}"."""
    return render_inline("emergency", context, numbers=handbook.emergency_numbers)


# Safety


def ask_first(handbook: Handbook, context: PageContext, level: str, form: str = "") -> str:
    """The people who must stop and ask ("stop") or ask first ("ask"); "short" leaves out why."""
    if form not in ("", "short"):
        raise ValueError(unknown("a form", form, ["short"]))
    groups = [group for group in handbook.groups if group.level == level]
    if not groups:
        raise ValueError(unknown("a level", level, LEVELS))
    template = "ask-first-short" if form else "ask-first"
    return render_block(template, context, groups=groups, numbers=handbook.emergency_numbers)


def red_flags(handbook: Handbook, context: PageContext) -> str:
    """Signs that need help now, and what to do."""
    return render_block(
        "red-flags", context, flags=handbook.red_flags, numbers=handbook.emergency_numbers
    )


def interaction_table(handbook: Handbook, context: PageContext) -> str:
    """Medicines and nutrients that get in each other's way."""
    return render_block("interaction-table", context, interactions=handbook.interactions)
