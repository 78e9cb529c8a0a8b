"""docs/*.md → front matter, calls and lines of each page, or every diagnostic."""

import functools
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from markdown.extensions.toc import slugify
from ruamel.yaml.nodes import MappingNode

from macros.core.base import PAGE
from macros.core.calls import Call, read_calls
from macros.core.code_blocks import rows_by_kind
from macros.core.diagnostics import Diagnostic, DiagnosticError
from macros.core.front_matter import TEXTS, Meta
from macros.core.subject import Subject
from macros.core.validation import validate
from macros.core.yaml import compose, misread, plain_values, read_text, scalars, word_position

SHORT = ("## In short { #in-short }", "## In short { #in-short .no-print }")
"""The heading of a page's answer, as an editor writes it; the latter where paper has another."""
ITEM = r"\s*(?:[-*+]|\d{1,2}\.) "
"""How an item of a list begins."""
CODE = r"(?<!\\)`[^`\n]*`"
"""Inline code."""
HIDDEN = rf"\{{\{{.*?\}}\}}|\]\([^)]*\)|{CODE}"
"""What is not prose within a line: a call, a link's target, inline code."""


HEADING = re.compile(r"(#+) (.*?)(?: *\{ *(?:[^}]*?#([^\s}]+))?[^}]*\})?$")
"""A heading: its level, its text and, with or without other attributes behind it, its id."""


class Heading(NamedTuple):
    """A heading of a page."""

    line: int
    level: str
    """As it is typed: "##"."""
    text: str
    id: str


@dataclass(frozen=True)
class Page:
    """A page as its file has it."""

    file: str
    """Path from the project's root: "docs/folder/page.md"."""
    path: str
    """Path below docs/."""
    meta: Any
    """The front matter, a record of the subject's type."""
    front: str
    """The source of the front matter, without its dashes."""
    body: str
    first: int
    """The body's first line in the file."""
    calls: list[Call]
    inline: Collection[str] = ()
    """Macros that may stand inside a sentence."""

    @functools.cached_property
    def lines(self) -> dict[int, str]:
        """The lines outside code blocks, by their number in the file."""
        prose, _ = rows_by_kind(self.body.split("\n"))
        return {self.first + number: row for number, row in prose.items()}

    @functools.cached_property
    def blocks(self) -> list[tuple[int, list[str]]]:
        """The blocks between empty lines: the number of each one's first line, and its lines."""
        blocks: list[tuple[int, list[str]]] = [(self.first, [])]
        for number, row in self.lines.items():
            if row.strip():
                blocks[-1][1].append(row)
            else:
                blocks.append((number + 1, []))
        return [(first, rows) for first, rows in blocks if rows]


def page_text(docs: Path, path: Path) -> tuple[str, str, str]:
    """Path from the project's root, path below docs/ and text of a page, for parse_page."""
    name = path.relative_to(docs).as_posix()
    file = f"{docs.name}/{name}"
    if not re.match(PAGE, name):
        message = "a page's name has small letters, digits and hyphens, and ends with .md"
        raise DiagnosticError.at(file, 1, 1, message)
    return file, name, read_text(file, path)


def parse_page(
    file: str, name: str, content: str, subject: Subject
) -> tuple[Page, list[Diagnostic]]:
    """A page, and every error in its calls. Raises DiagnosticError for its front matter."""
    match = re.match(r"--- *\n(.*?\n)--- *\n", content, re.S)
    if not match:
        raise DiagnosticError.at(file, 1, 1, "no front matter; begin with '---' and 'title: …'")
    meta = _parse_meta(file, match[1], subject)
    body, first = content[match.end() :], content.count("\n", 0, match.end()) + 1
    calls, errors = read_calls(file, body, first, subject)
    return Page(file, name, meta, match[1], body, first, calls, subject.inline), errors


def _parse_meta(file: str, front: str, subject: Subject) -> Meta:
    """Read the front matter. Raises DiagnosticError with lines as they are numbered in the file."""
    positions: dict[Any, Any] = {}
    try:
        tree = compose(file, front)
        pairs = tree.value if isinstance(tree, MappingNode) else ()
        texts = (text for key, value in pairs if key.value in TEXTS for text in scalars(value))
        if diagnostics := list(misread(file, texts)):
            raise DiagnosticError(diagnostics)
        return validate(file, plain_values(file, tree, positions), subject.meta, positions)
    except DiagnosticError as error:  # the file's first line is "---"
        raise DiagnosticError(d._replace(line=d.line + 1) for d in error.diagnostics) from None


def front_position(page: Page, key: str, text: str, offset: int, word: str) -> tuple[int, int]:
    """Line and column of `word`, which is at `offset` in the `text` of a front matter's key."""
    line = front_line(page, key)
    # Row 0 of `front` is line 2 of the file; the text begins behind the key's colon.
    colon = page.front.split("\n")[line - 2].find(":")
    before = text.count(word, 0, offset)
    found = word_position(page.front, line - 1, colon + 2, word, before)
    return (found[0] + 1, found[1]) if found else (line, 1)


def front_value(page: Page, key: str) -> tuple[int, int]:
    """Line and column of a key's value in the front matter; the first line where it is missing."""
    line = front_line(page, key)
    value = re.match(r"['\"]?[\w-]+['\"]?: *", page.front.split("\n")[line - 2])
    return line, value.end() + 1 if value and line > 1 else 1


def front_line(page: Page, key: str) -> int:
    """The line of a key in the front matter; 1 without it."""
    rows = enumerate(page.front.split("\n"), 2)  # the file's first line is "---"
    is_key = re.compile(rf"""["']?{re.escape(key)}["']?\s*:""").match
    return next((line for line, row in rows if is_key(row.strip())), 1)


def page_lines(page: Page, pattern: str | re.Pattern[str]) -> Iterator[tuple[int, re.Match[str]]]:
    """Each line outside code blocks whose start matches, by its number in the file."""
    for number, row in page.lines.items():
        if match := re.match(pattern, row):
            yield number, match


def headings(page: Page) -> list[Heading]:
    """The headings of a page, from the top."""
    lines = page_lines(page, HEADING)
    return [Heading(line, m[1], m[2], m[3] or slugify(m[2], "-")) for line, m in lines]


def anchors(page: Page) -> set[str]:
    """The ids of a page's headings."""
    return {heading.id for heading in headings(page)}


def joined(page: Page, rows: Mapping[int, str]) -> str:
    """The body with only these lines, given by number; every other line is empty."""
    last = page.first + page.body.count("\n")
    return "\n".join(rows.get(number, "") for number in range(page.first, last + 1))
