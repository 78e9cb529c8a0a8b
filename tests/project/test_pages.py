"""The text of the pages is typeset."""

import re
from pathlib import Path

import pytest
from conftest import ROOT

from macros.core.markup import CALL
from macros.core.page_source import INLINE_CODE

PAGES = sorted((ROOT / "docs").rglob("*.md"))
STRAIGHT = re.compile(r"[^\W\d_]'[^\W\d_].*")
"""A straight apostrophe within a word, and what follows it."""


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_an_apostrophe_is_curly(page: Path) -> None:
    text = re.sub(INLINE_CODE, "", CALL.sub("", page.read_text("utf-8")))
    assert not STRAIGHT.findall(text)
