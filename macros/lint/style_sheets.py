"""Style sheets that are put together of several files by @import."""

import re
from collections.abc import Iterator

from macros.core.diagnostics import Diagnostic
from macros.core.unknown_names import unknown
from macros.core.yaml import read_text
from macros.lint.state import State

IMPORT = r'@import "([^"]+)";'
"""How a style sheet of docs/assets/ imports a file of a folder there, on a line of its own."""


def known_imports(state: State) -> Iterator[Diagnostic]:
    """Style sheets import existing files, each once; every file in a folder is imported."""
    assets = state.docs / "assets"
    known = [path.relative_to(assets).as_posix() for path in sorted(assets.glob("*/*.css"))]
    imported = set()
    for sheet in sorted(assets.glob("*.css")):
        seen: set[str] = set()
        file = f"docs/assets/{sheet.name}"
        for line, row in enumerate(read_text(file, sheet).split("\n"), 1):
            if "@import" in row:
                found = re.fullmatch(IMPORT, row.rstrip())
                name = found[1] if found else ""
                if message := _import_error(name, known, seen):
                    yield Diagnostic(file, line, 1, message)
                seen.add(name)
        imported |= seen
    for name in known:
        if name not in imported:
            message = f'no style sheet imports it; write @import "{name}"; in docs/assets/'
            yield Diagnostic(f"docs/assets/{name}", 1, 1, message)


def _import_error(name: str, known: list[str], seen: set[str]) -> str:
    """Return what is wrong with an import of this name, or an empty string."""
    if not name:
        return 'write @import "folder/name.css"; on a line of its own'
    if name in seen:
        return f"'{name}' is imported above already"
    return "" if name in known else unknown("a style sheet", name, known, limit=0)


def flat_folders(state: State) -> Iterator[Diagnostic]:
    """A folder of docs/assets/ holds style sheets alone, which import nothing."""
    assets = state.docs / "assets"
    for path in sorted(assets.glob("*/*")):
        file = f"docs/assets/{path.relative_to(assets).as_posix()}"
        if path.suffix != ".css" or path.is_dir():
            message = "a folder of docs/assets/ holds style sheets alone; put it into docs/assets/"
            yield Diagnostic(file, 1, 1, message)
            continue
        for line, row in enumerate(read_text(file, path).split("\n"), 1):
            if "@import" in row:
                message = "only a style sheet directly in docs/assets/ imports others"
                yield Diagnostic(file, line, row.index("@import") + 1, message)
