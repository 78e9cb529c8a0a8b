"""The macro for a reader's own handout: the form, and everything that can be on the sheet."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from macros.core.context import PageContext
from macros.core.schema.record import by_id, group_by
from macros.core.templates import render_block
from macros.core.unknown_names import select
from macros.topic.answers import SHEET_SOURCES, answer_parts, answer_sources
from macros.topic.macros.warnings import FLAG_SOURCES, LEAD_INS, by_lead_in
from macros.topic.required_warnings import group_warnings, question_warnings
from macros.topic.schema.handbook import Handbook
from macros.topic.schema.questions import Question

KIND_HEADINGS = {
    "warning": "Is it safe for me?",
    "what": "What is it?",
    "should-i": "What should I do?",
    "how-much": "How much?",
    "evidence": "What do studies show?",
}
"""Kinds of questions that a handout can answer, with their headings on the form."""


class SheetItem(NamedTuple):
    """A group, a red flag or a question with its answer, as the form and the sheet show it."""

    entry: Any
    sources: Sequence[str]
    """Ids of references."""
    needs: Sequence[str] = ()
    """Ids of the warnings that must be on the sheet with it."""
    pieces: Sequence[str | None] = ()
    """An answer in parts; None is for the emergency numbers."""


def handout_maker(handbook: Handbook, context: PageContext) -> str:
    """Render a form that composes one sheet; handout-maker.js shows and numbers its items."""
    asked = [question for question in handbook.questions if question.kind in KIND_HEADINGS]
    context.record_claims(handbook.claim_of[name] for one in asked for name in one.rests_on.claims)
    flags = [
        SheetItem(flag, flag.sources[: 1 if flag.short else FLAG_SOURCES])
        for flag in handbook.red_flags
    ]
    groups = [
        SheetItem(group, group.sources[:1], list(group_warnings(handbook, group)))
        for group in handbook.groups
    ]
    answers = [_answer_item(handbook, question) for question in asked]
    by_kind = group_by(answers, lambda item: item.entry.kind)
    short = by_id(one for one in handbook.groups if one.short and one.level in LEAD_INS)
    used = dict.fromkeys(name for item in (*flags, *groups, *answers) for name in item.sources)
    parts = {
        "flags": flags,
        "groups": groups,
        "short": short,
        "named": by_lead_in(short.values()),
        "topics": handbook.topics,
        "kinds": [(title, by_kind[k]) for k, title in KIND_HEADINGS.items() if k in by_kind],
        "works": select("a reference", handbook.work_of, used),
    }
    version, numbers = handbook.history[0].version, handbook.emergency_numbers
    return render_block("handout-maker", context, version=version, numbers=numbers, **parts)


def _answer_item(handbook: Handbook, question: Question) -> SheetItem:
    """Return a question with its answer and as many sources as on a leaflet."""
    needs = list(question_warnings(handbook, question))
    sources = answer_sources(handbook, question, SHEET_SOURCES)
    return SheetItem(question, sources, needs, list(answer_parts(handbook, question)))
