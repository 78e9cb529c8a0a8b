"""What makes a handbook one about its subject; core, lint and publish are handed it."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from selectolax.lexbor import LexborNode

from macros.core.base import Record
from macros.core.diagnostics import Diagnostic, Violation
from macros.core.front_matter import Meta

DataCheck = Callable[[Any], Iterator[Violation]]
"""One check of the data: the handbook → what breaks it."""
PageCheck = Callable[[Any], Iterator[Diagnostic]]
"""One check of a page by itself: lint.state.PageState → what breaks it."""
ProjectCheck = Callable[[Any], Iterator[Diagnostic]]
"""One check of the whole project, if its data could be read: lint.state.State → what breaks it."""


class Alerts(NamedTuple):
    """What the report of a change tells first, because it could harm a reader."""

    parts: Mapping[str, str] = {}
    """CSS selectors of parts that warn, by the beginning of a page's address."""
    ids: frozenset[str] = frozenset()
    """Ids of parts that warn."""
    inline: str = ""
    """CSS selector of elements that make the block around them a warning."""
    texts: frozenset[str] = frozenset()
    """Sentences that warn on every page."""
    advice: re.Pattern[str] = re.compile(r"(?!)")
    """Matches a sentence that tells a reader what to do."""
    notes: Sequence[tuple[str, str, str]] = ()
    """What to look at: the kind of an entry, the field that changed ("" for any), the note."""
    first: Collection[str] = ()
    """Kinds of entries named first among those that cite a reference."""
    resting: Mapping[str, str] = {}
    """Kinds of entries that rest on claims, each with the word for one entry."""


AlertsOf = Callable[[Sequence[tuple[str, Mapping[str, Any]]]], Alerts]
"""The entries of both versions, as (kind, plain values) → what to tell first."""


class WarningNote(NamedTuple):
    """What stands of a warning where it is only named."""

    lead: str
    """What those must do whom it is for: "Ask first if you have or take:"."""
    who: str
    rule: str = ""
    """What not to do at all."""
    alarm: str = ""
    """When to call for help, whole, as HTML."""


class Book(NamedTuple):
    """Which pages the whole handbook on paper has, besides the order of the navigation."""

    lead: str = ""
    """What stands below the name on the cover."""
    parts: Mapping[str, Sequence[str]] = {"Pages": ("",)}
    """The title of each part, and how the paths of its pages begin; the longest beginning wins."""
    left_out: Sequence[str] = ()
    """How the paths begin of pages that have no use in a book."""
    sheets: Sequence[str] = ()
    """How the paths begin of pages that keep a side of their own, with their own style."""
    openings: Sequence[str] = ()
    """How the paths begin of pages that begin a new side, as the first after the sheets does. What
    lies between two is laid out alone: a change in it leaves the rest as it is."""
    merged: Sequence[str | tuple[str, ...]] = ()
    """How the paths begin of pages that are one chapter, the first with the others as sections."""
    warnings: str = ""
    """The page that has the warnings whole or leads to them. On other pages a line leads to it."""
    warning_notes: Callable[[Any], Mapping[str, WarningNote]] = lambda _handbook: {}
    """The handbook → what stands in such a line, by the id of a warning."""
    warning_rule: str = ""
    """What stands in each such line, whomever it is for."""
    not_indexed: Sequence[str] = ()
    """How the paths begin of pages whose keywords are no words for the index."""
    repeated: str = ""
    """CSS selector of what only repeats another page."""


@dataclass(frozen=True, eq=False)
class Subject:
    """Records, macros, checks and outputs of one handbook."""

    files: Mapping[str, type[Record]]
    """Each data file and its shape. A key is in one file only."""
    handbook: type[Any]
    """All of data/ in one record; a subclass of core.schema.BaseHandbook."""
    macros: Mapping[str, Callable[..., str]]
    """What an editor can call, by name. A macro takes the handbook, the page's context
    (core.context.PageContext) and the arguments of the call, and returns HTML."""
    summary: str = ""
    """What the handbook is, in a sentence."""
    card_line: str = ""
    """What stands at the foot of each picture for sharing."""
    meta: type[Meta] = Meta
    """The front matter of a page."""
    inline: Collection[str] = ()
    """Macros that stand inside a sentence; every other one stands alone at the left margin."""
    first_macro: str = ""
    """The macro that every page begins with, where there is one."""
    last_macro: str = ""
    """The macro that every page ends with, where there is one."""
    meta_macros: Mapping[str, str] = field(default_factory=dict)
    """Keys of the front matter, and the macro that a page with this key must call: it reads it."""
    second_pass: Collection[str] = ()
    """Macros rendered second: they need page-wide results, such as reading times."""
    listings: Collection[str] = ()
    """Macros whose text is not the page's own: excluded from dose checks and reading time."""
    source_text: str = ""
    """The text under review, in data/, with its SHA-256 beside it; empty when there is none."""
    data_checks: Sequence[DataCheck] = ()
    link_checks: Sequence[DataCheck] = ()
    """Data checks without which no page could be made of an entry."""
    page_checks: Sequence[PageCheck] = ()
    project_checks: Sequence[ProjectCheck] = ()
    annotate: Callable[[LexborNode], None] = lambda _element: None
    """Change the text of an article in place: numbers and units kept together, in both units."""
    page_metadata: Callable[[Any, str], dict[str, Any]] = lambda _project, _path: {}
    """core.prerender.Project, page path → what its frame shows besides what every page's does."""
    tables: Callable[[Any], Mapping[str, tuple[type[Record], list[Record]]]] = lambda _handbook: {}
    """What can be downloaded, by name: the shape of a record, and the records."""
    search_data: Callable[[Any], Mapping[str, Any]] = lambda _handbook: {}
    """What search/index.js sets in `handbook` besides the index itself, by name."""
    search_rows: Callable[[Any], Mapping[tuple[str, str], list[str]]] = lambda _handbook: {}
    """What has an entry of its own in the search, by tag and id: its name, then other names."""
    alerts: AlertsOf = lambda _entries: Alerts()
    book: Book = field(default_factory=Book)
    """The whole handbook on paper."""
