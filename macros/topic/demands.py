"""Which warnings a handout of the reader's own must have: boxes of safety.yml, by their ids."""

import re
from collections.abc import Iterator

from macros.core.base import by_id
from macros.topic.answers import plain_answer
from macros.topic.limits import DOSE_TOPIC, VITAMIN_D_TOPIC, VITAMIN_K_TOPIC, WARFARIN_TOPIC
from macros.topic.schema.handbook import Handbook
from macros.topic.schema.questions import Question
from macros.topic.schema.safety import Group, RedFlag, Topic

TAKEN_AMOUNT = r"\b\d[\d,.]*\s?(?:[µμu]g|mcg|micrograms?|milligrams?|mg|IU|I\.U\.|units)(?!\w|/)"
"""An amount that somebody could take."""

DOSE = re.compile(
    r"\bsupplement(?:s|ation|ing)?\b|\b(?:tablet|pill|capsule|drop)s?\b"
    rf"|{TAKEN_AMOUNT}",
    re.I,
)
"""Words that make a text one about taking something."""

VITAMIN_D = re.compile(r"\b(?:vitamins? )?D[23]?\b")

VITAMIN_K = re.compile(r"\bvitamins? K|\bM?K-?\d|\b[Nn]atto\b")


def topic_boxes(topic: Topic) -> Iterator[str]:
    """The boxes of a topic, as on every page that names it."""
    yield from (*topic.groups, *topic.red_flags)


def group_boxes(handbook: Handbook, group: Group) -> Iterator[str]:
    """A group's own box and its danger signs; and those of high calcium if it could get that."""
    yield group.id
    if group.danger_signs:
        yield group.danger_signs
    if {"vitamin D", "calcium"} & set(group.asks):
        yield from by_id(handbook.topics)[VITAMIN_D_TOPIC].red_flags


def question_boxes(handbook: Handbook, question: Question) -> Iterator[str]:
    """The warnings that an answer rests on, and the boxes of what it names.

    An answer that warns brings the danger signs of its groups, too.
    """
    for box in (handbook.safety_of[name] for name in question.rests_on.safety):
        if isinstance(box, Group) and question.kind == "warning":
            yield from group_boxes(handbook, box)
        elif isinstance(box, Group | RedFlag):
            yield box.id
    for name in topics_of_text(f"{question.question} {plain_answer(handbook, question)}"):
        yield from topic_boxes(by_id(handbook.topics)[name])


def topics_of_text(text: str) -> Iterator[str]:
    """The topics whose boxes a text needs, as a page with this text would.

    See lint.pages.doses_have_warnings: a dose of vitamin K harms those on warfarin alone.
    """
    names_d, names_k = VITAMIN_D.search(text), VITAMIN_K.search(text)
    if names_d:
        yield VITAMIN_D_TOPIC
    if names_k:
        yield VITAMIN_K_TOPIC
    if DOSE.search(text):
        yield DOSE_TOPIC if names_d or not names_k else WARFARIN_TOPIC
