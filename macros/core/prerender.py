"""Render the macro calls of every page, before an engine asks for them."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser

from macros.core.base import MissingEntry
from macros.core.calls import Call
from macros.core.context import Handout, PageContext, SiteContext
from macros.core.dataset import Dataset, LeftOut
from macros.core.diagnostics import Diagnostic, DiagnosticError
from macros.core.front_matter import Meta
from macros.core.glossary import term_index, used_terms
from macros.core.html import parse_fragment, replace_with_html
from macros.core.page_source import HIDDEN, Page
from macros.core.reading_time import reading_minutes
from macros.core.subject import Subject

UNDEFINED = r"is undefined|has no (?:attribute|element)"
"""Jinja's message for a missing value."""
PLACEHOLDER = "block "
"""How the comment begins that stands for a block until the page is finished: MkDocs need not read
HTML that needs no change."""


def placeholder(index: int) -> str:
    """The placeholder of a page's call: a comment, alone between empty lines."""
    return f"\n<!-- {PLACEHOLDER}{index} -->\n"


class RenderedPage(NamedTuple):
    """A page with the HTML of its macros."""

    page: Page
    context: PageContext
    html: list[str]
    """What each call of the page gives, in order."""
    listings: Collection[str] = ()
    """Macros whose text is not the page's own."""

    def text(self) -> Iterator[tuple[int, str]]:
        """The page from top to bottom: the line in its file, and the text or HTML there."""
        outputs: dict[int, str] = {}
        for call, html in zip(self.page.calls, self.html, strict=True):
            outputs[call.line] = outputs.get(call.line, "") + (
                "" if call.name in self.listings else html
            )
        for line, row in enumerate(self.page.body.split("\n"), self.page.first):
            yield line, re.sub(HIDDEN, " ", row) + outputs.get(line, "")

    def column(self, line: int, words: str) -> int:
        """The column of some words of a line; of the line's first call, if that says them."""
        row = self.page.body.split("\n")[line - self.page.first]
        seen = re.sub(HIDDEN, lambda match: " " * len(match[0]), row)
        calls = [call.column for call in self.page.calls if call.line == line]
        return seen.find(words) + 1 or next(iter(calls), 1)

    def fill(self, page: LexborHTMLParser) -> None:
        """Put each block in the place of its placeholder on the built page."""
        for node in list(page.root.traverse(include_text=True)) if page.root else ():
            comment = (node.comment_content or "") if node.is_comment_node else ""
            if comment.startswith(PLACEHOLDER):
                html = self.html[int(comment.removeprefix(PLACEHOLDER))]
                replace_with_html(node, html.strip("\n"))

    def ids(self) -> list[str]:
        """The anchors in the HTML of its calls."""
        elements = parse_fragment("".join(self.html)).css("[id]")
        return [element.id for element in elements if element.id]


class Project(NamedTuple):
    """What a build needs."""

    subject: Subject
    dataset: Dataset
    rendered: dict[str, RenderedPage]
    """Every page with its macros' HTML, made once, by its path below docs/."""
    meta: dict[str, Meta]
    """Front matter by the page's path below docs/, in the order of the navigation."""
    moved: Mapping[str, str]
    """The path of each page that has moved, by its former path."""
    name: str
    """What the handbook is called: site_name in mkdocs.yml."""

    def search_words(self, path: str) -> list[str]:
        """What readers may call a page's subject: its own words, and the names of its terms."""
        terms = self.dataset.handbook.terms_of.get(path, ())
        names = [name for term in terms for name in (term.term, *term.aka)]
        return [*self.meta[path].keywords, *names]


def handouts(site: Mapping[str, Page], order: Iterable[str]) -> dict[str, Handout]:
    """The pages that are handed out, by path, in the order of the navigation."""
    listed = {path: site[path].meta for path in (*order, *site) if path in site}
    return {
        path: Handout(meta.title, meta.handout) for path, meta in listed.items() if meta.handout
    }


def render_pages(
    subject: Subject,
    dataset: Dataset,
    site: Mapping[str, Page],
    where: SiteContext,
    diagnostics: list[Diagnostic],
    left: LeftOut,
) -> dict[str, RenderedPage]:
    """Every page with its calls rendered, in two passes; adds the errors to `diagnostics`.

    Macros of the second pass need what all pages use. `left`: entries whose lack is told elsewhere.
    """
    rendered: dict[str, RenderedPage] = {}
    times: dict[str, int] = {}
    index = term_index(dataset.handbook.terms)
    for path, page in site.items():
        rendered[path] = RenderedPage(
            page, PageContext(path, page.meta, where), [""] * len(page.calls), subject.listings
        )
        _render_calls(rendered[path], subject, dataset, diagnostics, left, last=False)
        body = parse_fragment("\n".join(text for _, text in rendered[path].text()))
        for unseen in body.css("[hidden], .cite-this"):
            unseen.decompose()
        rendered[path].context.terms = used_terms(body.text(separator=" "), index)
        times[path] = reading_minutes(body)
    shown = {path: one.context.claims for path, one in rendered.items()}
    for one in rendered.values():
        one.context.site = where._replace(minutes=times, claims=shown)
        _render_calls(one, subject, dataset, diagnostics, left, last=True)
    return rendered


def _render_calls(
    one: RenderedPage,
    subject: Subject,
    dataset: Dataset,
    diagnostics: list[Diagnostic],
    left: LeftOut,
    last: bool,
) -> None:
    """Render a page's calls of the second pass, if `last`, or all others; collect their errors."""
    for index, call in enumerate(one.page.calls):
        if (call.name in subject.second_pass) is last:
            try:
                macro = subject.macros[call.name]
                one.html[index] = macro(dataset.handbook, one.context, *call.args, **call.kwargs)
            except (DiagnosticError, ValueError, MissingEntry) as error:
                diagnostics += _call_errors(error, call, one.page, subject, left)


def _call_errors(
    error: Exception, call: Call, page: Page, subject: Subject, left: LeftOut
) -> Iterator[Diagnostic]:
    """What is wrong with a call, unless it only lacks an entry that is left out of the data."""
    if isinstance(error, DiagnosticError):
        for diagnostic in error.diagnostics:
            if not (left.lists and re.search(UNDEFINED, diagnostic.message)):
                yield diagnostic
        return
    if isinstance(error, MissingEntry):
        message = f"needs the entry {error}, which is not in the data"
        consequence = bool(left.lists)
    else:
        read = (key for key, name in subject.meta_macros.items() if name == call.name)
        values = [getattr(page.meta, key) for key in read]
        message = str(error)
        consequence = left.explains(message, call.args, call.kwargs, values)
    if not consequence:
        yield Diagnostic(page.file, call.line, call.column, f"{call.name}: {message}")
