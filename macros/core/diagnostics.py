"""What is wrong and where: one form everywhere, all at once."""

import difflib
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, TypeVar

KeyPath = tuple[str | int, ...]
"""The way to a value: ("claims", 3, "sources", 0). The first key tells the file."""


Item = TypeVar("Item")


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
    """One thing wrong at one place. Lines and columns count from 1."""

    file: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        message = " ".join(self.message.split())
        return f"{self.file}:{self.line}:{self.column}: {message}"


class DiagnosticError(Exception):
    """Every fault of a run, sorted by file and line."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = sorted(set(diagnostics))
        super().__init__("\n".join(map(str, self.diagnostics)))


STAND = {
    "a claim": "claims stand in data/claims.yml",
    "a reference": "references stand in data/references.yml",
    "a term": "terms stand in data/glossary.yml",
}
"""Where to find the ids of what is not listed, because there are too many."""


def unknown(what: str, given: object, known: Iterable[str], limit: int = 20) -> str:
    """The sentence for a name that is not known: what is allowed, and the nearest one.

    The names that are allowed are listed when there are no more than `limit`.
    """
    names = list(dict.fromkeys(known))
    lower = {name.lower(): name for name in names}
    close = difflib.get_close_matches(str(given).lower(), lower, n=1, cutoff=0.65)
    near = [lower[name] for name in close]
    allowed = f"; there is {', '.join(names)}" if 0 < len(names) <= limit else ""
    guess = f"; did you mean '{near[0]}'?" if near else ""
    where = f"; {STAND[what]}, after '- id:'" if what in STAND else ""
    return f"'{given}' is not {what}{where}{allowed}{guess}"


class Violation(NamedTuple):
    """A rule broken at one value of the data."""

    key: KeyPath
    message: str
    word: str = ""
    """Where within a long text: from this word on."""
    before: str = ""
    """What is before the word."""
    needs: tuple[str, ...] = ()
    """Lists that must be whole for it to be certain."""
