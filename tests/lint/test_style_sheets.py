"""Tests of macros/lint/style_sheets.py."""

from pathlib import Path

import pytest
from conftest import ROOT

from macros.lint.state import State
from macros.lint.style_sheets import flat_folders, known_imports
from macros.topic import SUBJECT


def test_what_a_style_sheet_imports_exists_and_each_part_is_imported(tmp_path: Path) -> None:
    assets = tmp_path / "docs" / "assets"
    (assets / "screen").mkdir(parents=True)
    (assets / "screen" / "menu.css").touch()
    (assets / "screen" / "lost.css").touch()
    rows = (
        '@import "screen/menu.css";',
        '@import "screen/menus.css";',
        '@import "screen/menu.css";',
        "@import url(x.css);",
        '/* @import "screen/lost.css"; */',
        "p { margin: 0 }",
    )
    (assets / "a.css").write_text("\n".join(rows))
    how = 'write @import "folder/name.css"; on a line of its own'
    assert [str(diagnostic) for diagnostic in known_imports(State(tmp_path, SUBJECT))] == [
        "docs/assets/a.css:2:1: 'screen/menus.css' is not a style sheet; did you mean 'screen/menu.css'?",
        "docs/assets/a.css:3:1: 'screen/menu.css' is imported above already",
        f"docs/assets/a.css:4:1: {how}",
        f"docs/assets/a.css:5:1: {how}",
        "docs/assets/screen/lost.css:1:1: no style sheet imports it; "
        'write @import "screen/lost.css"; in docs/assets/',
    ]


def test_a_folder_of_style_sheets_holds_nothing_that_the_build_would_lose(tmp_path: Path) -> None:
    screen = tmp_path / "docs" / "assets" / "screen"
    (screen / "deep").mkdir(parents=True)
    (screen / "a.svg").touch()
    (screen / "menu.css").write_text('p { margin: 0 }\n@import "b.css";')
    alone = "a folder of docs/assets/ holds style sheets alone; put it into docs/assets/"
    assert [str(diagnostic) for diagnostic in flat_folders(State(tmp_path, SUBJECT))] == [
        f"docs/assets/screen/a.svg:1:1: {alone}",
        f"docs/assets/screen/deep:1:1: {alone}",
        "docs/assets/screen/menu.css:2:1: only a style sheet directly in docs/assets/ imports others",
    ]


@pytest.mark.parametrize("sheet", ["handbook.css", "print.css"])
def test_screen_and_paper_hide_what_the_reader_did_not_choose(sheet: str) -> None:
    assert '@import "shared/choices.css";' in (ROOT / "docs/assets" / sheet).read_text("utf-8")
