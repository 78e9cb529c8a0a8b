"""The base of all records, and the types of their fields."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Annotated, Any, ClassVar, Self, TypeVar

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
"""What matches each pattern of a field, in plain words, for error messages."""


def matching(pattern: str, meaning: str) -> StringConstraints:
    """Constrain a text to a pattern, and register in plain words what matches it."""
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
"""A volume, issue or page as printed: 53, e48, 1799-1807. Quotes in it were meant for YAML."""
WebAddress = Annotated[
    str,
    matching(
        r"^https?://([A-Za-z0-9-]+\.)+[A-Za-z]{2,}([/?#][^\s“”‘’]*)?$",
        "an address that begins with https://",
    ),
]
"""An address with a domain name, and without spaces and curly quotes."""
T = TypeVar("T")
Key = TypeVar("Key")
Many = Annotated[tuple[T, ...], Field(strict=False)]
"""A list in YAML, stored as a tuple."""
Some = Annotated[tuple[T, ...], Field(strict=False, min_length=1)]
"""A list in YAML with at least one entry, stored as a tuple."""
MAX_NUMBER = 1_000_000
"""The largest number that the data may hold; a larger one is a typo. Our own choice."""


def _number(value: object) -> object:
    """Convert an integer to a float. Raises ValueError for NaN, infinity and typos."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value  # pydantic refuses it
    if not abs(value) <= MAX_NUMBER:  # unlike >, also true for NaN
        raise ValueError(f"must be a plain number of at most {MAX_NUMBER:,}")
    return float(value)


Number = Annotated[float, BeforeValidator(_number)]
"""A whole or decimal number, finite."""
Positive = Annotated[Number, Field(gt=0)]


class Record(BaseModel):
    """Base of all records: frozen, strictly typed, without unknown keys."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, use_attribute_docstrings=True, defer_build=True
    )

    calls_in: ClassVar[frozenset[str]] = frozenset()
    """Fields that may hold macro calls."""

    @model_validator(mode="after")
    def lists_have_no_duplicates(self) -> Self:
        """A list contains no text twice. The name that begins the message gives the position."""
        for name, value in self:
            if type(value) is tuple:
                counts = Counter(item for item in value if isinstance(item, str))
                if repeated := [text for text, count in counts.items() if count > 1]:
                    raise ValueError(f"{name}: '{repeated[0]}' appears twice here")
        return self


class Entry(Record):
    """A record that readers can look up: it has an id, a date and sources."""

    id: Id
    """Lower-case words with hyphens. Never change it once published: links depend on it."""
    checked: date
    """The day an editor last compared this entry with its evidence. Not a clinician's review."""
    sources: Many[Id]
    """Ids from references.yml, the strongest first."""


class MissingEntry(LookupError):
    """No entry in the data has this id."""


class _ById(dict[str, T]):
    """Entries by id."""

    def __missing__(self, name: str) -> T:
        raise MissingEntry(f"needs the entry '{name}', which is not in the data")


def by_id(entries: Iterable[T]) -> dict[str, T]:
    """Return entries by id. Indexing by an unknown id raises MissingEntry; get() does not."""
    return _ById({entry.id: entry for entry in entries})  # type: ignore[attr-defined]


def group_by(entries: Iterable[T], key: Callable[[T], Key]) -> dict[Key, list[T]]:
    """Group entries by the result of `key`, in their order."""
    groups: dict[Key, list[T]] = {}
    for entry in entries:
        groups.setdefault(key(entry), []).append(entry)
    return groups


def json_schema(model: type[Record]) -> str:
    """Return the JSON Schema of one data file as text, for completion in editors."""
    schema = model.model_json_schema(by_alias=True)
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def children(value: object) -> Iterable[tuple[Any, Any]]:
    """Return key and value of each item of a record, a mapping or a list; none for other values."""
    if isinstance(value, Record):
        return [(name, getattr(value, name)) for name in type(value).model_fields]
    if isinstance(value, dict):
        return value.items()
    return enumerate(value) if isinstance(value, list | tuple) else ()


def walk(value: object, path: KeyPath) -> Iterator[tuple[KeyPath, Record]]:
    """Yield every record in a value, with its path; `path` is the value's own."""
    if isinstance(value, Record) and path:  # not the handbook itself
        yield path, value
    for key, item in children(value):
        yield from walk(item, (*path, key))
