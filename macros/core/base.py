"""The base of all records, and the types of their fields."""

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Annotated, ClassVar, Self, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from macros.core.diagnostics import KeyPath

Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
PATTERNS: dict[str, str] = {}
"""Every pattern that a text may have to match, and what matches it, in words."""


def matching(pattern: str, meaning: str) -> StringConstraints:
    """Constrain a text to a pattern, and say in words what matches it."""
    PATTERNS[pattern] = meaning
    return StringConstraints(pattern=pattern)


ID = r"^[a-z0-9]+(-[a-z0-9]+)*$"
PAGE = r"^[a-z0-9/-]+\.md$"
Id = Annotated[
    str,
    matching(
        ID, "an id, in small letters with hyphens, as in smith-2009; not a title or a sentence"
    ),
]
PagePath = Annotated[str, matching(PAGE, "a page below docs/, as in folder/page.md")]
Count = Annotated[
    str,
    matching(
        r"""^[^\s"'“”‘’][^"'“”‘’]*$""",
        "a number as printed, as in '53' or 1799-1807, with straight quotes around it",
    ),
]
"""A number as it is printed, such as 53, e48 or 1799-1807."""
Web = Annotated[
    str,
    matching(
        r"^https?://([A-Za-z0-9-]+\.)+[A-Za-z]{2,}([/?#][^\s“”‘’]*)?$",
        "an address that begins with https://",
    ),
]
T = TypeVar("T")
Key = TypeVar("Key")
Many = Annotated[tuple[T, ...], Field(strict=False)]
"""A YAML list; it arrives as a list and is kept as a tuple."""
Some = Annotated[tuple[T, ...], Field(strict=False, min_length=1)]
"""A YAML list with at least one entry."""
Number = Annotated[float, BeforeValidator(lambda value: _number(value))]
"""A whole or decimal number, finite."""
Positive = Annotated[Number, Field(gt=0)]
LARGEST = 1_000_000
"""No amount in the data is above it; a larger one is a typo."""


def _number(value: object) -> object:
    """Accept whole numbers as decimals. Raise ValueError for NaN, infinity and typos."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    if not abs(value) <= LARGEST:  # also true of what is not a number
        raise ValueError(f"must be a plain number of at most {LARGEST:,}")
    return float(value)


class Record(BaseModel):
    """Base of all records: frozen, typed strictly, no unknown keys."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, use_attribute_docstrings=True, defer_build=True
    )

    calls_in: ClassVar[frozenset[str]] = frozenset()
    """Fields that may hold macro calls."""

    @model_validator(mode="after")
    def lists_name_a_thing_once(self) -> Self:
        """A list holds no text twice. The message begins with the field to show it at."""
        for name, value in self:
            texts = (
                [item for item in value if isinstance(item, str)] if type(value) is tuple else ()
            )
            for index, text in enumerate(texts):
                if text in texts[:index]:
                    raise ValueError(f"{name}: '{text}' stands twice here")
        return self


class Entry(Record):
    """A record that a reader may look up: it has an id, a date and sources."""

    id: Id
    """Lower-case words with hyphens. Never change it once published: links depend on it."""
    checked: date
    """The day an editor last compared this entry with its evidence. Not a clinician's review."""
    sources: Many[Id]
    """Ids from references.yml, the strongest first."""


class MissingEntry(LookupError):
    """An id that no entry has, of those that are in the data."""


class _ById(dict[str, T]):
    """Entries by their id. Raises MissingEntry for an id of none."""

    def __missing__(self, name: str) -> T:
        raise MissingEntry(f"'{name}'")


def by_id(entries: Iterable[T]) -> dict[str, T]:
    """Entries by their id. Raises MissingEntry for an id of none, unless asked by get()."""
    return _ById({entry.id: entry for entry in entries})  # type: ignore[attr-defined]


def group_by(entries: Iterable[T], key: Callable[[T], Key]) -> dict[Key, list[T]]:
    """Entries by the value of a function, in their order."""
    groups: dict[Key, list[T]] = {}
    for entry in entries:
        groups.setdefault(key(entry), []).append(entry)
    return groups


def json_schema(model: type[Record]) -> str:
    """JSON Schema of one data file, as text, for completion in editors."""
    schema = model.model_json_schema(by_alias=True)
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def walk(value: object, path: KeyPath) -> Iterator[tuple[KeyPath, Record]]:
    """Every record within a value, with its path. `path` is the value's own."""
    if isinstance(value, Record):
        if path:
            yield path, value
        for name in type(value).model_fields:
            yield from walk(getattr(value, name), (*path, name))
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from walk(item, (*path, index))
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from walk(item, (*path, name))
