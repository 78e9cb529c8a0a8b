"""The source article as blocks of text, each claim's words marked in place."""

from collections import deque
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from macros.core.schema import Claim, Section


class Piece(NamedTuple):
    """Some words of the article, and the claim that they make, if any, with the comma behind it."""

    text: str
    claim: Claim | None = None
    number: int = 0
    """Of the claim, in the order of the article, from 1; 0 without a claim."""

    @property
    def last(self) -> str:
        """The last word; the sign of a claim stays on its line."""
        return self.text[self.text.rfind(" ") + 1 :]


Text = list[Piece]


class Block(NamedTuple):
    """A heading, a paragraph, a list, or the table."""

    kind: Literal["heading", "paragraph", "list", "table"]
    texts: list[list[Text]]
    """Rows of cells. A heading and a paragraph have one cell, a list has one cell in each row; the
    table's first row is its head."""
    id: str = ""
    """Of a heading: the id of its section."""


def article_blocks(
    article: str, sections: Sequence[Section], claims: Sequence[Claim]
) -> list[Block]:
    """The article from top to bottom. `claims` are in its order, as rules.py demands."""
    headings = {section.heading: section.id for section in sections}
    left = deque(enumerate((claim for claim in claims if claim.quote), 1))
    found: list[Block] = []
    for line in filter(None, map(str.strip, article.splitlines())):
        if line.startswith("|"):
            cells = [cell.strip() for cell in line.strip("|").rstrip().split("|")]
            if set(line) <= set("|- "):
                continue
            _extend(found, "table", [list(_pieces(cell, left)) for cell in cells])
        elif line.startswith("- "):
            _extend(found, "list", [list(_pieces(line[2:], left))])
        else:
            kind: Literal["heading", "paragraph"] = "heading" if line in headings else "paragraph"
            text = list(_pieces(line, left))
            found.append(Block(kind, [[text]], headings.get(line, "")))
    return found


def _extend(found: list[Block], kind: Literal["list", "table"], row: list[Text]) -> None:
    """Add a row to the last block, or begin a new one when that is of another kind."""
    if not found or found[-1].kind != kind:
        found.append(Block(kind, []))
    found[-1].texts.append(row)


def _pieces(text: str, left: deque[tuple[int, Claim]]) -> Iterator[Piece]:
    """A text in pieces; takes the claims that it makes from the left of `left`."""
    while left and (quote := left[0][1].quote) and quote in text:
        before, _, text = text.partition(quote)
        number, claim = left.popleft()
        if before:
            yield Piece(before)
        mark = ", " if text.startswith(", ") else ""
        text = text.removeprefix(mark)
        yield Piece(f"{quote}{mark.strip()}", claim, number)
        if mark:
            yield Piece(" ")
    if text:
        yield Piece(text)
