"""CITATION.cff: what it says of the version is what data/changes.yml says."""

from collections.abc import Iterator

from macros.core.cite_handbook import CITATION
from macros.core.diagnostics import Diagnostic
from macros.core.yaml import position_of
from macros.lint.state import State

CITATION_KEYS = ("title", "authors", "license", "version", "date-released")
"""Keys that a citation is made of."""


def citation_of_this_version(state: State) -> Iterator[Diagnostic]:
    """CITATION.cff has all that a citation needs, with the newest version and its day.

    A handbook without the file is cited nowhere.
    """
    if not state.citation or state.dataset is None:
        return
    newest, positions = state.dataset.handbook.changes[0], state.citation_positions
    for key in CITATION_KEYS:
        if not state.citation.get(key):
            yield Diagnostic(CITATION, 1, 1, f"the key '{key}' is missing")
    for key, text in (("version", f'"{newest.version}"'), ("date-released", str(newest.date))):
        value = state.citation.get(key)
        if value and str(value) != text.strip('"'):
            path = ("changes", 0, "version" if key == "version" else "date")
            change = state.at(path, "")  # for its file and line
            message = f"{value} is not what {change.file}:{change.line} says; write '{key}: {text}'"
            yield Diagnostic(*position_of(positions, (key,), CITATION), message)
