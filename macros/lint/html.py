"""HTML and classes that a page may hold; all else is Markdown or a macro."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from macros.core.diagnostics import Diagnostic, unknown
from macros.core.page_source import joined
from macros.lint.state import PageState

ALLOWED_TAGS = ("div", "p", "span", "img", "br", "sub", "sup")
VOID_TAGS = ("img", "br")
ATTRIBUTES = ("alt", "class", "height", "id", "markdown", "src", "width")
CLASSES = ("boxes", "do-this", "home-picture", "line", "names", "no-print", "not-in-book",
           "search-here", "tagline", "way", "ways")  # fmt: skip
"""Classes that a page may use. Those of macros are not among them: some hide what they hold."""
ATTRIBUTE_LIST = re.compile(r"\{:?([^{}%]*)\}")
"""Where Markdown takes an anchor and classes, as in { #name .class }."""


def allowed_tags(state: PageState) -> Iterator[Diagnostic]:
    """A page holds harmless tags alone, each of them closed."""
    reader = _TagReader()
    reader.feed(joined(state.page, state.rows))
    reader.close()
    unclosed = [(position, f"<{tag}> is not closed") for tag, position in reader.open]
    for (line, column), message in (*reader.errors, *unclosed):
        yield state.at(state.page.first + line - 1, column + 1, message)


def allowed_classes(state: PageState) -> Iterator[Diagnostic]:
    """A page uses classes for pages alone in { .class }."""
    for line, row in state.rows.items():
        for braces in ATTRIBUTE_LIST.finditer(row):
            for name in re.finditer(r"(?<!\S)\.([^\s.#]+)", braces[1]):
                column = braces.start(1) + name.start(1) + 1
                for message in _class_errors(name[1]):
                    yield state.at(line, column, message)


def _class_errors(names: str) -> Iterator[str]:
    """What is wrong with the classes of an element."""
    for name in names.split():
        if name not in CLASSES:
            yield unknown("a class that a page may use", name, CLASSES)


def _attribute_errors(tag: str, name: str, value: str) -> Iterator[str]:
    """What is wrong with an attribute of an element."""
    if name not in ATTRIBUTES:
        yield unknown(f"an attribute that <{tag}> may have", name, ATTRIBUTES)
    elif name == "src" and re.match(r"\w+:|//", value):
        yield "a picture from elsewhere; add the file to docs/assets/"
    elif name == "class":
        yield from _class_errors(value)


class _TagReader(HTMLParser):
    """Collect errors in the tags of a text, and the tags left open."""

    def __init__(self) -> None:
        super().__init__()
        self.errors: list[tuple[tuple[int, int], str]] = []
        """Position (line from 1, column from 0) and message."""
        self.open: list[tuple[str, tuple[int, int]]] = []
        """Name and position of each tag that has no end yet."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ALLOWED_TAGS:
            self._error(unknown("HTML that a page may hold", tag, ALLOWED_TAGS))
            return
        for name, value in attrs:
            for message in _attribute_errors(tag, name, value or ""):
                self._error(message)
        if tag == "img" and not dict(attrs).get("alt"):
            self._error('the picture has no description; add alt="…"')
        if tag not in VOID_TAGS:
            self.open.append((tag, self.getpos()))

    def handle_endtag(self, tag: str) -> None:
        if tag not in ALLOWED_TAGS:
            return
        if tag not in [name for name, _ in self.open]:
            self._error(f"</{tag}> closes nothing")
            return
        while (inner := self.open.pop()[0]) != tag:
            self._error(f"<{inner}> is not closed before </{tag}>")

    def handle_decl(self, _decl: str) -> None:
        self._error("HTML that a page may not hold")

    def handle_pi(self, data: str) -> None:
        self.handle_decl(data)

    def unknown_decl(self, data: str) -> None:
        self.handle_decl(data)

    def _error(self, message: str) -> None:
        self.errors.append((self.getpos(), message))
