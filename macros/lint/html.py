"""HTML and classes that a page may have; everything else is Markdown or a macro."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from macros.core.diagnostics import Diagnostic
from macros.core.page_source import keep_lines
from macros.core.unknown_names import unknown
from macros.lint.state import PageState

ALLOWED_TAGS = ("div", "p", "span", "img", "br", "sub", "sup")
VOID_TAGS = ("img", "br")
ALLOWED_ATTRIBUTES = ("alt", "class", "height", "id", "markdown", "src", "width")
ALLOWED_CLASSES = ("boxes", "do-this", "home-picture", "line", "names", "no-print", "not-in-book",
                   "search-here", "tagline", "way", "ways")  # fmt: skip
"""Classes of macros are not among them: some of those hide their element."""
ATTRIBUTE_LIST = re.compile(r"\{:?([^{}%]*)\}")
"""Markdown's attribute list, as in { #name .class }."""


def allowed_tags(state: PageState) -> Iterator[Diagnostic]:
    """A page has only ALLOWED_TAGS, each of them closed, with ALLOWED_ATTRIBUTES."""
    parser = _TagParser()
    try:
        parser.feed(keep_lines(state.page, state.masked_rows))
        parser.close()
    except AssertionError:  # raised by Python up to 3.13 for an unknown section: <![odd[
        parser.handle_decl("")
    unclosed = [(position, f"<{tag}> is not closed") for tag, position in parser.unclosed]
    for (line, column), message in (*parser.errors, *unclosed):
        yield state.at(state.page.first_line + line - 1, column + 1, message)


def allowed_classes(state: PageState) -> Iterator[Diagnostic]:
    """Attribute lists have only ALLOWED_CLASSES."""
    for line, row in state.masked_rows.items():
        for braces in ATTRIBUTE_LIST.finditer(row):
            for name in re.finditer(r"(?<!\S)\.([^\s.#]+)", braces[1]):
                column = braces.start(1) + name.start(1) + 1
                for message in _class_errors(name[1]):
                    yield state.at(line, column, message)


def _class_errors(names: str) -> Iterator[str]:
    """Yield a message for each class, of those between spaces, that is not allowed."""
    for name in names.split():
        if name not in ALLOWED_CLASSES:
            yield unknown("a class that a page may use", name, ALLOWED_CLASSES)


def _attribute_errors(tag: str, name: str, value: str) -> Iterator[str]:
    """Yield messages for an attribute that is not allowed or has an invalid value."""
    if name not in ALLOWED_ATTRIBUTES:
        yield unknown(f"an attribute that <{tag}> may have", name, ALLOWED_ATTRIBUTES)
    elif name == "src" and re.match(r"\w+:|//", value):
        yield "a picture from elsewhere; add the file to docs/assets/"
    elif name == "class":
        yield from _class_errors(value)


class _TagParser(HTMLParser):
    """Collects errors in tags, and the tags left open."""

    def __init__(self) -> None:
        super().__init__()
        self.errors: list[tuple[tuple[int, int], str]] = []
        """Position (line from 1, column from 0) and message."""
        self.unclosed: list[tuple[str, tuple[int, int]]] = []
        """Name and position of each open tag, the outermost first."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ALLOWED_TAGS:
            self.error(unknown("HTML that a page may hold", tag, ALLOWED_TAGS))
            return
        for name, value in attrs:
            for message in _attribute_errors(tag, name, value or ""):
                self.error(message)
        if tag == "img" and not dict(attrs).get("alt"):
            self.error('the picture has no description; add alt="…"')
        if tag not in VOID_TAGS:
            self.unclosed.append((tag, self.getpos()))

    def handle_endtag(self, tag: str) -> None:
        if tag not in ALLOWED_TAGS:
            return
        if tag not in [name for name, _ in self.unclosed]:
            self.error(f"</{tag}> closes nothing")
            return
        while (inner := self.unclosed.pop()[0]) != tag:
            self.error(f"<{inner}> is not closed before </{tag}>")

    def handle_decl(self, _decl: str) -> None:
        self.error("HTML that a page may not hold")

    def handle_pi(self, data: str) -> None:
        self.handle_decl(data)

    def unknown_decl(self, data: str) -> None:
        self.handle_decl(data)

    def error(self, message: str) -> None:
        """Add an error at the current position."""
        self.errors.append((self.getpos(), message))
