"""The whole handbook as one book: a PDF with chapters, one bibliography, a glossary and an index.

This module collects the finished pages into one HTML document; pages.py adapts each page, and
parts.py lays the document out with book.css.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from pathlib import Path
from typing import NamedTuple

from macros.core.address import is_public
from macros.core.context import page_name
from macros.core.html import canonical_address, html_text, parse_fragment
from macros.core.prerender import Project
from macros.core.subject import Book, WarningNote
from macros.core.templates import format_date, render_text
from macros.publish.book.pages import (
    NOT_PRINTED,
    BookPage,
    adapt,
    anchor_terms,
    book_links,
    fix_dangling_links,
    remove_repeats,
)
from macros.publish.book.parts import BookLayout, Printing
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

BOOK_FILE = "downloads/handbook.pdf"
"""The book's file, below the site."""
QUESTION = re.compile(r"(?i)(what|who|which|how|why|when|where|is|are|can|may|do|does|should)\b")
"""The start of a keyword that is a question, for the search and not for an index."""
MAX_KEYWORD_WORDS = 3
"""A keyword of more words is not in the index. Our own choice."""


class BookPlan(NamedTuple):
    """The content and order of the book, as plain values."""

    book: Book
    parts: Mapping[str, list[str]]
    """The paths of each part's pages, in order, by the title of the part."""
    keywords: Mapping[str, list[str]]
    """Each page's keywords for the index, by path."""
    terms: Mapping[str, str]
    """The terms of the glossary by id."""
    term_ids: Mapping[str, Sequence[str]]
    """The ids of each page's terms, in the order of their popovers, by path."""
    source_ids: Mapping[str, Sequence[str]]
    """The ids of each page's sources, in the order of their numbers, by path."""
    notes: Mapping[str, WarningNote]
    """The short form of each warning, by id."""
    version: str
    disclaimer: str
    """That the handbook is not medical advice, for the cover."""
    name: str
    """The name of the handbook."""


class IndexEntry(NamedTuple):
    """One line of the index."""

    term: str
    anchors: list[str]


def plan_book(project: Project) -> BookPlan:
    """Sort the pages into the parts of the book, in the order of the navigation."""
    book, handbook = project.subject.book, project.dataset.handbook
    starts = [(start, title) for title, starts in book.parts.items() for start in starts]
    starts.sort(key=lambda pair: -len(pair[0]))  # the longest start wins
    parts: dict[str, list[str]] = {title: [] for title in book.parts}
    for path in project.meta:
        if not path.startswith(tuple(book.left_out)):
            parts[next(title for start, title in starts if path.startswith(start))].append(path)
    return BookPlan(
        book=book,
        parts={title: paths for title, paths in parts.items() if paths},
        keywords={
            path: [str(word) for word in meta.keywords if is_index_term(str(word))]
            for path, meta in project.meta.items()
            if not path.startswith(tuple(book.not_indexed))
        },
        terms={term.id: str(term.term) for term in handbook.terms},
        term_ids={
            path: [term.id for term in page.context.terms]
            for path, page in project.rendered.items()
        },
        source_ids={path: page.context.sources for path, page in project.rendered.items()},
        notes=book.warning_notes(handbook),
        version=f"{handbook.history[0].version}, {format_date(handbook.history[0].date)}",
        disclaimer=str(handbook.notice),
        name=project.name,
    )


def start_book(
    site: Path, plan: BookPlan, cache: Path | None, pool: Executor
) -> Callable[[], PdfFile]:
    """Start laying out the book in `pool`. Return a function that waits, then writes the book."""
    home = read_page(site, "index.md")
    root = canonical_address(home)
    own = (Path(__file__).parent / "book.css").read_text("utf-8")
    style = margin_settings(home) + FONT_FAMILY + own + leaflet_style(site)
    book = BookLayout(book_html(site, plan), Printing(site, root, style, cache), pool)
    return lambda: save_pdf(site, BOOK_FILE, root, book.pdf())


def book_html(site: Path, plan: BookPlan) -> str:
    """Return the HTML document of the book."""
    home = read_page(site, "index.md")
    pages = read_pages(site, plan)
    links = book_links(canonical_address(home), pages, plan.book, plan.notes)
    for page in pages:
        remove_repeats(page, links)
    index = index_entries(pages, plan)
    for page in pages:
        adapt(page, links)
    fix_dangling_links(pages)
    code = home.css_first("svg.pt-qr")
    return render_text(
        "book",
        head=document_start(home),
        root=links.root if is_public(links.root) else "",
        code=code.html if code else "",
        plan=plan,
        parts={
            title: [page for page in pages if page.path in paths]
            for title, paths in plan.parts.items()
        },
        pages=[(page, page.article.inner_html) for page in pages],
        index=index,
        index_number=pages[-1].number + 1,
    )


def read_pages(site: Path, plan: BookPlan) -> list[BookPage]:
    """Read the pages in order, as chapters and their sections, without what is not printed."""
    pages: list[BookPage] = []
    for path in [path for paths in plan.parts.values() for path in paths]:
        page = read_page(site, path)
        for element in page.css(", ".join(filter(None, (NOT_PRINTED, plan.book.repeated)))):
            element.decompose()
        article = first_node(parse_fragment(printable_article(page)), "article")
        last = pages[-1] if pages else None
        # The first of merged pages is a chapter, and the others are its sections.
        merged = [start for start in plan.book.merged if path.startswith(start)]
        is_section = bool(last and merged and last.path.startswith(merged[0]))
        is_sheet = path.startswith(tuple(plan.book.sheets))
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
                opens_part=path.startswith(tuple(plan.book.openings))
                or not last
                or is_sheet != last.is_sheet,
                source_ids=plan.source_ids.get(path, ()),
            )
        )
    return pages


def index_entries(pages: list[BookPage], plan: BookPlan) -> list[tuple[str, list[IndexEntry]]]:
    """Return the index by initial. A term has one anchor in each chapter that has it.

    Gives each term an id where it first appears on a page.
    """
    entries: dict[str, IndexEntry] = {}
    seen: set[tuple[str, int]] = set()
    for page in pages:
        anchored = anchor_terms(page, plan.term_ids.get(page.path, ()))
        found = [(plan.terms[name], anchor) for name, anchor in anchored]
        found += [(keyword, page.name) for keyword in plan.keywords.get(page.path, ())]
        for term, anchor in found:
            key = re.sub(r"[^\w ]", "", term).casefold()  # sort without punctuation and case
            if (key, page.number) not in seen:
                seen.add((key, page.number))
                entries.setdefault(key, IndexEntry(term, [])).anchors.append(anchor)
    initials: dict[str, list[IndexEntry]] = {}
    for key in sorted(entries):
        initials.setdefault(key[0].upper() if key[0].isalpha() else "0–9", []).append(entries[key])
    return list(initials.items())


def is_index_term(keyword: str) -> bool:
    """Return whether a keyword belongs in the index: it is short and not a question."""
    return len(keyword.split()) <= MAX_KEYWORD_WORDS and not QUESTION.match(keyword)


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
