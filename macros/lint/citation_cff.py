"""CITATION.cff agrees with data/changes.yml on the version and its date."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import Field

from macros.core.cite_handbook import CITATION, read_citation
from macros.core.diagnostics import Diagnostic
from macros.core.schema.record import Record, Some, Text
from macros.core.validation import validate
from macros.core.yaml import Positions, position_of
from macros.lint.state import State


class CitationAuthor(Record, extra="ignore"):
    """An author of the handbook; other keys are allowed."""

    name: Text


class CitationFile(Record, extra="ignore"):
    """The keys of CITATION.cff that a citation needs; other keys are allowed."""

    title: Text
    authors: Some[CitationAuthor]
    license: Text
    version: Any
    date_released: Any = Field(alias="date-released")


def load_citation(root: Path, positions: Positions) -> Mapping[str, Any]:
    """Return the plain values of CITATION.cff by key, empty without the file; add their positions.

    Raises DiagnosticError for invalid YAML or an invalid key.
    """
    if values := read_citation(root, positions):
        validate(CITATION, values, CitationFile, positions)
    return values


def citation_of_this_version(state: State) -> Iterator[Diagnostic]:
    """CITATION.cff, if there is one, has the newest version and its date."""
    if not state.citation or state.dataset is None:
        return
    newest, positions = state.dataset.handbook.changes[0], state.citation_positions
    for key, text in (("version", f'"{newest.version}"'), ("date-released", str(newest.date))):
        value = state.citation[key]
        if str(value) != text.strip('"'):
            path = ("changes", 0, "version" if key == "version" else "date")
            change = state.at(path, "")  # for its file and line
            message = f"{value} is not what {change.file}:{change.line} says; write '{key}: {text}'"
            yield Diagnostic(*position_of(positions, (key,), CITATION), message)
