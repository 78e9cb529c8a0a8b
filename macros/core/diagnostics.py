"""What is wrong and where, in one form."""

import difflib
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple, Self, TypeVar

KeyPath = tuple[str | int, ...]
"""Path to a value: ("claims", 3, "sources", 0). The first key tells the file."""
Item = TypeVar("Item")
Got = TypeVar("Got")


def select(
    what: str, known: Mapping[Any, Item], names: Iterable[str], limit: int = 20
) -> list[Item]:
    """The items with these ids, in this order; all of them when no name is given.

    Raises ValueError for an unknown name; see `unknown`.
    """
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
    """Line and column, from 1, of an offset of a text that begins on the line `first`."""
    return first + text.count("\n", 0, offset), offset - text.rfind("\n", 0, offset)


class DiagnosticError(Exception):
    """All diagnostics of a run, sorted by file and line."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = sorted(set(diagnostics))
        super().__init__("\n".join(map(str, self.diagnostics)))

    @classmethod
    def at(cls, file: str, line: int, column: int, message: str) -> Self:
        """The error of one diagnostic."""
        return cls([Diagnostic(file, line, column, message)])


def gather(diagnostics: list[Diagnostic], call: Callable[..., Got], *args: Any) -> Got | None:
    """The result of a call; None when it raises DiagnosticError, whose diagnostics are added."""
    try:
        return call(*args)
    except DiagnosticError as error:
        diagnostics += error.diagnostics
        return None


LOCATIONS = {
    "a claim": "claims stand in data/claims.yml",
    "a reference": "references stand in data/references.yml",
    "a term": "terms stand in data/glossary.yml",
}
"""Where to find ids that are too many to list."""


def unknown(what: str, name: object, known: Iterable[str], limit: int = 20) -> str:
    """The message for an unknown name, with the nearest one, and all of them up to a limit."""
    names = list(dict.fromkeys(known))
    lower = {other.lower(): other for other in names}
    close = difflib.get_close_matches(str(name).lower(), lower, n=1, cutoff=0.65)
    allowed = f"; there is {', '.join(names)}" if 0 < len(names) <= limit else ""
    guess = f"; did you mean '{lower[close[0]]}'?" if close else ""
    where = f"; {LOCATIONS[what]}, after '- id:'" if what in LOCATIONS else ""
    return f"'{name}' is not {what}{where}{allowed}{guess}"


class Violation(NamedTuple):
    """A check that a value of the data breaks."""

    key: KeyPath
    message: str
    word: str = ""
    """Where within a long text: at this word."""
    before: str = ""
    """The text before the word."""
    needs: tuple[str, ...] = ()
    """Lists that must be complete, without an entry left out, for the violation to be certain."""
