"""Lay the book out in parts, each alone and cached, until all printed page numbers are right.

As in pdf.py, a page of paper is a "side"; the number that is printed on it is its page number.
"""

import json
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor, Future
from contextlib import suppress
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

from selectolax.lexbor import LexborHTMLParser, LexborNode

from macros.publish.book.merge_pdf import ELSEWHERE, merge
from macros.publish.build_cache import cached_bytes, recall, remember
from macros.publish.pdf import STANDARD, first_node, inputs_digest, lay_out

OPENS = "data-opens"
"""The attribute of an element that begins a part, on a new side."""
SIDE = "data-side"
"""The attribute of a link for the number of the side that it leads to."""
NUMBERED = ".contents a, .index a, a.xref, a.warnings"
"""CSS selector of links that print the number of their side."""
INNER = f'a[href^="#"], a[href^="{ELSEWHERE}"]'
"""CSS selector of links to an anchor of the book."""
GUESS = 10
"""A number that is not known yet. All digits have one width, so two digits fit most numbers."""
MAX_ROUNDS = 6
"""Limit for laying out a part again. Two rounds were enough for 60 sides that began as guesses."""
LAST_NUMBERS = "numbers of the book"
"""The name of the last numbers in the cache."""


class Printing(NamedTuple):
    """Settings that all parts share."""

    site: Path
    root: str
    """The address of the site."""
    style: str
    cache: Path | None


class PageNumbers(NamedTuple):
    """The numbers printed on sides, from 1."""

    starts: Sequence[int]
    """Page number of the first side of each part."""
    anchors: Mapping[str, int]
    """Page number of each anchor."""


class LaidOut(NamedTuple):
    """A part on paper."""

    side_count: int
    anchors: Mapping[str, int]
    """The index of each anchor's side in the part, from 0."""
    pdf: bytes
    """Empty if a printed number is wrong."""


class UnsettledNumbers(RuntimeError):
    """Page numbers that still change after MAX_ROUNDS."""


class BookLayout:
    """The parts of a book while they are laid out in other processes.

    The page numbers that links print are known only once all parts are laid out. As a longer
    number can move text, parts are laid out again until no number changes.
    """

    def __init__(self, html: str, printing: Printing, pool: Executor) -> None:
        """Start at once, with the page numbers of the last book if the cache has them."""
        self.parts, self.printing, self.pool = split(html), printing, pool
        self.jobs: dict[tuple[str, int], Future[LaidOut]] = {}
        self.numbers = _last_numbers(printing.cache, len(self.parts))
        self._submit()

    def pdf(self) -> bytes:
        """Wait until all page numbers are right. Return the book as a PDF.

        More than one set of numbers can be right, as a longer number can need one more line: the
        book then depends on the numbers that it began with. Raises UnsettledNumbers, and
        LookupError for a link without a target.
        """
        for _ in range(MAX_ROUNDS):
            laid_out = [job.result() for job in self._submit()]
            before, self.numbers = self.numbers, number_pages(laid_out)
            if self.numbers == before:
                break
        else:
            raise UnsettledNumbers(f"the numbers of the book do not settle in {MAX_ROUNDS} rounds")
        # Each part was laid out with these very numbers, so none of their PDFs is empty.
        targets = {_target(link) for part in self.parts for link in part.css(INNER)}
        if lost := targets - self.numbers.anchors.keys():
            raise LookupError(f"links of the book lead to no side: {', '.join(sorted(lost))}")
        remember(self.printing.cache, LAST_NUMBERS, json.dumps(self.numbers).encode())
        pdfs = [part.pdf for part in laid_out]
        return cached_bytes(self.printing.cache, ("book", *pdfs), lambda: merge(pdfs))

    def _submit(self) -> list[Future[LaidOut]]:
        """Submit the parts not yet laid out with `numbers`. Return the jobs of all parts."""
        for link in (link for part in self.parts for link in part.css(NUMBERED)):
            link.attrs[SIDE] = str(self.numbers.anchors.get(_target(link), GUESS))
        html = [part.html or "" for part in self.parts]
        keys = list(zip(html, self.numbers.starts, strict=True))
        for key in keys:
            if key not in self.jobs:
                self.jobs[key] = self.pool.submit(lay_out_part, self.printing, *key)
        return [self.jobs[key] for key in keys]


def split(html: str) -> list[LexborHTMLParser]:
    """Return one document for each part of a book.

    Links to other parts get the prefix ELSEWHERE.
    """
    book = LexborHTMLParser(html)
    body = first_node(book, "body")
    fragments = [""]
    for element in body.iter():
        if fragments[-1] and OPENS in element.attributes:
            fragments.append("")
        fragments[-1] += element.html or ""
    parts = []
    for fragment in fragments:
        body.inner_html = fragment  # each part keeps the book's <head>
        part = LexborHTMLParser(book.html or "")
        ids = {element.id for element in part.css("[id]")}
        for link in part.css('a[href^="#"]'):
            if (name := _target(link)) not in ids:
                link.attrs["href"] = ELSEWHERE + name
        parts.append(part)
    return parts


def _target(link: LexborNode) -> str:
    """Return the anchor that a link leads to."""
    return unquote((link.attributes["href"] or "").removeprefix("#").removeprefix(ELSEWHERE))


def lay_out_part(printing: Printing, html: str, first: int) -> LaidOut:
    """Lay out a part whose first side has the number `first`, or take it from the cache."""
    key = "part", html, str(first), printing.root, printing.style, inputs_digest(printing.site)
    data = cached_bytes(printing.cache, key, lambda: _encode_part(printing, html, first))
    head, _, pdf = data.partition(b"\n")
    side_count, anchors = json.loads(head)
    return LaidOut(side_count, anchors, pdf)


def _encode_part(printing: Printing, html: str, first: int) -> bytes:
    """Return JSON [side count, anchors], a newline, the PDF: empty if a printed number is wrong."""
    style = f"{printing.style}@page :first {{ counter-reset: page {first} }}"
    [document] = lay_out(printing.site, html, printing.root, printing.root, [style])
    anchors = {name: index for index, side in enumerate(document.pages) for name in side.anchors}
    # The target of a link to another part is unknown here: BookLayout.pdf checks its number.
    is_right = all(
        link.attributes[SIDE] == str(first + anchors[_target(link)])
        for link in LexborHTMLParser(html).css(f"[{SIDE}]")
        if _target(link) in anchors
    )
    pdf = document.write_pdf(pdf_variant=STANDARD) if is_right else b""
    return json.dumps([len(document.pages), anchors]).encode() + b"\n" + pdf


def number_pages(parts: Sequence[LaidOut]) -> PageNumbers:
    """Return the page numbers of parts that follow each other."""
    starts = list(accumulate((part.side_count for part in parts[:-1]), initial=1))
    anchors = {
        name: start + index
        for start, part in zip(starts, parts, strict=True)
        for name, index in part.anchors.items()
    }
    return PageNumbers(starts, anchors)


def _last_numbers(cache: Path | None, part_count: int) -> PageNumbers:
    """Return the page numbers of the last book; guesses if the cache has none for `part_count`."""
    with suppress(ValueError):  # of json.loads: nothing is remembered
        numbers = PageNumbers(*json.loads(recall(cache, LAST_NUMBERS)))
        if len(numbers.starts) == part_count:
            return numbers
    return PageNumbers([GUESS] * part_count, {})
