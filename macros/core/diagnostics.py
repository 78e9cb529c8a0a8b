"""Error messages with their position, for editors."""

import difflib
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple, Self, TypeVar

KeyPath = tuple[str | int, ...]
"""The path to a value: ("claims", 3, "sources", 0). No two files have the same first key."""
MAX_LISTED = 20
"""If there are more known names, a message does not list them. Our own choice."""
Item = TypeVar("Item")
Result = TypeVar("Result")


def select(
    what: str, known: Mapping[Any, Item], names: Iterable[str], limit: int = MAX_LISTED
) -> list[Item]:
    """Return the items with these names, or all if none. Raises ValueError: see `unknown`."""
    for name in names:
        if name not in known:
            raise ValueError(unknown(what, name, known, limit))
    return [known[name] for name in names] or list(known.values())


class Diagnostic(NamedTuple):
    """A message at a position in a file. Lines and columns count from 1."""

    file: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        message = " ".join(self.message.split())
        return f"{self.file}:{self.line}:{self.column}: {message}"


def line_and_column(text: str, offset: int, first: int = 1) -> tuple[int, int]:
    """Return line and column (from 1) of an offset in a text that begins on line `first`."""
    return first + text.count("\n", 0, offset), offset - text.rfind("\n", 0, offset)


class DiagnosticError(Exception):
    """Several diagnostics, sorted by file, line and column, without duplicates."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = sorted(set(diagnostics))
        super().__init__("\n".join(map(str, self.diagnostics)))

    @classmethod
    def at(cls, file: str, line: int, column: int, message: str) -> Self:
        """Create the error of a single diagnostic."""
        return cls([Diagnostic(file, line, column, message)])


def collect_diagnostics(
    diagnostics: list[Diagnostic], call: Callable[..., Result], *args: Any
) -> Result | None:
    """Return call(*args); if it raises DiagnosticError, add to `diagnostics` and return None."""
    try:
        return call(*args)
    except DiagnosticError as error:
        diagnostics += error.diagnostics
        return None


LOCATIONS = {
    "a claim": "claims are in data/claims.yml",
    "a reference": "references are in data/references.yml",
    "a term": "terms are in data/glossary.yml",
}
"""Where editors find the ids that are too many to list."""


def unknown(what: str, name: object, known: Iterable[str], limit: int = MAX_LISTED) -> str:
    """Return the message for a name that is not `what`, with the known ones if at most `limit`."""
    names = list(dict.fromkeys(known))
    lower = {other.lower(): other for other in names}
    # 0.65 is our own choice; the default of 0.6 suggests names that are less similar.
    close = difflib.get_close_matches(str(name).lower(), lower, n=1, cutoff=0.65)
    allowed = f"; there is {', '.join(names)}" if 0 < len(names) <= limit else ""
    guess = f"; did you mean '{lower[close[0]]}'?" if close else ""
    where = f"; {LOCATIONS[what]}, after '- id:'" if what in LOCATIONS else ""
    return f"'{name}' is not {what}{where}{allowed}{guess}"


class Violation(NamedTuple):
    """A value of the data that breaks a check."""

    key: KeyPath
    message: str
    word: str = ""
    """The word of a long text that the message is about."""
    text_before: str = ""
    """The text before that word, to find it."""
    needs: tuple[str, ...] = ()
    """Lists from which no invalid entry may have been left out, or the violation is uncertain."""
