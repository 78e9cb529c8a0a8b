"""Everything about a handbook that depends on its subject; core, lint and publish receive it."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from selectolax.lexbor import LexborNode

from macros.core.diagnostics import Diagnostic, Violation
from macros.core.front_matter import Meta
from macros.core.schema.record import Record

DataCheck = Callable[[Any], Iterator[Violation]]
"""A check of the data: takes the handbook, yields its violations."""
PageCheck = Callable[[Any], Iterator[Diagnostic]]
"""A check of a single page: takes its lint.state.PageState, yields diagnostics."""
ProjectCheck = Callable[[Any], Iterator[Diagnostic]]
"""A check of the project, if its data is readable: takes lint.state.State, yields diagnostics."""


class Alerts(NamedTuple):
    """What the report of a change lists first, because a mistake there could harm a reader."""

    parts: Mapping[str, str] = {}
    """CSS selectors of elements that warn, by the beginning of a page's address."""
    ids: frozenset[str] = frozenset()
    """Ids of elements that warn."""
    inline: str = ""
    """CSS selector of inline elements that make the block around them a warning."""
    texts: frozenset[str] = frozenset()
    """Sentences that are a warning on any page."""
    advice: re.Pattern[str] = re.compile(r"(?!)")
    """Matches a sentence that advises a reader what to do. By default none: (?!) never matches."""
    notes: Sequence[tuple[str, str, str]] = ()
    """Notes for reviewers: the kind of an entry, the field that changed ("" for any), the note."""
    listed_first: Collection[str] = ()
    """Kinds of entries to list first among those that cite a reference."""
    claim_based: Mapping[str, str] = {}
    """Kinds of entries that rest on claims, each with the noun for one entry."""


AlertsOf = Callable[[Sequence[tuple[str, Mapping[str, Any]]]], Alerts]
"""Takes the entries of both versions, as (kind, plain values); returns what to list first."""


class WarningNote(NamedTuple):
    """A one-line summary of a warning, with a link to it."""

    lead_in: str
    """What its readers must do: "Ask first if you have or take:"."""
    people: str
    """The people whom it is for."""
    prohibition: str = ""
    """What they must not do at all."""
    emergency_html: str = ""
    """When to call for help, in full, as HTML."""


class Book(NamedTuple):
    """The layout of the printed book. Its pages come in the order of the navigation."""

    lead: str = ""
    """The line below the title on the cover."""
    parts: Mapping[str, Sequence[str]] = {"Pages": ("",)}
    """The title of each part, and prefixes of its pages' paths; the longest prefix wins."""
    left_out: Sequence[str] = ()
    """Path prefixes of pages that are of no use in a book."""
    sheets: Sequence[str] = ()
    """Path prefixes of pages that are printed on a side of their own, in their own style."""
    openings: Sequence[str] = ()
    """Path prefixes of pages that begin a new side, as does the first page after the sheets. The
    pages between two are laid out separately: a change to them does not affect the rest."""
    merged: Sequence[str | tuple[str, ...]] = ()
    """Path prefixes of pages that are one chapter, the first with the others as sections."""
    warnings: str = ""
    """The page with, or leading to, the full warnings. Other pages have a line linking to it."""
    warning_notes: Callable[[Any], Mapping[str, WarningNote]] = lambda _handbook: {}
    """Takes the handbook; returns the content of such a line, by the id of its warning."""
    warning_rule: str = ""
    """A sentence for every such line."""
    not_indexed: Sequence[str] = ()
    """Path prefixes of pages whose keywords do not belong in the index."""
    repeated: str = ""
    """CSS selector of elements that only repeat another page."""


@dataclass(frozen=True, eq=False)
class Subject:
    """The records, macros, checks and outputs of one handbook."""

    files: Mapping[str, type[Record]]
    """The model of each data file, by file name. Two models have no key in common."""
    handbook: type[Any]
    """All of data/ in one record; a subclass of core.schema.handbook.BaseHandbook."""
    macros: Mapping[str, Callable[..., str]]
    """The macros that an editor can call, by name. A macro takes the handbook, the page's context
    (core.context.PageContext) and the arguments of the call, and returns HTML."""
    summary: str = ""
    """A description of the handbook, in a sentence."""
    card_line: str = ""
    """The line at the foot of each social card."""
    meta: type[Meta] = Meta
    """The front matter of a page."""
    inline: Collection[str] = ()
    """Macros for use within a sentence; any other is alone on its line, at the left margin."""
    first_macro: str = ""
    """The macro that every page must begin with; empty for none."""
    last_macro: str = ""
    """The macro that every page must end with; empty for none."""
    meta_macros: Mapping[str, str] = field(default_factory=dict)
    """Keys of the front matter, each with the macro that reads it and that its page must call."""
    second_pass: Collection[str] = ()
    """Macros that need results from all pages, such as reading times."""
    listings: Collection[str] = ()
    """Macros whose text is not the page's own: excluded from dose checks and reading time."""
    source_text: str = ""
    """The file in data/ with the text under review, which has a .sha256 file; empty for none."""
    data_checks: Sequence[DataCheck] = ()
    link_checks: Sequence[DataCheck] = ()
    """Data checks that an entry must pass before pages can show it."""
    page_checks: Sequence[PageCheck] = ()
    project_checks: Sequence[ProjectCheck] = ()
    annotate: Callable[[LexborNode], None] = lambda _element: None
    """Edits an article in place: adds the other unit, keeps numbers and units on one line."""
    page_metadata: Callable[[Any, str], dict[str, Any]] = lambda _project, _path: {}
    """Takes core.prerender.Project and a page's path; returns what to add to its front matter."""
    tables: Callable[[Any], Mapping[str, tuple[type[Record], list[Record]]]] = lambda _handbook: {}
    """Takes the handbook; returns the tables to download, by name: a model and its records."""
    search_data: Callable[[Any], Mapping[str, Any]] = lambda _handbook: {}
    """Takes the handbook; returns what search/index.js sets in `handbook` besides the index."""
    search_rows: Callable[[Any], Mapping[tuple[str, str], list[str]]] = lambda _handbook: {}
    """Takes the handbook; returns elements with their own search entry: names, by tag and id."""
    alerts: AlertsOf = lambda _entries: Alerts()
    book: Book = field(default_factory=Book)
    """The layout of the whole handbook on paper."""
