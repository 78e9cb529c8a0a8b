"""Tests of macros/publish/assets.py."""

from pathlib import Path

import pytest

from macros.publish.assets import finish_assets

STYLE = "/* why */\n.text :is(p, li) {\n  width: calc(1px + 2px);\n}\n"
SCRIPT = "/* why */\nconst name = `two  words`; // what\nconst found = /a  b/.test(name);\n"


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("own.css", STYLE, ".text :is(p,li){width:calc(1px + 2px)}"),
        ("own.js", SCRIPT, "const name=`two  words`;const found=/a  b/.test(name);"),
        ("theme.css", STYLE, STYLE),
        ("library.min.js", SCRIPT, SCRIPT),
        ("picture.svg", STYLE, STYLE),
    ],
)
def test_own_files_lose_their_comments_and_no_meaning(
    tmp_path: Path, name: str, text: str, expected: str
) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    finish_assets(tmp_path)
    finish_assets(tmp_path)
    assert (tmp_path / name).read_text("utf-8").strip() == expected.strip()


def test_a_style_sheet_takes_in_its_parts_in_order_and_they_are_gone(tmp_path: Path) -> None:
    (tmp_path / "screen").mkdir()
    (tmp_path / "whole.css").write_text(
        '/* Order. */\n@import "screen/b.css";\n@import "screen/a.css";\n'
    )
    for name in "ab":
        (tmp_path / "screen" / f"{name}.css").write_text(f"{name} {{ color: red }}\n")
    finish_assets(tmp_path)
    finish_assets(tmp_path)
    assert (tmp_path / "whole.css").read_text() == "b{color:red}a{color:red}"
    assert [path.name for path in tmp_path.iterdir()] == ["whole.css"]
