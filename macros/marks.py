"""Marks on a page that would show as text, and HTML that a page may not hold.

Markdown never complains: a mark that it cannot read stands on the page as it was typed.
"""

import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser

from macros.faults import Fault, unknown
from macros.pages import Page, lines

TAGS = ("div", "p", "span", "img", "br", "sub", "sup")
"""HTML that a page may hold; all else is Markdown or a macro."""
ATTRIBUTES = ("alt", "class", "height", "id", "markdown", "src", "width")
BOXES = ("short", "note", "tip", "warning")
"""Kinds of boxes: !!! note "Title"."""
HIDDEN = r"\{\{.*?\}\}|\{%.*?%\}|`[^`]*`"
"""What is no mark: a call, a word of code."""
ODD = {
    r"\] +\([\w./#-]+\)": "a link has no space between ] and (",
    r"(?<!!)\[\s*\]\(": "the link has no words",
    r"!\[\s*\]\(": "the picture has no description; write it between [ and ]",
    r"!\[[^\]]*\]\(\s*(?:https?:)?//": "a picture from elsewhere; add the file to docs/assets/",
    r"\[\^": "a footnote; cite a source with {{ cite(\"…\") }}",
    r"^\?\?\?": "write a box as !!! note \"Title\"",
    r"^#{1,6}(?![#\s])": "write a space after #",
    r"^#{7,}": "a heading has at most six #",
    r"^ {1,3}#": "a heading begins at the left margin",
    r"^#.*\{(?! *[#.][^{}]+\}\s*$)": "write an anchor as { #name } at the end of the heading",
    r"^#+\s*$": "the heading has no words",
}  # fmt: skip
"""Patterns of marks that nothing reads, and what to do."""


def faults(page: Page) -> Iterator[Fault]:
    """Every mark of a page that is not what its author meant."""
    rows = {number: _seen(match[0]) for number, match in lines(page, r".*")}
    for number, row in rows.items():
        for pattern, what in ODD.items():
            odd = re.search(pattern, row)
            if odd:
                yield Fault(page.file, number, odd.start() + 1, what)
    yield from _boxes(page, rows)
    yield from _tables(page, rows)
    yield from _references(page, rows)
    yield from _anchors(page, rows)
    yield from _html(page, rows)


def _seen(row: str) -> str:
    """A row with calls and code blanked; it keeps its length."""
    return re.sub(HIDDEN, lambda match: "x" * len(match[0]), row)


def _boxes(page: Page, rows: dict[int, str]) -> Iterator[Fault]:
    """A box is of a known kind, has a title, and its text is indented."""
    for number, row in rows.items():
        if not row.lstrip().startswith("!!!"):
            continue
        box = re.match(r'!!! (\w+)(?: ".+")?\s*$', row)
        if not box:
            yield Fault(page.file, number, 1, 'write a box as !!! note "Title", at the left margin')
        elif box[1] not in BOXES:
            yield Fault(page.file, number, 5, unknown("a kind of box", box[1], BOXES))
        else:
            below = next((rows[n] for n in range(number + 1, max(rows) + 1) if rows.get(n)), "")
            if not below.startswith("    "):
                yield Fault(
                    page.file, number, 1, "the box is empty; indent its text by four spaces"
                )


def _tables(page: Page, rows: dict[int, str]) -> Iterator[Fault]:
    """Every row of a table has as many cells as its head."""
    width = 0
    for number, row in rows.items():
        cells = re.split(r"(?<!\\)\|", row.strip().strip("|")) if row.startswith("|") else []
        width = (width or len(cells)) if cells else 0
        if cells and len(cells) != width:
            message = f"{len(cells)} cells; the table's head has {width}"
            yield Fault(page.file, number, 1, message)


def _references(page: Page, rows: dict[int, str]) -> Iterator[Fault]:
    """[text][name] needs a line [name]: target."""
    matches = (re.match(r" {0,3}\[([^\]]+)\]: ", row) for row in rows.values())
    known = {match[1].lower() for match in matches if match}
    for number, row in rows.items():
        for link in re.finditer(r"\]\[([^\]]+)\]", row):
            if link[1].lower() not in known:
                message = unknown("the name of a link", link[1], known)
                yield Fault(page.file, number, link.start() + 2, message)


def _anchors(page: Page, rows: dict[int, str]) -> Iterator[Fault]:
    """An anchor stands once on a page."""
    seen: Counter[str] = Counter()
    for number, row in rows.items():
        anchor = re.search(r"\{ *#([\w-]+)", row)
        if anchor:
            seen[anchor[1]] += 1
            if seen[anchor[1]] > 1:
                message = f"the anchor '{anchor[1]}' stands twice on the page"
                yield Fault(page.file, number, anchor.start() + 1, message)


def _html(page: Page, rows: dict[int, str]) -> Iterator[Fault]:
    """Only harmless tags, each of them closed."""
    last = page.first + page.body.count("\n")
    reader = _Tags()
    reader.feed("\n".join(rows.get(number, "") for number in range(page.first, last + 1)))
    reader.close()
    for (line, column), message in reader.found:
        yield Fault(page.file, page.first + line - 1, column + 1, message)
    for tag, (line, column) in reader.open:
        yield Fault(page.file, page.first + line - 1, column + 1, f"<{tag}> is not closed")


class _Tags(HTMLParser):
    """Collects what is wrong with the tags of a text, and those left open."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[tuple[int, int], str]] = []
        self.open: list[tuple[str, tuple[int, int]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            self._wrong(unknown("HTML that a page may hold", tag, TAGS))
            return
        for name, value in attrs:
            if name not in ATTRIBUTES:
                self._wrong(unknown(f"an attribute that <{tag}> may have", name, ATTRIBUTES))
            elif name == "src" and re.match(r"(?:https?:)?//", value or ""):
                self._wrong("a picture from elsewhere; add the file to docs/assets/")
        if tag == "img" and not dict(attrs).get("alt"):
            self._wrong('the picture has no description; add alt="…"')
        if tag not in ("img", "br"):
            self.open.append((tag, self.getpos()))

    def handle_endtag(self, tag: str) -> None:
        if tag in TAGS and tag not in [name for name, _ in self.open]:
            self._wrong(f"</{tag}> closes nothing")
        elif tag in TAGS:
            last = max(n for n, (name, _) in enumerate(self.open) if name == tag)
            del self.open[last]

    def _wrong(self, message: str) -> None:
        self.found.append((self.getpos(), message))
