"""Which warnings of safety.yml a topic, an answer and a reader's own handout must have."""

import re
from collections.abc import Iterator

from macros.core.schema.record import by_id
from macros.topic.answers import plain_answer
from macros.topic.schema.handbook import Handbook
from macros.topic.schema.questions import Question
from macros.topic.schema.safety import Group, RedFlag

DOSE_TOPIC = "supplements"
"""The topic of every page that mentions a dose or a supplement."""
WARFARIN_TOPIC = "warfarin"
"""The topic that is enough for a page that mentions a dose of vitamin K but not vitamin D."""
VITAMIN_D_TOPIC = "vitamin-d"
"""The topic of vitamin D; its danger signs are those of high blood calcium."""
VITAMIN_K_TOPIC = "vitamin-k"
CALCIUM_WARNINGS = (
    *("ckd-dialysis", "hyperparathyroidism", "sarcoidosis-granuloma", "digoxin"),
    *("active-vitamin-d", "thiazides", "hypercalcaemia"),
)
"""The people in whom vitamin D or calcium can raise blood calcium too far, and its signs."""
REQUIRED_WARNINGS = {
    DOSE_TOPIC: ("warfarin-vka", *CALCIUM_WARNINGS),
    VITAMIN_K_TOPIC: ("warfarin-vka",),
    VITAMIN_D_TOPIC: CALCIUM_WARNINGS,
    "calcium": (*CALCIUM_WARNINGS, "lithium", "kidney-stones"),
    "kidney-disease": ("ckd-dialysis", "calciphylaxis-signs"),
    "artery-calcium": ("heart-valve-artery-patients",),
    "inflammation": ("sarcoidosis-granuloma",),
    WARFARIN_TOPIC: ("warfarin-vka", "bleed-or-clot-on-blood-thinner"),
}
"""Topics that must exist, and the groups and red flags that each of them must name."""
TAKEN_AMOUNT = r"\b\d[\d,.]*\s?(?:[µμu]g|mcg|micrograms?|milligrams?|mg|IU|I\.U\.|units)(?!\w|/)"
"""An amount that somebody could take, as people type it: "ug" is µg."""
DOSE = re.compile(
    rf"\bsupplement(?:s|ation|ing)?\b|\b(?:tablet|pill|capsule|drop)s?\b|{TAKEN_AMOUNT}", re.I
)
"""Marks a text about taking something."""
VITAMIN_D = re.compile(r"\b(?:vitamins? )?D[23]?\b")
VITAMIN_K = re.compile(r"\bvitamins? K|\bM?K-?\d|\b[Nn]atto\b")
"""Names of the vitamin, its forms, and a food rich in it."""


def group_warnings(handbook: Handbook, group: Group) -> Iterator[str]:
    """Yield the ids of a group and of its danger signs.

    A group that must ask before vitamin D or calcium also needs the signs of high blood calcium.
    """
    yield group.id
    if group.danger_signs:
        yield group.danger_signs
    if {"vitamin D", "calcium"} & set(group.asks):
        yield from by_id(handbook.topics)[VITAMIN_D_TOPIC].red_flags


def question_warnings(handbook: Handbook, question: Question) -> Iterator[str]:
    """Yield the warnings that an answer rests on, and those of the topics that it mentions.

    An answer that is a warning itself also needs the danger signs of its groups.
    """
    for entry in (handbook.safety_of[name] for name in question.rests_on.safety):
        if isinstance(entry, Group) and question.kind == "warning":
            yield from group_warnings(handbook, entry)
        elif isinstance(entry, Group | RedFlag):
            yield entry.id
    for name in topics_of_text(f"{question.question} {plain_answer(handbook, question)}"):
        yield from by_id(handbook.topics)[name].warnings


def topics_of_text(text: str) -> Iterator[str]:
    """Yield the ids of the topics whose warnings a text needs, by the rules for pages.

    See lint.doses.doses_have_warnings: a dose of vitamin K harms only people on warfarin.
    """
    names_d, names_k = VITAMIN_D.search(text), VITAMIN_K.search(text)
    if names_d:
        yield VITAMIN_D_TOPIC
    if names_k:
        yield VITAMIN_K_TOPIC
    if DOSE.search(text):
        yield DOSE_TOPIC if names_d or not names_k else WARFARIN_TOPIC
