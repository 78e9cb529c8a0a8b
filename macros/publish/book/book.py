"""The whole handbook as one book: a PDF with chapters, one bibliography, a glossary and an index.

This module collects the finished pages into one HTML document; pages.py adapts each page, and
layout.py lays the document out with book.css.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import Executor
from itertools import chain
from pathlib import Path

from macros.core.address import printed_address
from macros.core.context import page_name
from macros.core.html import canonical_address, html_text, parse_fragment
from macros.core.prerender import Project
from macros.core.schema.record import group_by
from macros.core.templates import render_text
from macros.publish.book.layout import BookLayout, Printing
from macros.publish.book.pages import (
    NOT_PRINTED,
    BookPage,
    adapt,
    anchor_terms,
    book_links,
    fix_dangling_links,
    remove_repeats,
)
from macros.publish.pdf import (
    FONT_FAMILY,
    PdfFile,
    document_start,
    first_node,
    margin_settings,
    printable_article,
    read_page,
    read_style,
    save_pdf,
)

QUESTION = re.compile(r"(?i)(what|who|which|how|why|when|where|is|are|can|may|do|does|should)\b")
"""The start of a keyword that is a question, for the search and not for an index."""
IndexEntry = tuple[str, Collection[str]]
"""A term, and its anchors."""


def book_parts(project: Project) -> dict[str, list[str]]:
    """Return the paths of each part's pages, in the order of the navigation, by its title."""
    book = project.subject.book
    starts = [(start, title) for title, starts in book.parts.items() for start in starts]
    starts.sort(key=lambda pair: -len(pair[0]))  # the longest start wins
    parts: dict[str, list[str]] = {title: [] for title in book.parts}
    for path in project.meta:
        if not path.startswith(tuple(book.left_out)):
            parts[next(title for start, title in starts if path.startswith(start))].append(path)
    return {title: paths for title, paths in parts.items() if paths}


def start_book(
    site: Path, project: Project, cache: Path | None, pool: Executor
) -> Callable[[], PdfFile]:
    """Start laying out the book in `pool`. Return a function that waits, then writes the book."""
    home = read_page(site, "index.md")
    root = canonical_address(home)
    own = (Path(__file__).parent / "book.css").read_text("utf-8")
    style = margin_settings(home) + FONT_FAMILY + own + leaflet_style(site)
    book = BookLayout(book_html(site, project), Printing(site, root, style, cache), pool)
    return lambda: save_pdf(site, "downloads/handbook.pdf", root, book.pdf())


def book_html(site: Path, project: Project) -> str:
    """Return the HTML document of the book."""
    handbook, book = project.dataset.handbook, project.subject.book
    home, parts = read_page(site, "index.md"), book_parts(project)
    pages = read_pages(site, project, parts)
    links = book_links(canonical_address(home), pages, book, book.warning_notes(handbook))
    for page in pages:
        remove_repeats(page, links)
    index = index_entries(pages, project)
    for page in pages:
        adapt(page, links)
    fix_dangling_links(pages)
    code = home.css_first("svg.pt-qr")
    return render_text(
        "book",
        head=document_start(home),
        name=project.name,
        lead=book.lead,
        handbook=handbook,
        root=printed_address(links.root),
        code=code.html if code else "",
        parts=parts,
        pages=pages,
        index=index,
        index_number=pages[-1].number + 1,
    )


def read_pages(site: Path, project: Project, parts: Mapping[str, list[str]]) -> list[BookPage]:
    """Read the pages in order, as chapters and their sections, without what is not printed."""
    book = project.subject.book
    pages: list[BookPage] = []
    for path in chain(*parts.values()):
        page = read_page(site, path)
        for element in page.css(", ".join(filter(None, (NOT_PRINTED, book.repeated)))):
            element.decompose()
        article = first_node(parse_fragment(printable_article(page)), "article")
        last = pages[-1] if pages else None
        # The first of merged pages is a chapter, and the others are its sections.
        merged = [start for start in book.merged if path.startswith(start)]
        is_section = bool(last and merged and last.path.startswith(merged[0]))
        is_sheet = path.startswith(tuple(book.sheets))
        is_opening = path.startswith(tuple(book.openings))
        pages.append(
            BookPage(
                number=(last.number if last else 0) + (0 if is_section else 1),
                is_section=is_section,
                path=path,
                name=page_name(path),
                title=html_text(first_node(article, "h1")),
                address=canonical_address(page),
                article=article,
                is_sheet=is_sheet,
                opens_part=is_opening or not last or is_sheet != last.is_sheet,
                source_ids=project.rendered[path].context.sources,
            )
        )
    return pages


def index_entries(pages: list[BookPage], project: Project) -> list[tuple[str, list[IndexEntry]]]:
    """Return the index by initial. A term has one anchor in each chapter that has it.

    Gives each term an id where it first appears on a page.
    """
    terms: dict[str, str] = {}  # by sort key
    anchors = defaultdict[str, dict[int, str]](dict)  # by sort key, then by chapter
    names = {term.id: str(term.term) for term in project.dataset.handbook.terms}
    not_indexed = tuple(project.subject.book.not_indexed)
    for page in pages:
        term_ids = [term.id for term in project.rendered[page.path].context.terms]
        found = [(names[name], anchor) for name, anchor in anchor_terms(page, term_ids)]
        if not page.path.startswith(not_indexed):
            keywords = map(str, project.meta[page.path].keywords)
            found += [(keyword, page.name) for keyword in keywords if is_index_term(keyword)]
        for term, anchor in found:
            key = re.sub(r"[^\w ]", "", term).casefold()  # without punctuation and case
            terms.setdefault(key, term)
            anchors[key].setdefault(page.number, anchor)
    by_initial = group_by(sorted(terms), lambda key: key[0].upper() if key[0].isalpha() else "0–9")
    return [
        (initial, [(terms[key], anchors[key].values()) for key in keys])
        for initial, keys in by_initial.items()
    ]


def is_index_term(keyword: str) -> bool:
    """Return whether a keyword belongs in the index: at most 3 words, our choice; no question."""
    return len(keyword.split()) <= 3 and not QUESTION.match(keyword)


def leaflet_style(site: Path) -> str:
    """Return leaflet.css, limited to the book's leaflets; empty if the site has no such file."""
    file = site / "assets" / "leaflet.css"
    if not file.exists():
        return ""
    rules = read_style(file)
    for name in ("in-short", "sources"):  # in the book, ids begin with the name of the page
        rules = rules.replace(f"#{name}", f"[data-id={name}]")
    rules = rules.replace(":root{", "&{")  # below, the rules are nested in .sheet
    rules = rules.replace("white-space:nowrap", "")  # source numbers are longer in the book
    return f".sheet {{\n{rules}\n}}\n"
