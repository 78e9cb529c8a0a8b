"""Style sheets assembled from several files by @import."""

import re
from collections.abc import Iterator

from macros.core.diagnostics import Diagnostic, unknown
from macros.core.yaml import read_text
from macros.lint.state import State

IMPORT = r'@import "([^"]+)";'
"""The import of a file from a folder in docs/assets/, on a line of its own."""
HOW_TO_IMPORT = 'write @import "folder/name.css"; on a line of its own'


def known_imports(state: State) -> Iterator[Diagnostic]:
    """Every imported style sheet exists, and every one in a folder of docs/assets/ is imported."""
    assets = state.docs / "assets"
    known = [path.relative_to(assets).as_posix() for path in sorted(assets.glob("*/*.css"))]
    imported = set()
    for sheet in sorted(assets.glob("*.css")):
        file = f"docs/assets/{sheet.name}"
        for line, row in enumerate(read_text(file, sheet).split("\n"), 1):
            found = re.fullmatch(IMPORT, row.rstrip())
            name = found[1] if found else ""
            imported.add(name)
            if row.lstrip().startswith("@import") and name not in known:
                message = unknown("a style sheet", name, known) if found else HOW_TO_IMPORT
                yield Diagnostic(file, line, 1, message)
    for name in known:
        if name not in imported:
            message = f'no style sheet imports it; write @import "{name}"; in docs/assets/'
            yield Diagnostic(f"docs/assets/{name}", 1, 1, message)
