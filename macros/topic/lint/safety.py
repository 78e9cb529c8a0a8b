"""Warnings, medicines and emergency numbers."""

import re
from collections.abc import Iterator

from macros.core.base import by_id
from macros.core.diagnostics import KeyPath, Violation, unknown
from macros.core.schema import Reference
from macros.lint.records import ASKED, texts_of, unknown_ids
from macros.topic.answers import emergency_text
from macros.topic.limits import BOXES
from macros.topic.schema.handbook import Handbook
from macros.topic.schema.questions import Question

CALL_FOR_HELP = re.compile(
    r"\bemergency (?:phone |telephone )?(?:number|line)\b"
    r"|\b(?:call|dial|phone|ring|contact|get|seek|send for|go to|ask for)\b[^.;:!?]{0,30}?"
    r"\b(?:emergency (?:help|care|services?|room|department|medical)"
    r"|ambulance|paramedics|911|999|112)\b",
    re.I,
)
"""Telling a reader to call for emergency help. "A medical emergency" alone tells nobody to."""


def known_boxes(handbook: Handbook) -> Iterator[Violation]:
    """Every box that a topic or a group names exists."""
    flags = [flag.id for flag in handbook.red_flags]
    for index, group in enumerate(handbook.groups):
        if group.danger_signs and group.danger_signs not in flags:
            message = unknown("a box", group.danger_signs, flags)
            yield Violation(("groups", index, "danger_signs"), message)
    for index, topic in enumerate(handbook.topics):
        for field in ("groups", "red_flags"):
            known = [entry.id for entry in getattr(handbook, field)]
            yield from unknown_ids(("topics", index, field), getattr(topic, field), "a box", known)


def boxes_of_topics(handbook: Handbook) -> Iterator[Violation]:
    """No topic loses a box that its readers need."""
    groups = {group.id for group in handbook.groups}
    for name in BOXES.keys() - {topic.id for topic in handbook.topics}:
        yield Violation(("topics",), f"the topic '{name}' is missing")
    for index, topic in enumerate(handbook.topics):
        for box in BOXES.get(topic.id, ()):
            if box not in (*topic.groups, *topic.red_flags):
                field = "groups" if box in groups else "red_flags"
                yield Violation(("topics", index, field), f"the box '{box}' must stand here")


def medicines_lead_somewhere(handbook: Handbook) -> Iterator[Violation]:
    """Every group and every interaction that a medicine names exists."""
    for index, medicine in enumerate(handbook.medicines):
        for field, known in (
            ("group", by_id(handbook.groups)),
            ("interaction", by_id(handbook.interactions)),
        ):
            name = getattr(medicine, field)
            if name is not None and name not in known:
                what = f"{'an' if field == 'interaction' else 'a'} {field} of safety.yml"
                yield Violation(("medicines", index, field), unknown(what, name, known))


def medicine_names_once(handbook: Handbook) -> Iterator[Violation]:
    """A name stands for one medicine; capitals, spaces and hyphens make no other name."""
    seen: dict[str, str] = {}
    for index, medicine in enumerate(handbook.medicines):
        named: list[tuple[KeyPath, str]] = [(("name",), medicine.name)]
        for field in ("brands", "aka"):
            named += [((field, n), name) for n, name in enumerate(getattr(medicine, field))]
        for path, name in named:
            same = re.sub(r"\W", "", name.casefold())
            if same in seen:
                message = f"'{name}' is already a name of '{seen[same]}'"
                yield Violation(("medicines", index, *path), message)
            seen.setdefault(same, medicine.id)


def groups_once(handbook: Handbook) -> Iterator[Violation]:
    """An intake names a group of people once."""
    for index, intake in enumerate(handbook.intakes):
        groups = [amount.group for amount in intake.amounts]
        for position, group in enumerate(groups):
            if group in groups[:position]:
                key: KeyPath = ("intakes", index, "amounts", position, "group")
                yield Violation(key, f"'{group}' stands twice here")


def unnamed_emergency(text: str, handbook: Handbook) -> str:
    """What tells a reader to call for emergency help without all the numbers, or nothing."""
    call = CALL_FOR_HELP.search(text)
    if not call or all(re.search(rf"\b{e.number}\b", text) for e in handbook.emergency_numbers):
        return ""
    return call[0]


def emergencies_name_the_numbers(handbook: Handbook) -> Iterator[Violation]:
    """A text that says to call for emergency help says which number to call.

    References are exempt: they name other people's works. So are questions: their answers say it.
    """
    numbers = emergency_text(handbook)
    for key, record in handbook.records:
        for path, text in () if isinstance(record, Reference) else texts_of(record):
            if isinstance(record, Question) and path[0] in ASKED:
                continue
            filled = text.replace("{{ emergency() }}", numbers)
            if phrase := unnamed_emergency(filled, handbook):
                yield Violation((*key, *path), no_number(phrase, handbook))


def no_number(phrase: str, handbook: Handbook) -> str:
    """What to write where a phrase leaves open whom to call."""
    numbers = ", ".join(f"{e.number} ({e.region})" for e in handbook.emergency_numbers)
    return f"'{phrase}' leaves open which number to call; name {numbers}"
