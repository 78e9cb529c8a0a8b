"""What checks look at: the whole project, or one page."""

import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from ruamel.yaml.nodes import Node

from macros.core.dataset import Dataset, LeftOut
from macros.core.diagnostics import Diagnostic, KeyPath
from macros.core.page_source import CODE, Page
from macros.core.prerender import RenderedPage
from macros.core.subject import Subject
from macros.core.yaml import Position, position_of

NOT_MARKDOWN = rf"{CODE}|\{{%.*?%\}}|\{{\{{[^<>]*?\}}\}}|(?<=\]\()<[^>\s]*>|<https?://[^>\s]+>"
"""What Markdown leaves alone within a line: code, a call, an address in angle brackets."""


@dataclass
class State:
    """Pages, settings and data, as far as they could be read."""

    root: Path
    subject: Subject
    diagnostics: list[Diagnostic] = field(default_factory=list)
    """All that has been found so far."""
    paths: Mapping[str, None] = field(default_factory=dict)
    """Of every page below docs/, read or not."""
    read: list[Page] = field(default_factory=list)
    """Pages whose front matter is right."""
    pages: dict[str, Page] = field(default_factory=dict)
    """Pages whose calls are right, too, by path."""
    settings: dict[str, Node] | None = None
    """Top-level keys of mkdocs.yml; None when it is no YAML."""
    navigation: dict[str, Any] = field(default_factory=dict)
    """Position of each entry of the navigation, by path."""
    citation: Mapping[str, Any] = field(default_factory=dict)
    """CITATION.cff; empty where there is none."""
    citation_positions: dict[KeyPath, Position] = field(default_factory=dict)
    """Of its values."""
    dataset: Dataset | None = None
    """Every entry that is right by itself; None when a whole file is lost."""
    linked: Dataset | None = None
    """Every entry of `dataset` whose ids all lead to an entry: pages can be rendered from them."""
    left_out: LeftOut = field(default_factory=LeftOut)
    rendered: dict[str, RenderedPage] = field(default_factory=dict)

    @cached_property
    def ids(self) -> dict[str, list[str]]:
        """The anchors in the HTML of each page's macros, by its path."""
        return {path: page.ids() for path, page in self.rendered.items()}

    @property
    def docs(self) -> Path:
        """The folder of the pages."""
        return self.root / "docs"

    @property
    def handbook(self) -> Any:
        """The data, for checks of the subject, which do not run without data."""
        return self.dataset and self.dataset.handbook

    def at(self, path: KeyPath, message: str) -> Diagnostic:
        """What is wrong at a value of the data."""
        positions = self.dataset.positions if self.dataset else {}
        return Diagnostic(*position_of(positions, path), message)

    @property
    def complete(self) -> bool:
        """Whether every page could be read and rendered: else no check can say what is missing."""
        return self.linked is not None and len(self.pages) == len(self.paths)


@dataclass
class PageState:
    """One page, for checks that need no data."""

    page: Page
    subject: Subject
    complete: bool = True
    """Whether all calls of the page could be read."""

    def at(self, line: int, column: int, message: str) -> Diagnostic:
        """What is wrong at a place of the page."""
        return Diagnostic(self.page.file, line, column, message)

    @cached_property
    def rows(self) -> dict[int, str]:
        """The lines outside code blocks by number; each character that is no Markdown is an x."""
        return {
            number: re.sub(NOT_MARKDOWN, lambda match: "x" * len(match[0]), row)
            for number, row in self.page.lines.items()
        }

    @cached_property
    def blocks(self) -> list[list[tuple[int, str]]]:
        """The lines of `rows`, grouped where an empty line stands between them."""
        groups = itertools.groupby(self.rows.items(), key=lambda row: bool(row[1].strip()))
        return [list(rows) for filled, rows in groups if filled]
