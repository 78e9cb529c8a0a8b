"""Base of all records: frozen, strict, without unknown keys; and the types of their fields."""

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


ID = r"^[a-z0-9]+(-[a-z0-9]+)*$"


WEB = r"^https?://([A-Za-z0-9-]+\.)+[A-Za-z]{2,}([/?#][^\s“”‘’]*)?$"


PAGE = r"^[a-z0-9/-]+\.md$"


VERSION = r"^[0-9]+\.[0-9]+$"


DOI_FORM = r"^10\.[0-9]{4,9}/[^\s“”‘’]+$"


PMID_FORM = r"^[0-9]{1,8}$"


PHONE_FORM = r"^[0-9]{3}$"


PMCID_FORM = r"^PMC[0-9]+$"


COUNT_FORM = r"""^[^\s"'“”‘’][^"'“”‘’]*$"""


Id = Annotated[str, StringConstraints(pattern=ID)]


Count = Annotated[str, StringConstraints(pattern=COUNT_FORM)]
"""A number as it is printed, such as 53, e48 or 1799-1807."""


Web = Annotated[str, StringConstraints(pattern=WEB)]


T = TypeVar("T")


Key = TypeVar("Key")


Many = Annotated[tuple[T, ...], Field(strict=False)]
"""A YAML list; it arrives as a list and is kept as a tuple."""


Some = Annotated[tuple[T, ...], Field(strict=False, min_length=1)]
"""A YAML list with at least one entry."""


Number = Annotated[float, BeforeValidator(lambda value: _number(value))]
"""A whole or decimal number, finite."""


Positive = Annotated[Number, Field(gt=0)]


People = Annotated[int | str, BeforeValidator(lambda value: _people(value))]
"""A whole number of people, or "not known"."""


LARGEST = 1_000_000
"""No amount in the data is above it; a larger one is a slip of the finger."""


def _number(value: object) -> object:
    """Let whole numbers pass for decimals; refuse what YAML could mistake for a number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    if not abs(value) <= LARGEST:  # also true of what is not a number
        raise ValueError(f"must be a plain number of at most {LARGEST:,}")
    return float(value)


def _people(value: object) -> object:
    """Refuse what is no number of people."""
    whole = isinstance(value, int) and not isinstance(value, bool) and 0 < value <= LARGEST
    if not whole and value != "not known":
        raise ValueError(f"must be a whole number from 1 to {LARGEST:,}, or not known")
    return value


class Record(BaseModel):
    """Base of all records: frozen, typed strictly, no unknown keys."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, use_attribute_docstrings=True
    )

    calls_in: ClassVar[frozenset[str]] = frozenset()
    """Fields that may hold macro calls."""

    @model_validator(mode="after")
    def lists_name_a_thing_once(self) -> Self:
        """No word stands twice in a list. A message begins with its field, where it is shown."""
        for name, value in self:
            if isinstance(value, tuple):
                words = [item for item in value if isinstance(item, str)]
                twice = next((word for n, word in enumerate(words) if word in words[:n]), None)
                if twice is not None:
                    raise ValueError(f"{name}: '{twice}' stands twice here")
        return self


class Entry(Record):
    """A record that a reader may look up: it has an id, a date and sources."""

    id: Id
    """Lower-case words with hyphens. Never change it once published: links depend on it."""
    checked: date
    """The day an editor last compared this entry with its evidence. Not a clinician's review."""
    sources: Many[Id]
    """Ids from references.yml, the strongest first."""


def by_id(entries: Iterable[T]) -> dict[str, T]:
    """Entries that have an id, by it."""
    return {entry.id: entry for entry in entries}  # type: ignore[attr-defined]


def group_by(entries: Iterable[T], key: Callable[[T], Key]) -> dict[Key, list[T]]:
    """Entries by the value of a function, in their order."""
    groups: dict[Key, list[T]] = {}
    for entry in entries:
        groups.setdefault(key(entry), []).append(entry)
    return groups


def walk(value: object, key: KeyPath) -> Iterator[tuple[KeyPath, Record]]:
    if isinstance(value, Record):
        if key:
            yield key, value
        for name in type(value).model_fields:
            yield from walk(getattr(value, name), (*key, name))
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from walk(item, (*key, index))
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from walk(item, (*key, name))
