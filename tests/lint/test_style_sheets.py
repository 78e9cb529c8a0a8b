"""Tests of macros/lint/style_sheets.py."""

from pathlib import Path

from macros.lint.state import State
from macros.lint.style_sheets import known_imports
from macros.topic import SUBJECT


def test_what_a_style_sheet_imports_exists_and_each_part_is_imported(tmp_path: Path) -> None:
    assets = tmp_path / "docs" / "assets"
    (assets / "screen").mkdir(parents=True)
    (assets / "screen" / "menu.css").touch()
    (assets / "screen" / "lost.css").touch()
    sheet = '@import "screen/menu.css";\n@import "screen/menus.css";\n@import url(x.css);\np { margin: 0 }\n'
    (assets / "a.css").write_text(sheet)
    assert [str(diagnostic) for diagnostic in known_imports(State(tmp_path, SUBJECT))] == [
        "docs/assets/a.css:2:1: 'screen/menus.css' is not a style sheet; there is screen/lost.css, "
        "screen/menu.css; did you mean 'screen/menu.css'?",
        'docs/assets/a.css:3:1: write @import "folder/name.css"; on a line of its own',
        "docs/assets/screen/lost.css:1:1: no style sheet imports it; "
        'write @import "screen/lost.css"; in docs/assets/',
    ]
