"""Error messages with their position, for editors."""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple, Self, TypeVar

KeyPath = tuple[str | int, ...]
"""The path to a value: ("claims", 3, "sources", 0). No two files have the same first key."""
Result = TypeVar("Result")


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
