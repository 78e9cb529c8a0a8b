"""Render the macro calls of every page, before an engine requests them."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser

from macros.core.calls import Call
from macros.core.context import Handout, PageContext, SiteContext
from macros.core.dataset import Dataset, InvalidEntries
from macros.core.diagnostics import Diagnostic, DiagnosticError
from macros.core.front_matter import Meta
from macros.core.html import parse_fragment, replace_with_html
from macros.core.page_source import HIDDEN, Page
from macros.core.reading_time import reading_minutes
from macros.core.schema.record import MissingEntry
from macros.core.subject import Subject
from macros.core.term_popovers import term_index, used_terms

PLACEHOLDER = "block "
"""Begins the comment that replaces a block until the page is finished: less HTML for MkDocs."""


def placeholder(index: int) -> str:
    """Return the placeholder for a page's call of this index: a comment between empty lines."""
    return f"\n<!-- {PLACEHOLDER}{index} -->\n"


class RenderedPage(NamedTuple):
    """A page and the HTML of its calls."""

    page: Page
    context: PageContext
    html: list[str]
    """The HTML of each call, in order; empty for one that failed."""
    listings: Collection[str] = ()
    """Macros whose text is not the page's own: see Subject.listings."""

    def lines_with_output(self) -> Iterator[tuple[int, str]]:
        """Yield number and prose of each line, its calls' HTML appended. Listings are omitted."""
        outputs = defaultdict[int, str](str)
        for call, html in zip(self.page.calls, self.html, strict=True):
            if call.name not in self.listings:
                outputs[call.line] += html
        for line, row in enumerate(self.page.body.split("\n"), self.page.first_line):
            yield line, re.sub(HIDDEN, " ", row) + outputs[line]

    def column(self, line: int, text: str) -> int:
        """Return the column of a text in a line's prose, else of the line's first call, else 1."""
        row = self.page.body.split("\n")[line - self.page.first_line]
        prose = re.sub(HIDDEN, lambda match: " " * len(match[0]), row)
        calls = (call.column for call in self.page.calls if call.line == line)
        return prose.find(text) + 1 or next(calls, 1)

    def fill(self, page: LexborHTMLParser) -> None:
        """Replace each placeholder on the built page with its block."""
        for node in list(page.root.traverse(include_text=True)) if page.root else ():
            comment = (node.comment_content or "") if node.is_comment_node else ""
            if comment.startswith(PLACEHOLDER):
                html = self.html[int(comment.removeprefix(PLACEHOLDER))]
                replace_with_html(node, html.strip("\n"))

    def ids(self) -> list[str]:
        """Return the ids of the elements in the HTML of its calls, in order."""
        elements = parse_fragment("".join(self.html)).css("[id]")
        return [element.id for element in elements if element.id]


class Project(NamedTuple):
    """The checked data and pages of a handbook: all that a build needs."""

    subject: Subject
    dataset: Dataset
    rendered: dict[str, RenderedPage]
    """Every rendered page, by its path below docs/."""
    meta: dict[str, Meta]
    """Front matter by path below docs/, in the order of the navigation."""
    moved: Mapping[str, str]
    """The new path of each page that has moved, by its old path."""
    name: str
    """The name of the handbook: site_name in mkdocs.yml."""

    def search_terms(self, path: str) -> list[str]:
        """Return search terms for a page: its keywords, and names of the terms that it explains."""
        terms = self.dataset.handbook.terms_of.get(path, ())
        names = [name for term in terms for name in (term.term, *term.aka)]
        return [*self.meta[path].keywords, *names]


def handouts(pages: Mapping[str, Page], order: Iterable[str]) -> dict[str, Handout]:
    """Return the pages to hand out, by path, in this order; the others come last."""
    listed = {path: pages[path].meta for path in (*order, *pages) if path in pages}
    return {
        path: Handout(meta.title, meta.handout) for path, meta in listed.items() if meta.handout
    }


def render_pages(
    subject: Subject,
    dataset: Dataset,
    pages: Mapping[str, Page],
    site: SiteContext,
    diagnostics: list[Diagnostic],
    invalid: InvalidEntries,
) -> dict[str, RenderedPage]:
    """Render the calls of every page, and add the errors to `diagnostics`; return pages by path.

    A second pass uses the results of the first. Errors that follow from `invalid` are not added.
    """
    rendered: dict[str, RenderedPage] = {}
    times: dict[str, int] = {}
    index = term_index(dataset.handbook.terms)
    for path, page in pages.items():
        rendered[path] = RenderedPage(
            page, PageContext(path, page.meta, site), [""] * len(page.calls), subject.listings
        )
        _render_calls(rendered[path], subject, dataset, diagnostics, invalid, second_pass=False)
        body = parse_fragment("\n".join(text for _, text in rendered[path].lines_with_output()))
        for hidden in body.css("[hidden], .cite-this"):
            hidden.decompose()
        rendered[path].context.terms = used_terms(body.text(separator=" "), index)
        times[path] = reading_minutes(body)
    claims = {path: result.context.claims for path, result in rendered.items()}
    for result in rendered.values():
        result.context.site = site._replace(minutes=times, claims=claims)
        _render_calls(result, subject, dataset, diagnostics, invalid, second_pass=True)
    return rendered


def _render_calls(
    rendered: RenderedPage,
    subject: Subject,
    dataset: Dataset,
    diagnostics: list[Diagnostic],
    invalid: InvalidEntries,
    second_pass: bool,
) -> None:
    """Render a page's calls of one pass into its `html`, and add their errors to `diagnostics`."""
    page, context, html, _ = rendered
    for index, call in enumerate(page.calls):
        if (call.name in subject.second_pass) is second_pass:
            try:
                macro = subject.macros[call.name]
                html[index] = macro(dataset.handbook, context, *call.args, **call.kwargs)
            except (DiagnosticError, ValueError, MissingEntry) as error:
                diagnostics += _call_errors(error, call, page, subject, invalid)


def _call_errors(
    error: Exception, call: Call, page: Page, subject: Subject, invalid: InvalidEntries
) -> Iterator[Diagnostic]:
    """Yield the diagnostics of a failed call, unless it only lacks an entry that is left out."""
    if isinstance(error, DiagnosticError):
        missing = "is undefined|has no (?:attribute|element)"  # in Jinja's message
        for diagnostic in error.diagnostics:
            if not (invalid.lists and re.search(missing, diagnostic.message)):
                yield diagnostic
        return
    if isinstance(error, MissingEntry):
        consequence = bool(invalid.lists)
    else:
        keys = (key for key, name in subject.meta_macros.items() if name == call.name)
        values = [getattr(page.meta, key) for key in keys]
        consequence = invalid.explains(str(error), call.args, call.kwargs, values)
    if not consequence:
        yield Diagnostic(page.file, call.line, call.column, f"{call.name}: {error}")
