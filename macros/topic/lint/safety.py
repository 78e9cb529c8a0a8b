"""Warnings, medicines and emergency numbers of the data."""

import re
from collections.abc import Iterator

from macros.core.diagnostics import Violation
from macros.core.schema.record import by_id
from macros.core.schema.references import Reference
from macros.lint.data.any_entry import READER_WORDING, texts_of, unknown_ids, unknown_values
from macros.topic.answers import emergency_text
from macros.topic.lint.questions import repeated_texts
from macros.topic.required_warnings import REQUIRED_WARNINGS
from macros.topic.schema.handbook import Handbook
from macros.topic.schema.questions import Question

CALL_FOR_HELP = re.compile(
    r"\bemergency (?:phone |telephone )?(?:number|line)\b"
    r"|\b(?:call|dial|phone|ring|contact|get|seek|send for|go to|ask for)\b[^.;:!?]{0,30}?"
    r"\b(?:emergency (?:help|care|services?|room|department|medical)"
    r"|ambulance|paramedics|911|999|112)\b",
    re.I,
)
"""Advice to call for emergency help; "a medical emergency" alone is not. 30 is our own choice."""


def known_warnings(handbook: Handbook) -> Iterator[Violation]:
    """Every group and red flag that a topic or a group names exists."""
    flags = by_id(handbook.red_flags)
    groups = handbook.records_with["danger_signs"]
    yield from unknown_values(groups, "danger_signs", "a red flag of safety.yml", flags)
    for index, topic in enumerate(handbook.topics):
        for field, what in (("groups", "a group"), ("red_flags", "a red flag")):
            known, path = by_id(getattr(handbook, field)), ("topics", index, field)
            yield from unknown_ids(path, getattr(topic, field), f"{what} of safety.yml", known)


def topics_keep_warnings(handbook: Handbook) -> Iterator[Violation]:
    """Every topic of REQUIRED_WARNINGS exists and names each warning listed there."""
    groups = by_id(handbook.groups)
    for name in REQUIRED_WARNINGS.keys() - {topic.id for topic in handbook.topics}:
        yield Violation(("topics",), f"the topic '{name}' is missing")
    for index, topic in enumerate(handbook.topics):
        for warning in REQUIRED_WARNINGS.get(topic.id, ()):
            if warning not in topic.warnings:
                field = "groups" if warning in groups else "red_flags"
                message = f"the warning '{warning}' must be listed here"
                yield Violation(("topics", index, field), message)


def known_medicine_targets(handbook: Handbook) -> Iterator[Violation]:
    """Every group and interaction that a medicine names exists."""
    medicines = [(("medicines", index), entry) for index, entry in enumerate(handbook.medicines)]
    groups, interactions = by_id(handbook.groups), by_id(handbook.interactions)
    yield from unknown_values(medicines, "group", "a group of safety.yml", groups)
    yield from unknown_values(
        medicines, "interaction", "an interaction of safety.yml", interactions
    )


def unique_medicine_names(handbook: Handbook) -> Iterator[Violation]:
    """No two medicines share a name; case, spaces and punctuation are ignored."""
    fields, problem = ("name", "brands", "aka"), "is already a name of '{}'"
    yield from repeated_texts("medicines", handbook.medicines, fields, problem, space="")


def missing_number_message(text: str, handbook: Handbook) -> str:
    """Return the message for advice to call for help that lacks an emergency number; else ""."""
    call, numbers = CALL_FOR_HELP.search(text), handbook.emergency_numbers
    if not call or all(re.search(rf"\b{entry.number}\b", text) for entry in numbers):
        return ""
    named = ", ".join(f"{entry.number} ({entry.region})" for entry in numbers)
    return f"'{call[0]}' leaves open which number to call; name {named}"


def emergencies_name_the_numbers(handbook: Handbook) -> Iterator[Violation]:
    """A text that says to call for emergency help has all emergency numbers.

    References are exempt, for they are works of others, and questions, for their answers have them.
    """
    numbers = emergency_text(handbook)
    for key, record in handbook.records:
        for path, text in () if isinstance(record, Reference) else texts_of(record):
            if isinstance(record, Question) and path[0] in READER_WORDING:
                continue
            filled = text.replace("{{ emergency() }}", numbers)
            if message := missing_number_message(filled, handbook):
                yield Violation((*key, *path), message)
