"""What makes a handbook one about its subject; core, lint and publish are handed it."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from macros.core.base import Record
from macros.core.diagnostics import Diagnostic, Violation

DataCheck = Callable[[Any], Iterator[Violation]]
"""One check of the data: the handbook → what breaks it."""
PageCheck = Callable[[Any], Iterator[Diagnostic]]
"""One check of a page by itself: lint.state.PageState → what breaks it."""
ProjectCheck = Callable[[Any], Iterator[Diagnostic]]
"""One check of the whole project, if its data could be read: lint.state.State → what breaks it."""


@dataclass(frozen=True, eq=False)
class Subject:
    """Records, macros, checks and outputs of one handbook."""

    files: Mapping[str, type[Record]]
    """Each data file and its shape. A key is in one file only."""
    handbook: type[Any]
    """All of data/ in one record; a subclass of core.schema.BaseHandbook."""
    macros: Mapping[str, Callable[..., str]]
    """What an editor can call, by name."""
    inline: Collection[str] = ()
    """Macros that stand inside a sentence; every other one stands alone at the left margin."""
    second_pass: Collection[str] = ()
    """Macros rendered second: they need page-wide results, such as reading times."""
    listings: Collection[str] = ()
    """Macros whose text is not the page's own: excluded from dose checks and reading time."""
    source_text: str = ""
    """The name of the text under review, in data/; empty when there is none."""
    source_sha256: str = ""
    """SHA-256 of that text as it was found."""
    data_checks: Sequence[DataCheck] = ()
    link_checks: Sequence[DataCheck] = ()
    """Data checks without which no page could be made of an entry."""
    page_checks: Sequence[PageCheck] = ()
    project_checks: Sequence[ProjectCheck] = ()
    annotate: Callable[[str], str] = str
    """HTML → the same with numbers and units kept together, in both units."""
    page_metadata: Callable[[Any, str], dict[str, Any]] = lambda _project, _path: {}
    """core.prerender.Project → what the frame of the page with this path shows, besides what every handbook's does."""
    tables: Callable[[Any], Mapping[str, tuple[type[Record], list[Record]]]] = lambda _handbook: {}
    """What can be downloaded, by name: the shape of a record, and the records."""
    search_data: Callable[[Any], Mapping[str, Any]] = lambda _handbook: {}
    """Global variables of search/index.js besides the index itself, by name."""
    search_rows: Callable[[Any], Mapping[tuple[str, str], list[str]]] = lambda _handbook: {}
    """What has an entry of its own in the search, by tag and id: its name, then other names."""
