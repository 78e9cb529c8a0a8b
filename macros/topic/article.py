"""The source article as blocks of text, with the claim that each quotation makes."""

from collections import deque
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from macros.core.schema.claims import Claim, Section


class ArticleSpan(NamedTuple):
    """Text of the article, and the claim that quotes it, if any."""

    text: str
    """Including the comma that follows a quotation."""
    claim: Claim | None = None
    number: int = 0
    """The claim's place in the article, from 1; 0 without a claim."""

    @property
    def last_word(self) -> str:
        """The last word, kept on one line with the claim's marker."""
        return self.text[self.text.rfind(" ") + 1 :]


class Block(NamedTuple):
    """A heading, a paragraph, a list, or the table."""

    kind: Literal["heading", "paragraph", "list", "table"]
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
            if not set(line) <= set("|- "):  # the line between head and body has no text
                cells = [cell.strip() for cell in line.strip("|").split("|")]
                row = [list(_split_at_quotes(cell, remaining)) for cell in cells]
                _add_row(blocks, "table", row)
        elif line.startswith("- "):
            _add_row(blocks, "list", [list(_split_at_quotes(line[2:], remaining))])
        else:
            kind: Literal["heading", "paragraph"] = "heading" if line in headings else "paragraph"
            cell = list(_split_at_quotes(line, remaining))
            blocks.append(Block(kind, [[cell]], headings.get(line, "")))
    return blocks


def _add_row(
    blocks: list[Block], kind: Literal["list", "table"], row: list[list[ArticleSpan]]
) -> None:
    """Add a row to the last block, or begin a new block if that is of another kind."""
    if not blocks or blocks[-1].kind != kind:
        blocks.append(Block(kind, []))
    blocks[-1].rows.append(row)


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
