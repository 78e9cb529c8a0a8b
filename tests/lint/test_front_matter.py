"""A page's front matter has a title of its own, a possible day, and no markup."""

from dataclasses import replace
from pathlib import Path

from smallest import FRONT, page_state, told

from macros.lint.front_matter import front_matter_is_plain, possible_review_date, unique_titles
from macros.lint.state import State
from macros.topic import SUBJECT


def test_a_wrong_day_is_named_at_its_column() -> None:
    state = page_state("", FRONT.replace("2026-11-24", "2999-01-01"))
    assert told(possible_review_date(state), first=1) == ["4:11: reviewed: 2999-01-01 is in the future"]  # fmt: skip


def test_markdown_in_a_description_is_named_at_its_column() -> None:
    state = page_state("", FRONT.replace("D.", "It is **so**."))
    [diagnostic] = told(front_matter_is_plain(state), first=1)
    assert diagnostic.startswith("3:20: description: ")


def test_two_pages_cannot_have_one_title(tmp_path: Path) -> None:
    page = page_state("").page
    pages = {"a.md": page, "b.md": replace(page, file="docs/b.md")}
    [diagnostic] = unique_titles(State(tmp_path, SUBJECT, pages=pages))
    assert str(diagnostic) == "docs/b.md:2:8: title: 'T' is the title of docs/a.md too"
