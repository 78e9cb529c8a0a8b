"""The input of checks: the whole project, or one page."""

import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from ruamel.yaml.nodes import Node

from macros.core.dataset import Dataset, InvalidEntries
from macros.core.diagnostics import Diagnostic, KeyPath
from macros.core.page_source import INLINE_CODE, Page
from macros.core.prerender import RenderedPage
from macros.core.subject import Subject
from macros.core.yaml import Positions, position_of

NOT_MARKDOWN = (
    rf"{INLINE_CODE}|\{{%.*?%\}}|\{{\{{[^<>]*?\}}\}}|(?<=\]\()<[^>\s]*>|<https?://[^>\s]+>"
)
"""What Markdown does not parse within a line: code, Jinja, <a link's target>, <https://…>."""


@dataclass
class State:
    """Everything read and found so far in one check of the project."""

    root: Path
    subject: Subject
    diagnostics: list[Diagnostic] = field(default_factory=list)
    paths: Mapping[str, None] = field(default_factory=dict)
    """Path of every page below docs/, parsed or not."""
    parsed: list[Page] = field(default_factory=list)
    """Pages with valid front matter."""
    pages: dict[str, Page] = field(default_factory=dict)
    """Pages with valid front matter and valid calls, by path."""
    settings: dict[str, Node] | None = None
    """Top-level keys of mkdocs.yml; None if it is not YAML."""
    navigation: dict[str, Node] = field(default_factory=dict)
    """Node of each navigation entry of mkdocs.yml, by path."""
    citation: Mapping[str, Any] = field(default_factory=dict)
    """Plain values of CITATION.cff; empty if it is missing or invalid."""
    citation_positions: Positions = field(default_factory=dict)
    dataset: Dataset | None = None
    """Every entry that is valid by itself; None if a whole file cannot be used."""
    linked_dataset: Dataset | None = None
    """The entries of `dataset` whose ids all name an entry, so that pages can be rendered."""
    invalid: InvalidEntries = field(default_factory=InvalidEntries)
    """Entries left out of `linked_dataset`: invalid ones, and those that name a missing one."""
    rendered: dict[str, RenderedPage] = field(default_factory=dict)

    @cached_property
    def ids(self) -> dict[str, list[str]]:
        """The anchors in the HTML of each page's macros, by path."""
        return {path: page.ids() for path, page in self.rendered.items()}

    @property
    def docs(self) -> Path:
        """The folder of the pages."""
        return self.root / "docs"

    @property
    def handbook(self) -> Any:
        """The data; None if a whole file is invalid: the subject's checks then do not run."""
        return self.dataset and self.dataset.handbook

    def at(self, path: KeyPath, message: str) -> Diagnostic:
        """Return a diagnostic at a value of the data."""
        positions = self.dataset.positions if self.dataset else {}
        return Diagnostic(*position_of(positions, path), message)

    @property
    def complete(self) -> bool:
        """Whether all pages were parsed and rendered, so that checks can report what is missing."""
        return self.linked_dataset is not None and len(self.pages) == len(self.paths)


@dataclass
class PageState:
    """One page, for checks that need no data."""

    page: Page
    subject: Subject
    calls_parsed: bool = True
    """Whether all calls of the page are valid."""

    def at(self, line: int, column: int, message: str) -> Diagnostic:
        """Return a diagnostic at a position in the page."""
        return Diagnostic(self.page.file, line, column, message)

    @cached_property
    def masked_rows(self) -> dict[int, str]:
        """Lines outside code blocks by number, each character of NOT_MARKDOWN replaced by x."""
        return {
            number: re.sub(NOT_MARKDOWN, lambda match: "x" * len(match[0]), row)
            for number, row in self.page.lines.items()
        }

    @cached_property
    def blocks(self) -> list[list[tuple[int, str]]]:
        """Numbers and texts of `masked_rows`, split into lists at blank lines."""
        groups = itertools.groupby(self.masked_rows.items(), key=lambda row: bool(row[1].strip()))
        return [list(rows) for filled, rows in groups if filled]
