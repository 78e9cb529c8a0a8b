"""A page as its file has it: its headings and their ids are those that Markdown gives."""

import pytest
from bs4 import BeautifulSoup
from markdown import Markdown
from smallest import FRONT, page_state

from macros.core.code_blocks import open_fences
from macros.core.page_source import front_value_position, headings
from macros.core.passages import passages, prominent_passages

ROWS = (
    "## What is known",
    "## What is known { #known }",
    "## What is known {: #known }",
    "## What is known { #known.2:b }",
    "## What is known { .no-print #known }",
    "## What is known { #known .no-print }",
    "## What is known { .no-print }",
    "## A set {1, 2} of two",
)


@pytest.mark.parametrize("row", ROWS)
def test_a_heading_has_the_text_and_id_that_markdown_gives(row: str) -> None:
    html = Markdown(extensions=["attr_list", "toc"]).convert(row)
    made = BeautifulSoup(html, "html.parser").h2
    [heading] = headings(page_state(f"{row}\n").page)
    assert made
    assert (heading.level, heading.text, heading.id) == ("##", made.get_text(), made["id"])


@pytest.mark.parametrize("row", ROWS)
def test_the_attributes_of_a_heading_are_no_part_of_its_passage(row: str) -> None:
    page = page_state(f"{row}\n").page
    [heading] = headings(page)
    [whole], [short] = passages(page, (), ()), prominent_passages(page)
    assert whole.markup == f"## {heading.text}"
    assert whole.at(whole.markup.index(heading.text)) == short.at(0)


def test_a_fence_of_another_kind_ends_no_code_block() -> None:
    lines = ["```text", "```python", "~~~", "```  ", "text"]
    assert [index for _, index in open_fences(lines)] == [0, 0, 0, 0, 0]
    assert [fence for fence, _ in open_fences(lines)] == ["```", "```", "```", "", ""]


@pytest.mark.parametrize(("row", "column"), [("title: T", 8), ("title : T", 9), ("'title': T", 10)])
def test_a_value_of_the_front_matter_has_its_column(row: str, column: int) -> None:
    page = page_state("", FRONT.replace("title: T", row)).page
    assert front_value_position(page, "title") == (2, column)
    assert front_value_position(page, "sheet") == (1, 1)
