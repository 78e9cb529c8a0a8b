"""Files of docs/assets/ that overrides/ and scripts load."""

import re
from collections.abc import Collection, Iterator
from pathlib import Path

from macros.core.diagnostics import Diagnostic, line_and_column
from macros.core.unknown_names import unknown
from macros.lint.state import State

ASSET = re.compile(r"""(?<=['"])assets/[\w./-]+(?=['"])""")
"""The quoted address of a file, as in {{ 'assets/a.css' | url }} or load("assets/a.js")."""
MADE = "assets/theme.css"
"""The theme's own style sheet, which the build puts there."""


def loaded_assets_exist(state: State) -> Iterator[Diagnostic]:
    """Every file of docs/assets/ that a template of overrides/ or a script loads exists."""
    scripts = state.docs.glob("assets/*.js")
    own = [path for path in scripts if not path.name.endswith(".min.js")]
    known = asset_files(state.docs)
    for path in sorted([*(state.root / "overrides").rglob("*.html"), *own]):
        file = path.relative_to(state.root).as_posix()
        text = path.read_text("utf-8", "replace")
        for match in ASSET.finditer(text):
            if match[0] != MADE and (message := missing_asset(match[0], known)):
                yield Diagnostic(file, *line_and_column(text, match.start()), message)


def asset_files(docs: Path) -> list[str]:
    """Return the files directly in docs/assets/, such as "assets/a.js", sorted."""
    return sorted(f"assets/{path.name}" for path in docs.glob("assets/*") if path.is_file())


def missing_asset(name: str, known: Collection[str]) -> str:
    """Return the message for a name that is not one of the `known` asset files, else "".

    It lists the files with the same suffix, or all of them.
    """
    if name in known:
        return ""
    alike = [other for other in known if Path(other).suffix == Path(name).suffix]
    return unknown("a file in docs/assets/", name, alike or known)
