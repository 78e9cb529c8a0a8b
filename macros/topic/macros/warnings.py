"""Macros for warnings: who must ask a clinician first, and whom to call."""

from collections.abc import Collection, Iterable
from typing import TypeVar

from macros.core.context import PageContext
from macros.core.schema.record import Entry, by_id, group_by
from macros.core.templates import render_block, render_inline
from macros.core.unknown_names import select
from macros.topic.macros.pass_through import pass_through
from macros.topic.schema.handbook import Handbook
from macros.topic.schema.safety import LEVELS, Group

Warned = TypeVar("Warned", bound=Entry)
LEAD_INS = {
    "stop": "Do not start without your clinician if you have or take:",
    "ask": "Ask first if you have or take:",
}
"""Introductions to a list of names of groups, by level; all other levels have that of "ask"."""
FLAG_SOURCES = 4
"""At most this many sources are cited with a red flag: signs of a bleed and a clot need four."""


def safety(handbook: Handbook, context: PageContext, form: str = "") -> str:
    """Render the warnings of the page's topics.

    Show the first topic's red flags, or else its groups; fold the rest, except groups on a sheet.
    Form "short" shows all red flags and folds groups, in few words; "signs" has only red flags, for
    a leaflet about one group. Raises ValueError for an unknown form, a page without topics, or
    "signs" with several groups.
    """
    select("a form", dict.fromkeys(("", "short", "signs")), [form])
    is_brief = bool(form)
    if not context.meta.topics:
        raise ValueError("the page names no topic in its front matter; add 'topics: [...]'")
    topics = select("a topic", by_id(handbook.topics), context.meta.topics)
    group_ids = dict.fromkeys(name for topic in topics for name in topic.groups)
    flag_ids = dict.fromkeys(name for topic in topics for name in topic.red_flags)
    all_groups = select("a group", by_id(handbook.groups), group_ids)
    all_flags = select("a red flag", by_id(handbook.red_flags), flag_ids) if flag_ids else []
    if form == "signs":
        if len(all_groups) != 1:
            raise ValueError('"signs" is for a page about one group; this one warns several')
        all_groups = []
    is_open = bool(context.meta.sheet) and not is_brief
    first = topics[0]
    first_groups = () if is_brief or first.red_flags else first.groups
    groups, folded_groups = _split(all_groups, group_ids if is_open else first_groups)
    flags, folded_flags = _split(all_flags, flag_ids if is_brief else first.red_flags)
    parts = {"groups": groups, "folded_groups": folded_groups, "leads": by_lead_in(folded_groups)}
    parts |= {"flags": flags, "folded_flags": folded_flags, "flag_sources": FLAG_SOURCES}
    parts |= {"brief": is_brief, "open": is_open, "numbers": handbook.emergency_numbers}
    return render_block("warning-box", context, **parts)


def _split(warnings: Iterable[Warned], shown: Collection[str]) -> tuple[list[Warned], list[Warned]]:
    """Return the warnings with these ids, and the others."""
    is_shown = group_by(warnings, lambda warning: warning.id in shown)
    return is_shown.get(True, []), is_shown.get(False, [])


def by_lead_in(groups: Iterable[Group]) -> list[tuple[str, list[Group]]]:
    """Return groups by their introduction in LEAD_INS, strictest first."""
    ordered = sorted(groups, key=lambda group: LEVELS.index(group.level))
    return list(group_by(ordered, lambda group: LEAD_INS.get(group.level, LEAD_INS["ask"])).items())


def ask_first(handbook: Handbook, context: PageContext, level: str, form: str = "") -> str:
    """Render the groups of one level of safety.yml, such as "stop"; "short" omits why."""
    templates = {"": "ask-first", "short": "ask-first-short"}
    [template] = select("a form", templates, [form])
    select("a level", dict.fromkeys(LEVELS), [level])
    groups = [group for group in handbook.groups if group.level == level]
    return render_block(template, context, groups=groups, numbers=handbook.emergency_numbers)


def red_flags(handbook: Handbook, context: PageContext, form: str = "") -> str:
    """Render all red flags and what to do; "short" is the warning that other pages have."""
    [template] = select("a form", {"": "red-flags", "short": "red-flags-short"}, [form])
    parts = {"red_flags": handbook.red_flags, "numbers": handbook.emergency_numbers}
    return render_block(template, context, flag_sources=FLAG_SOURCES, **parts)


def interaction_table(handbook: Handbook, context: PageContext, form: str = "") -> str:
    """Render medicines and nutrients that interact; "names" has only links to the rows."""
    [template] = select("a form", {"": "interaction-table", "names": "interaction-names"}, [form])
    return render_block(template, context, interactions=handbook.interactions)


emergency = pass_through(
    "emergency", "Render whom to call, in a sentence.", "emergency_numbers", render=render_inline
)
