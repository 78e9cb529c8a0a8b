"""Counts of the handbook's own entries."""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Literal, NamedTuple, get_args, get_origin

from macros.core.schema.handbook import BaseHandbook
from macros.core.schema.record import Id, Record
from macros.core.schema.verdicts import CERTAINTIES, VERDICTS
from macros.core.unknown_names import select
from macros.topic.units import format_number

RENAMED = {"comparison": "rows", "vitamins": "columns"}
"""Names that editors write for two lists, by their key in the data."""
NUMBER_WORDS = (
    *("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"),
)
SPELLED = {1: "one", **dict(enumerate(NUMBER_WORDS[:9], 2))}
"""Counts up to ten in words; above, numerals are easier to read."""


class Countable(NamedTuple):
    """A list that can be counted."""

    entries: Sequence[Any]
    fields: Mapping[str, Collection[str]] = {}
    """The fields by which entries can be filtered, with the allowed values of each."""


def countable_lists(handbook: BaseHandbook) -> dict[str, Countable]:
    """Return every list of the data by the name that editors write; "claims" are the article's."""
    lists = {
        RENAMED.get(name, name): _countable(model, getattr(handbook, name))
        for name, field in type(handbook).model_fields.items()
        if (model := _record_type(field.annotation))
    }
    claims, fields = lists["claims"]
    return lists | {
        "claims": Countable([claim for claim in claims if claim.quote], fields),
        "statements": Countable([claim for claim in claims if claim.statement], fields),
        "verdicts": Countable(VERDICTS),
        "certainties": Countable(CERTAINTIES),
    }


def _record_type(annotation: Any) -> type[Record] | None:
    """Return the record type of a field that is a list of records; None for other fields."""
    model = next(iter(get_args(annotation)), None)
    return model if isinstance(model, type) and issubclass(model, Record) else None


def _countable(model: type[Record], entries: Sequence[Record]) -> Countable:
    """Return a list with its filters: fields of a Literal type, and lists of ids."""
    fields: dict[str, Collection[str]] = {}
    for name, field in model.model_fields.items():
        if allowed := _literal_values(field.annotation):
            fields[name] = allowed
        elif Id in get_args(field.annotation) and get_origin(field.annotation) is not dict:
            fields[name] = dict.fromkeys(v for entry in entries for v in _field_values(entry, name))
    return Countable(entries, fields)


def _literal_values(annotation: Any) -> tuple[str, ...]:
    """Return the values of a Literal, alone or within another type; empty for other types."""
    if get_origin(annotation) is Literal:
        return get_args(annotation)
    return tuple(value for part in get_args(annotation) for value in _literal_values(part))


def _field_values(entry: Any, field: str) -> Sequence[str]:
    """Return the values of a field: one, several or none."""
    value = getattr(entry, field) or ()
    return value if isinstance(value, tuple) else (value,)


def count_matching(lists: Mapping[str, Countable], name: str, wanted: Mapping[str, str]) -> int:
    """Count the entries of a list that have all the wanted values.

    Raises ValueError for an unknown list, field or value, with what is allowed.
    """
    known = dict(sorted(lists.items()))
    [(entries, fields)] = select("a list that can be counted", known, [name], limit=40)
    for field, value in wanted.items():
        if not fields:
            raise ValueError(f"'{field}': the {name} can only be counted all together")
        [allowed] = select(f"a field by which {name} are counted", fields, [field])
        select(f"a value of {field}", dict.fromkeys(allowed), [value])
    return sum(
        all(value in _field_values(entry, field) for field, value in wanted.items())
        for entry in entries
    )


def count_phrase(total: int, noun: str = "", style: str = "") -> str:
    """Return a count for a sentence: "14", "14 claims", "1 claim", "no claims", "none".

    Style "words" gives "four", and "Words" gives "Four" to begin a sentence. Raises ValueError for
    an unknown style, and for a noun that is not in the singular.
    """
    if style:
        select("a style", dict.fromkeys(("words", "Words")), [style])
    if noun and not re.fullmatch(r"[A-Za-z]+([’' -][A-Za-z]+)*", noun):
        raise ValueError(f"noun: '{noun}' is not a noun; write it as in noun=\"claim\"")
    if re.search(r"[^sui]s$", noun):  # mass, virus and analysis are singular
        raise ValueError(f"noun: write the singular, '{noun[:-1]}'; the count adds the plural")
    shown = SPELLED.get(total, format_number(total)) if style else format_number(total)
    if total == 0:
        shown = "no" if noun else "none"
    if noun:
        shown = f"{shown} {noun if total == 1 else plural(noun)}"
    return shown[0].upper() + shown[1:] if style == "Words" else shown


def plural(noun: str) -> str:
    """Return the plural of a regular English noun: claims, studies, boxes."""
    if re.search(r"[^aeiou]y$", noun):
        return f"{noun[:-1]}ies"
    return f"{noun}es" if re.search(r"(s|x|z|ch|sh)$", noun) else f"{noun}s"
