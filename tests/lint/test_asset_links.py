"""A template or a script that loads a file that is gone would leave readers without it."""

from pathlib import Path

from macros.lint.asset_links import loaded_assets_exist
from macros.lint.state import State
from macros.topic import SUBJECT


def test_what_templates_and_scripts_load_exists(tmp_path: Path) -> None:
    (tmp_path / "docs" / "assets").mkdir(parents=True)
    (tmp_path / "overrides").mkdir()
    head = (
        "<script src=\"{{ 'assets/menus.js' | url }}\"></script>\n{{ 'assets/theme.css' | url }}\n"
    )
    (tmp_path / "overrides" / "head.html").write_text(head)
    (tmp_path / "docs" / "assets" / "menu.js").write_text(
        'load("assets/menu.js");\nload("assets/a.css");'
    )
    (tmp_path / "docs" / "assets" / "x.min.js").write_text('"assets/none.js"')
    there = "there is assets/menu.js, assets/x.min.js; did you mean 'assets/menu.js'?"
    assert sorted(map(str, loaded_assets_exist(State(tmp_path, SUBJECT)))) == [
        f"docs/assets/menu.js:2:7: 'assets/a.css' is not a file in docs/assets/; {there}",
        f"overrides/head.html:1:18: 'assets/menus.js' is not a file in docs/assets/; {there}",
    ]
