"""Marks on a page that would show as text, and HTML that a page may not hold.

Markdown never complains: a mark that it cannot read stands on the page as it was typed.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser

from macros.core.diagnostics import Diagnostic, unknown
from macros.core.page_source import CODE, ITEM, Page, joined, page_blocks, page_lines

TAGS = ("div", "p", "span", "img", "br", "sub", "sup")
"""HTML that a page may hold; all else is Markdown or a macro."""


ATTRIBUTES = ("alt", "class", "height", "id", "markdown", "src", "width")


CLASSES = ("home-picture", "key", "line", "no-print", "search-here", "tagline", "way", "ways")
"""Classes that a page may use. Those of macros are not among them: some hide what they hold."""


ATTRIBUTE_LIST = re.compile(r"\{:?([^{}%]*)\}")
"""Where Markdown takes an anchor and classes, as in { #name .class }."""


BOXES = ("note", "tip", "warning")
"""Kinds of boxes: !!! note "Title"."""


HIDDEN = rf"{CODE}|\{{%.*?%\}}|\{{\{{[^<>]*?\}}\}}|(?<=\]\()<[^>\s]*>|<https?://[^>\s]+>"
"""What is no mark: a word of code, a call, an address in angle brackets."""


LINKED = r"(?:\[[^\[\]]*)?\]\((?:[^()]|\([^()]*\))*\)|^ {0,3}\[[^\]]+\]:.*|<[^<>]*>"
"""Where an address may stand: in a link, in the target of its name, in a tag."""


BOLD = r"(?<![\s*])\*\*(?!\*)|(?<!\*)\*\*(?![\s*])"
"""Where bold text begins or ends."""


ODD = [(re.compile(pattern), what) for pattern, what in {
    r"\]\s+\([\w./#-]+\)": "a link has no space between ] and (",
    r"(?<!!)\[\s*\]\(": "the link has no words",
    r"\]\([^)]*$": "the link has no end; close it with ) on the same line",
    r"^[^\[]*\]\(": "the link has no beginning; its words stand between [ and ]",
    r"\)\[[\w./#-]+\.md": "a link is written [words](page.md)",
    r"\[\[": "a link is written [words](page.md)",
    r"!\[\s*\]\(": "the picture has no description; write it between [ and ]",
    r"!\[[^\]]*\]\(\s*(?:https?:)?//": "a picture from elsewhere; add the file to docs/assets/",
    r"\[\^": "a footnote; cite a source with {{ cite(\"…\") }}",
    r"^!!! \w+ [“”„‘’']": "use straight quotes, as in !!! note \"Title\"",
    r"^\s*…": "replace the line that begins with … by your own words",
    r"\[!\w+\]|^\?\?\?|^!{1,2} ?\w+ \"|^!!!!": "write a box as !!! note \"Title\"",
    r"^\s*[-*+] \[[ xX]\] ": "a box to tick; write a plain list",
    r"<!--": "a comment; what nobody reads does not stand on a page",
    r"\{#": "an anchor is written { #name }; a comment does not stand on a page",
    r"<[a-zA-Z/?][^>]*$": "HTML without its end, '>'",
    r"~~": "struck-through text; leave it out",
    r"^[-+][A-Za-z]|^\*[A-Za-z][^*]*$": "write a space after the sign of the list",
    r"^#{1,6}(?![#\s])": "write a space after #",
    r"^#{7,}": "a heading has at most six #",
    r"^ {1,3}#": "a heading begins at the left margin",
    r"^#.*\{(?! *[#.][^{}]+\}\s*$)": "write an anchor as { #name } at the end of the heading",
    r"^#+\s*$": "the heading has no words",
    r"\{:?[^{}]*?[\w-]+\s*=[^{}]*\}": "within { } stand only #name and .class",
    r"^(?:    )* {1,3}(?:[-*+]|\d{1,2}\.) ": (
        "a list begins at the left margin; a list in a list is indented by four spaces"
    ),
    r"^\s*[•·‣◦▪●○■]": "write each item of a list as - item",
    r"^\s*\d{1,2}\) ": "write a numbered list as 1. item",
    r"\t": "a tab; type spaces",
    r"(?<![\w:]):[a-z][a-z_+-]*:(?![\w:])": "no sign stands between colons; write the word",
    r"\\$": "a \\ at the end of a line would show; write <br> for a new line",
}.items()]  # fmt: skip
"""Patterns of marks that nothing reads, and what to do."""


def markdown_signs(page: Page) -> Iterator[Diagnostic]:
    """Every mark of a page that is not what its author meant."""
    rows = {number: _seen(match[0]) for number, match in page_lines(page, r".*")}
    for number, row in rows.items():
        for pattern, what in ODD:
            odd = pattern.search(row)
            if odd:
                yield Diagnostic(page.file, number, odd.start() + 1, what)
    yield from _blocks(page)
    yield from _boxes(page, rows)
    yield from _tables(page, rows)
    yield from _references(page, rows)
    yield from _addresses(page, rows)
    yield from _html(page, rows)
    yield from _classes(page, rows)


def _seen(row: str) -> str:
    """A row with calls and code blanked; it keeps its length."""
    return re.sub(HIDDEN, lambda match: "x" * len(match[0]), row)


def _addresses(page: Page, rows: dict[int, str]) -> Iterator[Diagnostic]:
    """An address is a link."""
    for number, row in rows.items():
        plain = re.sub(LINKED, lambda match: " " * len(match[0]), row)
        for address in re.finditer(r"(?:https?://|\bwww\.)\w[^\s)\]|]*", plain):
            whole = re.sub(r"^(?=www)", "https://", address[0].rstrip(".,;:"))
            message = f"an address that is no link; write [words]({whole}) or <{whole}>"
            yield Diagnostic(page.file, number, address.start() + 1, message)


def _blocks(page: Page) -> Iterator[Diagnostic]:
    """A list, a table or a heading is told from the sentence above it; bold text has an end."""
    owner = ""
    for first, block in page_blocks(page):
        head, *below = [_seen(row) for row in block]
        if head.startswith("    ") and not re.match(rf"{ITEM}|!!!|<|:", owner):
            yield Diagnostic(
                page.file, first, 1, "four spaces too many at the beginning of the line"
            )
        elif re.match(r" {1,3}[A-Za-z*_`“\[](?!.*\]:)", head) and not re.match(ITEM, head):
            message = "begin at the left margin; within a list or a box, with four spaces"
            yield Diagnostic(page.file, first, 1, message)
        owner = owner if head.startswith(" ") else head
        if len(re.findall(BOLD, "\n".join((head, *below)))) % 2:
            yield Diagnostic(page.file, first, 1, "bold text has no end; write ** on both sides")
        if re.match(rf"{ITEM}|[#|<!:>{{\s]", head):
            continue
        for number, row in enumerate(below, first + 1):
            if re.match(rf"{ITEM}|\|", row):
                yield Diagnostic(
                    page.file, number, 1, "leave an empty line above a list or a table"
                )
                break
            if re.match(r"(=+|-+)\s*$", row):
                yield Diagnostic(page.file, number, 1, "write a heading as ## Title")


def _boxes(page: Page, rows: dict[int, str]) -> Iterator[Diagnostic]:
    """A box is of a known kind, has a title, and its text is indented."""
    for number, row in rows.items():
        if not row.lstrip().startswith("!!!") or re.search("[“”„‘’]", row):
            continue
        box = re.match(r'!!! (\w+)(?: ".+")?\s*$', row)
        if not box:
            yield Diagnostic(
                page.file, number, 1, 'write a box as !!! note "Title", at the left margin'
            )
        elif box[1] not in BOXES:
            yield Diagnostic(page.file, number, 5, unknown("a kind of box", box[1], BOXES))
        elif not next((r for n, r in rows.items() if n > number and r), "").startswith("    "):
            message = "the box is empty; indent its text by four spaces"
            yield Diagnostic(page.file, number, 1, message)


def _tables(page: Page, rows: dict[int, str]) -> Iterator[Diagnostic]:
    """A table has a head, a line of dashes, and as many cells in every row."""
    head, length = 0, 0
    for number, row in rows.items():
        length = length + 1 if row.startswith("|") else 0
        cells = len(re.split(r"(?<!\\)\|", row.strip().strip("|")))
        head = cells if length == 1 else head
        if length == 2 and not re.match(r"\|[\s:|-]+$", row):
            yield Diagnostic(page.file, number, 1, "below the head of a table stands | --- | --- |")
        if length and cells != head:
            yield Diagnostic(page.file, number, 1, f"{cells} cells; the table's head has {head}")


def _references(page: Page, rows: dict[int, str]) -> Iterator[Diagnostic]:
    """[text][name] needs a line [name]: target."""
    matches = (re.match(r" {0,3}\[([^\]]+)\]:", row) for row in rows.values())
    known = {match[1].lower() for match in matches if match}
    for number, row in rows.items():
        for link in re.finditer(r"\[([^\[\]]+)\]\[([^\]]*)\]", row):
            name = link[2] or link[1]
            if name.lower() not in known:
                message = unknown("the name of a link", name, known)
                yield Diagnostic(page.file, number, link.start() + 1, message)


def clashes(page: Page, ids: Iterable[str]) -> Iterator[Diagnostic]:
    """An anchor stands once on a page; `ids` are those of its macros."""
    seen = Counter(ids)
    for number, row in page_lines(page, r".*"):
        anchor = re.search(r"\{ *#([\w-]+)", _seen(row[0]))
        if anchor:
            seen[anchor[1]] += 1
            if seen[anchor[1]] > 1:
                message = f"the anchor '{anchor[1]}' stands twice on the page"
                yield Diagnostic(page.file, number, anchor.start() + 1, message)


def _html(page: Page, rows: dict[int, str]) -> Iterator[Diagnostic]:
    """Only harmless tags, each of them closed."""
    reader = _Tags()
    reader.feed(joined(page, rows))
    reader.close()
    for (line, column), message in reader.found:
        yield Diagnostic(page.file, page.first + line - 1, column + 1, message)
    for tag, (line, column) in reader.open:
        yield Diagnostic(page.file, page.first + line - 1, column + 1, f"<{tag}> is not closed")


def _classes(page: Page, rows: dict[int, str]) -> Iterator[Diagnostic]:
    """Only classes for pages in { .class }."""
    for number, row in rows.items():
        for braces in ATTRIBUTE_LIST.finditer(row):
            for name in re.finditer(r"(?<!\S)\.([^\s.#]+)", braces[1]):
                if name[1] not in CLASSES:
                    column = braces.start(1) + name.start(1) + 1
                    message = unknown("a class that a page may use", name[1], CLASSES)
                    yield Diagnostic(page.file, number, column, message)


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
            elif name == "src" and re.match(r"\w+:|//", value or ""):
                self._wrong("a picture from elsewhere; add the file to docs/assets/")
            elif name == "class":
                for one in (value or "").split():
                    if one not in CLASSES:
                        self._wrong(unknown("a class that a page may use", one, CLASSES))
        if tag == "img" and not dict(attrs).get("alt"):
            self._wrong('the picture has no description; add alt="…"')
        if tag not in ("img", "br"):
            self.open.append((tag, self.getpos()))

    def handle_endtag(self, tag: str) -> None:
        if tag in TAGS and tag not in [name for name, _ in self.open]:
            self._wrong(f"</{tag}> closes nothing")
        elif tag in TAGS:
            inner, _ = self.open.pop()
            while inner != tag:
                self._wrong(f"<{inner}> is not closed before </{tag}>")
                inner, _ = self.open.pop()

    def handle_decl(self, _decl: str) -> None:
        self._wrong("HTML that a page may not hold")

    def handle_pi(self, _data: str) -> None:
        self._wrong("HTML that a page may not hold")

    def unknown_decl(self, _data: str) -> None:
        self._wrong("HTML that a page may not hold")

    def _wrong(self, message: str) -> None:
        self.found.append((self.getpos(), message))
