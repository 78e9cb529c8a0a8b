"""Split a page into passages: headings, paragraphs, list items and table cells."""

import itertools
import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from macros.core.calls import Call
from macros.core.code_blocks import split_code
from macros.core.diagnostics import line_and_column
from macros.core.page_source import HEADING, IN_SHORT, LIST_ITEM, Page, headings


class Passage(NamedTuple):
    """A heading, a paragraph, a list item or a table cell, and its position."""

    line: int
    column: int
    markup: str
    """Its Markdown."""
    sourced: bool
    """Whether it cites a source, or is followed by a claim."""

    def at(self, offset: int) -> tuple[int, int]:
        """Return line and column of an offset in its Markdown."""
        line, column = line_and_column(self.markup, offset, self.line)
        return line, column if line > self.line else column + self.column - 1


class Paragraph(NamedTuple):
    """A paragraph, a list or a table."""

    line: int
    markup: str
    """Its Markdown."""
    calls: list[Call]


class _Element(NamedTuple):
    """A block macro's call, a heading, or a paragraph (also a list or a table)."""

    kind: str
    """The name of the macro, "#" for a heading, an empty string for a paragraph."""
    line: int
    lines: list[str]


def _elements(page: Page) -> Iterator[tuple[_Element, _Element]]:
    """Yield each element of a page with the next one; an empty one follows the last."""
    elements = []
    for first, lines in page.blocks:
        kinds = [_kind(line, page.inline) for line in lines]
        # A call and a heading are an element each; any other line continues the paragraph above.
        starts = [i for i, kind in enumerate(kinds) if not i or kind or kinds[i - 1]]
        for start, end in itertools.pairwise([*starts, len(lines)]):
            elements.append(_Element(kinds[start], first + start, lines[start:end]))
    yield from itertools.pairwise([*elements, _Element("", 0, [])])


def _kind(line: str, inline: Collection[str]) -> str:
    """Return the kind of the element that a line begins."""
    call = re.match(r"\{\{ *(\w+)\(.*\}\} *$", line)
    if call and call[1] not in inline:
        return call[1]
    return "#" if line.startswith("#") else ""


def paragraphs(page: Page, trailing: Collection[str] = ()) -> Iterator[Paragraph]:
    """Yield the paragraphs, each with its calls and a `trailing` macro's call right below it."""
    for element, below in _elements(page):
        if not element.kind:
            numbers = [*range(element.line, element.line + len(element.lines))]
            if below.kind in trailing:
                numbers.append(below.line)
            calls = [call for call in page.calls if call.line in numbers]
            yield Paragraph(element.line, "\n".join(element.lines), calls)


def passages(page: Page, sourcing: Collection[str], leading: Collection[str]) -> Iterator[Passage]:
    """Yield all text of a page, in the smallest passages that can have a source of their own.

    A passage is sourced by a `sourcing` macro within it, or by a `leading` macro below it. The
    lines of code blocks come first.
    """
    sources = {(call.line, call.name) for call in page.calls if call.name in sourcing}
    _, code = split_code(page.body.split("\n"))
    for index, line in code.items():
        yield Passage(page.first_line + index, 1, line, sourced=False)
    for element, below in _elements(page):
        for passage in _split(element, is_led=below.kind in leading):
            numbers = range(passage.line, passage.line + passage.markup.count("\n") + 1)
            cites = any(line in numbers and f"{name}(" in passage.markup for line, name in sources)
            yield passage._replace(sourced=passage.sourced or cites)


def _split(element: _Element, is_led: bool) -> Iterator[Passage]:
    """Yield a heading, or the passages of a paragraph; if `is_led`, the last one is sourced."""
    kind, first, lines = element
    if kind == "#":
        heading = HEADING.match(lines[0])
        yield Passage(first, 1, lines[0][: heading.end(2)] if heading else lines[0], sourced=False)
    if kind:
        return
    starts = [i for i, line in enumerate(lines) if not i or re.match(rf"{LIST_ITEM}|\s*\|", line)]
    for start, end in itertools.pairwise([*starts, len(lines)]):
        if lines[start].lstrip().startswith("|"):
            for cell in re.finditer(r"(?:\\.|[^|\\])+", lines[start]):  # "\|" does not end a cell
                yield Passage(first + start, cell.start() + 1, cell[0], sourced=False)
        else:
            markup = "\n".join(lines[start:end])
            yield Passage(first + start, 1, markup, sourced=is_led and end == len(lines))


def prominent_passages(page: Page) -> Iterator[Passage]:
    """Yield the headings, and the first block below "In short" and in each admonition."""
    for head in headings(page):
        column = len(f"{head.level} ") + 1
        yield Passage(head.line, column, head.text, sourced=False)
    for (_, above), (first, lines) in itertools.pairwise(page.blocks):
        in_admonition = above[-1].startswith("!!!") and lines[0].startswith("    ")
        if in_admonition or above[-1].rstrip() in IN_SHORT:
            yield Passage(first, 1, "\n".join(lines), sourced=False)
