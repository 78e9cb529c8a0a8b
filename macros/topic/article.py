"""The source article as blocks of text, with the claim that each quoted text makes."""

from collections import deque
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from macros.core.schema import Claim, Section


class Piece(NamedTuple):
    """Text of the article, and the claim that it quotes, if any."""

    text: str
    """With the comma that follows a quoted text."""
    claim: Claim | None = None
    number: int = 0
    """Of the claim, in the order of the article, from 1; 0 without a claim."""

    @property
    def last(self) -> str:
        """The last word; the sign of a claim stays on its line."""
        return self.text[self.text.rfind(" ") + 1 :]


class Block(NamedTuple):
    """A heading, a paragraph, a list, or the table."""

    kind: Literal["heading", "paragraph", "list", "table"]
    rows: list[list[list[Piece]]]
    """Rows of cells. A heading and a paragraph have one cell, a list has one cell in each row; the
    table's first row is its head."""
    id: str = ""
    """Of a heading: the id of its section."""


def article_blocks(
    article: str, sections: Sequence[Section], claims: Sequence[Claim]
) -> list[Block]:
    """The article from top to bottom.

    `claims` are in the article's order; topic.lint.article checks that.
    """
    headings = {section.heading: section.id for section in sections}
    left = deque(enumerate((claim for claim in claims if claim.quote), 1))
    blocks: list[Block] = []
    for line in filter(None, map(str.strip, article.splitlines())):
        if line.startswith("|"):
            if not set(line) <= set("|- "):
                cells = [cell.strip() for cell in line.strip("|").rstrip().split("|")]
                _add_row(blocks, "table", [list(_split_at_quotes(cell, left)) for cell in cells])
        elif line.startswith("- "):
            _add_row(blocks, "list", [list(_split_at_quotes(line[2:], left))])
        else:
            kind: Literal["heading", "paragraph"] = "heading" if line in headings else "paragraph"
            cell = list(_split_at_quotes(line, left))
            blocks.append(Block(kind, [[cell]], headings.get(line, "")))
    return blocks


def _add_row(blocks: list[Block], kind: Literal["list", "table"], row: list[list[Piece]]) -> None:
    """Add a row to the last block, or begin a new one when that is of another kind."""
    if not blocks or blocks[-1].kind != kind:
        blocks.append(Block(kind, []))
    blocks[-1].rows.append(row)


def _split_at_quotes(text: str, left: deque[tuple[int, Claim]]) -> Iterator[Piece]:
    """Split a text at the quotes of claims; remove these claims from `left`."""
    while left and (quote := left[0][1].quote) and quote in text:
        before, _, text = text.partition(quote)
        number, claim = left.popleft()
        if before:
            yield Piece(before)
        comma = ", " if text.startswith(", ") else ""
        text = text.removeprefix(comma)
        yield Piece(f"{quote}{comma.strip()}", claim, number)
        if comma:
            yield Piece(" ")
    if text:
        yield Piece(text)
