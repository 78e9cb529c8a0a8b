"""Tests of macros/publish/minify.py."""

from pathlib import Path

import pytest

from macros.publish.minify import minify

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
    minify(tmp_path)
    minify(tmp_path)
    assert (tmp_path / name).read_text("utf-8").strip() == expected.strip()
