"""The macro for a handout of the reader's own: the form, and all that can stand on the sheet."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from macros.core.base import by_id, group_by
from macros.core.context import PageContext
from macros.core.diagnostics import select
from macros.core.templates import render_block
from macros.topic.answers import answer_parts, answer_sources
from macros.topic.demands import group_boxes, question_boxes, topic_boxes
from macros.topic.macros.safety import FLAG_SOURCES, LEAD_INS, by_level
from macros.topic.schema.handbook import Handbook
from macros.topic.schema.questions import Question

KINDS = {
    "warning": "Is it safe for me?",
    "what": "What is it?",
    "should-i": "What should I do?",
    "how-much": "How much?",
    "evidence": "What do studies show?",
}
"""Kinds of questions that a handout can answer, with the words above them."""


class SheetPart(NamedTuple):
    """What a reader can choose, or what a choice brings."""

    entry: Any
    sources: list[str]
    """Ids of references."""
    needs: str = ""
    """Ids of the boxes that the choice brings."""
    pieces: list[str | None] = []
    """An answer in parts, none for the emergency numbers."""


def handout_maker(handbook: Handbook, context: PageContext) -> str:
    """A form that puts one sheet together; handout-maker.js shows its parts and numbers them."""
    asked = [question for question in handbook.questions if question.kind in KINDS]
    context.record_claims(handbook.claim_of[name] for one in asked for name in one.rests_on.claims)
    flags = [
        SheetPart(flag, [*flag.sources[: 1 if flag.short else FLAG_SOURCES]])
        for flag in handbook.red_flags
    ]
    groups = [
        SheetPart(group, [*group.sources[:1]], _ids(group_boxes(handbook, group)))
        for group in handbook.groups
    ]
    answers = [_answer(handbook, question) for question in asked]
    by_kind = group_by(answers, lambda item: item.entry.kind)
    short = by_id(one for one in handbook.groups if one.short and one.level in LEAD_INS)
    used = dict.fromkeys(name for item in (*flags, *groups, *answers) for name in item.sources)
    parts = {
        "flags": flags,
        "groups": groups,
        "short": short,
        "named": by_level(short.values()),
        "topics": [(topic, _ids(topic_boxes(topic))) for topic in handbook.topics],
        "kinds": [(title, by_kind[kind]) for kind, title in KINDS.items() if kind in by_kind],
        "works": select("a reference", handbook.work_of, used),
    }
    version, numbers = handbook.history[0].version, handbook.emergency_numbers
    return render_block("handout-maker", context, version=version, numbers=numbers, **parts)


def _answer(handbook: Handbook, question: Question) -> SheetPart:
    """A question with its answer, as a leaflet gives it."""
    needs, pieces = _ids(question_boxes(handbook, question)), answer_parts(handbook, question)
    return SheetPart(question, answer_sources(handbook, question, 2), needs, list(pieces))


def _ids(boxes: Iterable[str]) -> str:
    """Ids of boxes for an attribute, each once."""
    return " ".join(dict.fromkeys(boxes))
