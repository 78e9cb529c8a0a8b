"""The book in parts: each laid out alone and kept, until the numbers of sides in all are right."""

import json
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor, Future
from contextlib import suppress
from itertools import accumulate, pairwise
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

from selectolax.lexbor import LexborHTMLParser, LexborNode

from macros.publish.book.merge_pdf import ELSEWHERE, merge
from macros.publish.build_cache import kept, recall, remember
from macros.publish.pdf import STANDARD, files_read, first_node, lay_out

OPENS = "data-opens"
"""The attribute of what begins a part, on a new side."""
SIDE = "data-side"
"""The attribute of a link that has the number of the side it leads to."""
NUMBERED = ".contents a, .index a, a.xref, a.warnings"
"""The links that print it."""
INNER = f'a[href^="#"], a[href^="{ELSEWHERE}"]'
"""The links that lead to an anchor of the book."""
GUESS = 10
"""A number that is not known yet. Digits are equally wide: only how many there are moves words."""
ROUNDS = 6
"""How often parts are laid out at most. Two were enough for 60 sides that began with a guess."""
LAST_NUMBERS = "numbers of the book"
"""What the cache remembers them by."""


class Printing(NamedTuple):
    """What all parts are printed with."""

    site: Path
    root: str
    """The address of the site."""
    style: str
    cache: Path | None


class Numbers(NamedTuple):
    """The numbers of sides."""

    starts: Sequence[int]
    """Where each part begins."""
    anchors: Mapping[str, int]
    """Where each anchor is."""


class LaidOut(NamedTuple):
    """A part on paper."""

    sides: int
    anchors: Mapping[str, int]
    """The side of each anchor, from 0."""
    pdf: bytes
    """Empty where a number in it is wrong."""


class UnfinishedBook:
    """The parts of a book while they are laid out in other processes.

    The number of the side behind a link is known only once all parts are laid out, and can move
    words itself: parts are laid out again until the numbers stay as they are.
    """

    def __init__(self, body: str, printing: Printing, pool: Executor) -> None:
        """Begin at once, with the numbers of the last book, as far as the cache remembers them."""
        self.parts, self.printing, self.pool = split(body), printing, pool
        self.jobs: dict[tuple[str, int], Future[LaidOut]] = {}
        self.numbers = _recall(printing.cache, len(self.parts))
        self._submit()

    def pdf(self) -> bytes:
        """Wait until all numbers are right; the book as a PDF.

        More than one set of numbers can be right, as a number with more digits can need a line
        more: the book then depends on the numbers that it began with. Raises LookupError for
        numbers that do not settle, and for a link that leads to no side.
        """
        for _ in range(ROUNDS):
            laid = [job.result() for job in self._submit()]
            before, self.numbers = self.numbers, count_sides(laid)
            if self.numbers == before:
                break
        else:
            raise LookupError(f"the numbers of the book do not settle in {ROUNDS} rounds")
        targets = {_target(link) for part in self.parts for link in part.css(INNER)}
        if lost := targets - self.numbers.anchors.keys():
            raise LookupError(f"links of the book lead to no side: {', '.join(sorted(lost))}")
        remember(self.printing.cache, LAST_NUMBERS, json.dumps(self.numbers).encode())
        pdfs = [part.pdf for part in laid]
        return kept(self.printing.cache, ("book", *pdfs), lambda: merge(pdfs))

    def _submit(self) -> list[Future[LaidOut]]:
        """Submit the parts not yet laid out with `numbers`. Returns the jobs of all parts."""
        for link in (link for part in self.parts for link in part.css(NUMBERED)):
            link.attrs[SIDE] = str(self.numbers.anchors.get(_target(link), GUESS))
        html = [part.html or "" for part in self.parts]
        keys = list(zip(html, self.numbers.starts, strict=True))
        for key in keys:
            if key not in self.jobs:
                self.jobs[key] = self.pool.submit(lay_out_part, self.printing, *key)
        return [self.jobs[key] for key in keys]


def split(body: str) -> list[LexborHTMLParser]:
    """The parts of a book as documents; links between parts begin with ELSEWHERE."""
    whole = LexborHTMLParser(body)
    frame = first_node(whole, "body")
    elements = list(frame.iter())
    starts = [number for number, one in enumerate(elements) if number and OPENS in one.attributes]
    html = [element.html or "" for element in elements]
    parts = []
    for start, end in pairwise([0, *starts, len(elements)]):
        frame.inner_html = "".join(html[start:end])
        part = LexborHTMLParser(whole.html or "")
        names = {element.id for element in part.css("[id]")}
        for link in part.css('a[href^="#"]'):
            if (name := _target(link)) not in names:
                link.attrs["href"] = ELSEWHERE + name
        parts.append(part)
    return parts


def _target(link: LexborNode) -> str:
    """The anchor that a link leads to."""
    return unquote((link.attributes["href"] or "").removeprefix("#").removeprefix(ELSEWHERE))


def lay_out_part(printing: Printing, html: str, first: int) -> LaidOut:
    """A part on paper, its sides numbered from `first`, from the cache if it was laid out before.

    It has a PDF only if the numbers in its links are right.
    """
    key = "part", html, str(first), printing.root, printing.style, files_read(printing.site)
    data = kept(printing.cache, key, lambda: _lay_out(printing, html, first))
    head, _, pdf = data.partition(b"\n")
    sides, anchors = json.loads(head)
    return LaidOut(sides, anchors, pdf)


def _lay_out(printing: Printing, html: str, first: int) -> bytes:
    """The sides and anchors of a part as a line of JSON, then its PDF."""
    style = f"{printing.style}@page :first {{ counter-reset: page {first} }}"
    [document] = lay_out(printing.site, html, printing.root, printing.root, [style])
    pages = document.pages
    anchors = {name: side for side, page in enumerate(pages) for name in page.anchors}
    links = LexborHTMLParser(html).css(f"[{SIDE}]")
    sides = [(link.attributes[SIDE], anchors.get(_target(link))) for link in links]
    # A link to another part has no side here: its number is judged with all parts (pdf, above).
    is_right = all(side is None or number == str(first + side) for number, side in sides)
    pdf = document.write_pdf(pdf_variant=STANDARD) if is_right else b""
    return json.dumps([len(pages), anchors]).encode() + b"\n" + pdf


def count_sides(parts: Sequence[LaidOut]) -> Numbers:
    """The numbers of the sides when the parts follow each other."""
    starts = list(accumulate((part.sides for part in parts[:-1]), initial=1))
    anchors = {
        name: start + side
        for start, part in zip(starts, parts, strict=True)
        for name, side in part.anchors.items()
    }
    return Numbers(starts, anchors)


def _recall(cache: Path | None, parts: int) -> Numbers:
    """The numbers that the last book ended with; a guess, if it had other parts."""
    with suppress(ValueError):
        numbers = Numbers(*json.loads(recall(cache, LAST_NUMBERS)))
        if len(numbers.starts) == parts:
            return numbers
    return Numbers([GUESS] * parts, {})
