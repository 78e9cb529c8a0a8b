"""The source article as blocks of text, with the claim that each quotation makes."""

from collections import deque
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from macros.core.schema.claims import Claim, Section


class ArticleSpan(NamedTuple):
    """Text of the article, and the claim that quotes it, if any."""

    text: str
    """Including the comma that follows a quotation."""
    claim: Claim | None = None
    number: int = 0
    """The claim's place in the article, from 1; 0 without a claim."""


class Block(NamedTuple):
    """A part of the article."""

    kind: str
    """"heading", "paragraph", "list" or "table"."""
    rows: list[list[list[ArticleSpan]]]
    """Rows of cells of spans. A heading and a paragraph have one cell, a list has one cell in each
    row; the table's first row is its head."""
    id: str = ""
    """The section id of a heading; empty for other blocks."""


def article_blocks(
    article: str, sections: Sequence[Section], claims: Sequence[Claim]
) -> list[Block]:
    """Split the article into blocks, from top to bottom.

    `claims` are the article's, in its order; topic.lint.article checks that.
    """
    headings = {section.heading: section.id for section in sections}
    remaining = deque(enumerate(claims, 1))
    blocks: list[Block] = []
    for line in filter(None, map(str.strip, article.splitlines())):
        if line.startswith("|"):
            if set(line) <= set("|- "):  # the line between head and body has no text
                continue
            kind, cells = "table", [cell.strip() for cell in line.strip("|").split("|")]
        elif line.startswith("- "):
            kind, cells = "list", [line[2:]]
        else:
            kind, cells = "heading" if line in headings else "paragraph", [line]
        row = [list(_split_at_quotes(cell, remaining)) for cell in cells]
        if kind in ("table", "list") and blocks and blocks[-1].kind == kind:
            blocks[-1].rows.append(row)
        else:
            blocks.append(Block(kind, [row], headings.get(line, "")))
    return blocks


def _split_at_quotes(text: str, remaining: deque[tuple[int, Claim]]) -> Iterator[ArticleSpan]:
    """Split a text at the quotations of claims, and remove these from `remaining`."""
    while remaining and (quote := remaining[0][1].quote) and quote in text:
        before, _, text = text.partition(quote)
        number, claim = remaining.popleft()
        if before:
            yield ArticleSpan(before)
        comma = "," if text.startswith(", ") else ""
        yield ArticleSpan(f"{quote}{comma}", claim, number)
        text = text.removeprefix(comma)
    if text:
        yield ArticleSpan(text)
