"""What a page says, in parts: paragraphs, headings, items, cells, summaries."""

import itertools
import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from macros.core.base import group_by
from macros.core.calls import Call
from macros.core.code_blocks import rows_by_kind
from macros.core.page_source import HEADING, ITEM, SHORT, Page, headings


class Passage(NamedTuple):
    """A heading, a paragraph, an item of a list or a cell of a table, and its position."""

    line: int
    column: int
    source: str
    """Its Markdown."""
    sourced: bool
    """Whether it cites a source or leads to a claim."""

    def at(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset of its Markdown."""
        line = self.source.count("\n", 0, offset)
        before = self.source.rfind("\n", 0, offset) + 1
        return self.line + line, offset - before + (1 if line else self.column)


class Paragraph(NamedTuple):
    """A paragraph, a list or a table."""

    line: int
    source: str
    """Its Markdown."""
    calls: list[Call]


class _Piece(NamedTuple):
    """A call that stands alone, a heading, or a paragraph."""

    kind: str
    """The name of the call's macro, "#" for a heading, nothing for a paragraph."""
    line: int
    rows: list[str]


def _pieces(page: Page) -> Iterator[tuple[_Piece, _Piece]]:
    """Each piece of a page, with the one that follows."""
    pieces = []
    for first, rows in page.blocks:
        kinds = [_kind(row, page.inline) for row in rows]
        # A call and a heading are a piece each; other rows belong to the piece above.
        starts = [n for n, kind in enumerate(kinds) if not n or kind or kinds[n - 1]]
        for start, end in itertools.pairwise([*starts, len(rows)]):
            pieces.append(_Piece(kinds[start], first + start, rows[start:end]))
    yield from itertools.pairwise([*pieces, _Piece("", 0, [])])


def _kind(row: str, inline: Collection[str]) -> str:
    """The kind of the piece that a line begins."""
    call = re.match(r"\{\{ *(\w+)\(.*\}\} *$", row)
    if call and call[1] not in inline:
        return call[1]
    return "#" if row.startswith("#") else ""


def paragraphs(page: Page, trailing: Collection[str] = ()) -> Iterator[Paragraph]:
    """The paragraphs of a page, each with a call of a `trailing` macro right below it."""
    by_line = group_by(page.calls, lambda call: call.line)
    for piece, after in _pieces(page):
        if not piece.kind:
            lines = range(piece.line, piece.line + len(piece.rows))
            calls = [call for line in lines for call in by_line.get(line, ())]
            if after.kind in trailing:
                calls += by_line.get(after.line, ())
            yield Paragraph(piece.line, "\n".join(piece.rows), calls)


def passages(page: Page, sourcing: Collection[str], leading: Collection[str]) -> Iterator[Passage]:
    """All that a page says, in the smallest parts that can have a source of their own.

    A part is sourced by a call of a `sourcing` macro within it, or of a `leading` macro below it.
    """
    sources = {(call.line, call.name) for call in page.calls if call.name in sourcing}
    _, code = rows_by_kind(page.body.split("\n"))
    for number, row in code.items():
        yield Passage(page.first + number, 1, row, sourced=False)
    for piece, below in _pieces(page):
        for part in _parts(piece, is_led=below.kind in leading):
            lines = range(part.line, part.line + part.source.count("\n") + 1)
            cites = any(line in lines and f"{name}(" in part.source for line, name in sources)
            yield part._replace(sourced=part.sourced or cites)


def _parts(piece: _Piece, is_led: bool) -> Iterator[Passage]:
    """A heading, or the parts of a paragraph; only the last one is sourced, if `is_led`."""
    kind, first, rows = piece
    if kind == "#":
        heading = HEADING.match(rows[0])
        yield Passage(first, 1, rows[0][: heading.end(2)] if heading else rows[0], sourced=False)
    if kind:
        return
    starts = [n for n, row in enumerate(rows) if not n or re.match(rf"{ITEM}|\s*\|", row)]
    for start, end in itertools.pairwise([*starts, len(rows)]):
        if rows[start].lstrip().startswith("|"):
            for cell in re.finditer(r"(?:\\.|[^|\\])+", rows[start]):
                yield Passage(first + start, cell.start() + 1, cell[0], sourced=False)
        else:
            source = "\n".join(rows[start:end])
            yield Passage(first + start, 1, source, sourced=is_led and end == len(rows))


def summaries(page: Page) -> Iterator[Passage]:
    """What a page says in short: headings, and the first block below "In short" or in a box."""
    for head in headings(page):
        column = len(f"{head.level} ") + 1
        yield Passage(head.line, column, head.text, sourced=False)
    for (_, above), (first, rows) in itertools.pairwise(page.blocks):
        boxed = above[-1].startswith("!!!") and rows[0].startswith("    ")
        if boxed or above[-1].rstrip() in SHORT:
            yield Passage(first, 1, "\n".join(rows), sourced=False)
