"""Parse a page of docs/: its front matter, macro calls, lines and headings."""

import functools
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from markdown.extensions.toc import slugify
from ruamel.yaml.nodes import MappingNode

from macros.core.calls import Call, read_calls
from macros.core.code_blocks import split_code
from macros.core.diagnostics import Diagnostic, DiagnosticError
from macros.core.front_matter import TEXTS, Meta
from macros.core.schema.record import PAGE
from macros.core.subject import Subject
from macros.core.validation import validate
from macros.core.yaml import (
    Positions,
    compose,
    misread_texts,
    plain_values,
    read_text,
    scalars,
    word_position,
)

IN_SHORT = ("## In short { #in-short }", "## In short { #in-short .no-print }")
"""The heading of a page's short answer, as an editor writes it; the latter if it is not printed."""
LIST_ITEM = r"\s*(?:[-*+]|\d{1,2}\.) "
"""The beginning of a list item."""
INLINE_CODE = r"(?<!\\)`[^`\n]*`"
HIDDEN = rf"\{{\{{.*?\}}\}}|\]\([^)]*\)|{INLINE_CODE}"
"""Parts of a line that are not prose: a call, a link's target, inline code."""
HEADING = re.compile(r"(#+) (.*?)(?: *\{ *(?:[^}]*?#([^\s}]+))?[^}]*\})?$")
"""A heading: its level, its text, and its id if the braces after the text contain one."""


class Heading(NamedTuple):
    """A heading of a page."""

    line: int
    level: str
    """As typed: "##"."""
    text: str
    id: str
    """As typed, or made from the text as Markdown does."""


@dataclass(frozen=True)
class Page:
    """A parsed page, its calls not yet rendered."""

    file: str
    """Path from the project's root: "docs/folder/page.md"."""
    path: str
    """Path below docs/: "folder/page.md"."""
    meta: Any
    """The front matter, a record of the subject's type."""
    front: str
    """The source of the front matter, without the lines of dashes."""
    body: str
    first_line: int
    """The number of the body's first line in the file."""
    calls: list[Call]
    inline: Collection[str] = ()
    """Macros that are allowed within a sentence."""

    @functools.cached_property
    def lines(self) -> dict[int, str]:
        """The lines outside of code blocks, by line number in the file."""
        prose, _ = split_code(self.body.split("\n"))
        return {self.first_line + index: row for index, row in prose.items()}

    @functools.cached_property
    def blocks(self) -> list[tuple[int, list[str]]]:
        """The blocks between empty lines, each as the number of its first line, and its lines."""
        blocks: list[tuple[int, list[str]]] = [(self.first_line, [])]
        for line, row in self.lines.items():
            if row.strip():
                blocks[-1][1].append(row)
            else:
                blocks.append((line + 1, []))
        return [(first, rows) for first, rows in blocks if rows]


def page_text(docs: Path, path: Path) -> tuple[str, str, str]:
    """Return a page's path from the root, path below docs/ and text: arguments of parse_page.

    Raises DiagnosticError for a name that no page can have, or an unreadable file.
    """
    name = path.relative_to(docs).as_posix()
    file = f"{docs.name}/{name}"
    if not re.match(PAGE, name):
        message = "a page's name has small letters, digits and hyphens, and ends with .md"
        raise DiagnosticError.at(file, 1, 1, message)
    return file, name, read_text(file, path)


def parse_page(
    file: str, path: str, content: str, subject: Subject
) -> tuple[Page, list[Diagnostic]]:
    """Return a page and the errors in its calls. Raises DiagnosticError for its front matter."""
    match = re.match(r"--- *\n(.*?\n)--- *\n", content, re.S)
    if not match:
        raise DiagnosticError.at(file, 1, 1, "no front matter; begin with '---' and 'title: …'")
    meta = _parse_meta(file, match[1], subject)
    body, first = content[match.end() :], content.count("\n", 0, match.end()) + 1
    calls, errors = read_calls(file, body, first, subject)
    return Page(file, path, meta, match[1], body, first, calls, subject.inline), errors


def _parse_meta(file: str, front: str, subject: Subject) -> Meta:
    """Validate the front matter. Raises DiagnosticError with line numbers of the file."""
    positions: Positions = {}
    try:
        tree = compose(file, front)
        pairs = tree.value if isinstance(tree, MappingNode) else ()
        texts = (text for key, value in pairs if key.value in TEXTS for text in scalars(value))
        if diagnostics := list(misread_texts(file, texts)):
            raise DiagnosticError(diagnostics)
        return validate(file, plain_values(file, tree, positions), subject.meta, positions)
    except DiagnosticError as error:  # the file's first line is "---"
        raise DiagnosticError(d._replace(line=d.line + 1) for d in error.diagnostics) from None


def front_position(page: Page, key: str, text: str, offset: int, word: str) -> tuple[int, int]:
    """Return line and column of a word at `offset` in a key's text; if not found, of the key."""
    line, column = front_value_position(page, key)
    # YAML may quote or fold the text, so its offsets are not the source's: count occurrences.
    skip = text.count(word, 0, offset)
    found = word_position(page.front, line - 1, column, word, skip)
    return (found[0] + 1, found[1]) if found else (line, 1)


def front_value_position(page: Page, key: str) -> tuple[int, int]:
    """Return line and column of a key's value in the front matter; (1, 1) without the key."""
    for line, row in enumerate(page.front.split("\n"), 2):  # the file's first line is "---"
        if before_value := re.match(rf"""\s*["']?{re.escape(key)}["']?\s*: *""", row):
            return line, before_value.end() + 1
    return 1, 1


def front_line(page: Page, key: str) -> int:
    """Return the line of a key in the front matter; 1 without the key."""
    return front_value_position(page, key)[0]


def page_lines(page: Page, pattern: str | re.Pattern[str]) -> Iterator[tuple[int, re.Match[str]]]:
    """Yield line number and match of each line outside of code blocks whose start matches."""
    for line, row in page.lines.items():
        if match := re.match(pattern, row):
            yield line, match


def headings(page: Page) -> list[Heading]:
    """Return the headings of a page, from top to bottom."""
    lines = page_lines(page, HEADING)
    return [Heading(line, m[1], m[2], m[3] or slugify(m[2], "-")) for line, m in lines]


def anchors(page: Page) -> set[str]:
    """Return the ids of a page's headings."""
    return {heading.id for heading in headings(page)}


def keep_lines(page: Page, rows: Mapping[int, str]) -> str:
    """Return the body with only the lines in `rows`, by line number; every other line is empty."""
    last = page.first_line + page.body.count("\n")
    return "\n".join(rows.get(line, "") for line in range(page.first_line, last + 1))
