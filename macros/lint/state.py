"""What the checks of a whole project look at."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml.nodes import Node

from macros.core.dataset import Dataset, LeftOut
from macros.core.page_source import Page
from macros.core.prerender import RenderedPage
from macros.core.subject import Subject


@dataclass
class State:
    """Pages, settings and data, as far as they could be read."""

    root: Path
    subject: Subject
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
    dataset: Dataset | None = None
    """Every entry that is right by itself; None when a whole file is lost."""
    linked: Dataset | None = None
    """Those of them whose ids all lead to an entry, so that pages can be made of them."""
    left_out: LeftOut = field(default_factory=LeftOut)
    rendered: dict[str, RenderedPage] = field(default_factory=dict)

    @property
    def docs(self) -> Path:
        """The folder of the pages."""
        return self.root / "docs"

    @property
    def complete(self) -> bool:
        """Whether every page could be read and rendered, so that one can say what is missing."""
        return self.linked is not None and len(self.pages) == len(self.paths)
