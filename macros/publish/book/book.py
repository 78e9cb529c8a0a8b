"""The whole handbook as one book: a PDF with chapters, one bibliography, a glossary and an index.

Its body is made from the finished pages. What the book is made of and how it looks is here and in
book.css; what becomes of one page in it is in pages.py, how it is laid out in parts.py.
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
    DROPPED,
    BookPage,
    adapt,
    book_links,
    mark_terms,
    mend_links,
    shorten,
)
from macros.publish.book.parts import Printing, UnfinishedBook
from macros.publish.pdf import (
    FAMILY,
    File,
    article_of,
    document_start,
    first_node,
    margin_settings,
    read_page,
    read_style,
    save_pdf,
)

NAME = "downloads/handbook.pdf"
"""Where the book stands below the site."""
QUESTION = re.compile(r"(?i)(what|who|which|how|why|when|where|is|are|can|may|do|does|should)\b")
"""How a keyword begins that is a question, and no word for an index."""
LONGEST_KEYWORD = 3
"""The words of the longest keyword in the index."""


class Plan(NamedTuple):
    """What the book is made of: plain values, for a process of its own."""

    book: Book
    parts: Mapping[str, list[str]]
    """The paths of each part's pages, in order, by the title of the part."""
    keywords: Mapping[str, list[str]]
    """The words for the index that a page's subject is called by, by its path."""
    terms: Mapping[str, str]
    """The terms of the glossary by id."""
    terms_of: Mapping[str, Sequence[str]]
    """The ids of each page's terms by the number of their boxes, by its path."""
    works: Mapping[str, Sequence[str]]
    """The ids of each page's sources by their number, by its path."""
    notes: Mapping[str, WarningNote]
    """What stands of each warning where it is only named, by its id."""
    version: str
    notice: str
    name: str
    """What the handbook is called."""


class IndexEntry(NamedTuple):
    """One word of the index."""

    word: str
    anchors: list[str]


def plan_book(project: Project) -> Plan:
    """Sort the pages into the parts of the book, in the order of the navigation."""
    book, handbook = project.subject.book, project.dataset.handbook
    starts = [(start, title) for title, starts in book.parts.items() for start in starts]
    starts.sort(key=lambda pair: -len(pair[0]))  # "evidence/references/" goes before "evidence/"
    parts: dict[str, list[str]] = {title: [] for title in book.parts}
    for path in project.meta:
        if not path.startswith(tuple(book.left_out)):
            parts[next(title for start, title in starts if path.startswith(start))].append(path)
    return Plan(
        book=book,
        parts={title: paths for title, paths in parts.items() if paths},
        keywords={
            path: [str(word) for word in meta.keywords if is_entry(str(word))]
            for path, meta in project.meta.items()
            if not path.startswith(tuple(book.not_indexed))
        },
        terms={term.id: str(term.term) for term in handbook.terms},
        terms_of={
            path: [term.id for term in page.context.terms]
            for path, page in project.rendered.items()
        },
        works={path: page.context.sources for path, page in project.rendered.items()},
        notes=book.warning_notes(handbook),
        version=f"{handbook.history[0].version}, {format_date(handbook.history[0].date)}",
        notice=str(handbook.notice),
        name=project.name,
    )


def start_book(site: Path, plan: Plan, cache: Path | None, pool: Executor) -> Callable[[], File]:
    """Have `pool` lay the book out from the finished pages.

    Returns a function that waits for the layout, then writes the book.
    """
    home = read_page(site, "index.md")
    root = canonical_address(home)
    own = (Path(__file__).parent / "book.css").read_text("utf-8")
    style = margin_settings(home) + FAMILY + own + sheet_style(site)
    book = UnfinishedBook(book_body(site, plan), Printing(site, root, style, cache), pool)
    return lambda: save_pdf(site, NAME, root, book.pdf())


def book_body(site: Path, plan: Plan) -> str:
    """The HTML of the book."""
    home = read_page(site, "index.md")
    pages = read_pages(site, plan)
    links = book_links(canonical_address(home), pages, plan.book, plan.notes)
    for page in pages:
        shorten(page, links)
    index = index_entries(pages, plan)
    for page in pages:
        adapt(page, links)
    mend_links(pages)
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


def read_pages(site: Path, plan: Plan) -> list[BookPage]:
    """The pages in order, without what has no use on paper: chapters, and sections of these."""
    pages: list[BookPage] = []
    for path in [path for paths in plan.parts.values() for path in paths]:
        page = read_page(site, path)
        for part in page.css(", ".join(filter(None, (DROPPED, plan.book.repeated)))):
            part.decompose()
        article = first_node(parse_fragment(article_of(page)), "article")
        last = pages[-1] if pages else None
        # Of pages that are merged, the first is the chapter, and the others are its sections.
        merged = [start for start in plan.book.merged if path.startswith(start)]
        section = bool(last and merged and last.path.startswith(merged[0]))
        number = (last.number if last else 0) + (0 if section else 1)
        sheet = path.startswith(tuple(plan.book.sheets))
        opens = path.startswith(tuple(plan.book.openings)) or not last or sheet != last.sheet
        title = html_text(first_node(article, "h1"))
        where = path, page_name(path), title, canonical_address(page)
        works = plan.works.get(path, ())
        pages.append(BookPage(number, section, *where, article, sheet, opens, works))
    return pages


def index_entries(pages: list[BookPage], plan: Plan) -> list[tuple[str, list[IndexEntry]]]:
    """The index by initial: terms by their first place in a chapter, keywords by page."""
    entries: dict[str, IndexEntry] = {}
    seen: set[tuple[str, int]] = set()
    for page in pages:
        marked = mark_terms(page, plan.terms_of.get(page.path, ()))
        found = [(plan.terms[name], anchor) for name, anchor in marked]
        found += [(word, page.name) for word in plan.keywords.get(page.path, ())]
        for word, anchor in found:
            key = re.sub(r"[^\w ]", "", word).casefold()  # sorted without signs and capitals
            if (key, page.number) not in seen:
                seen.add((key, page.number))
                entries.setdefault(key, IndexEntry(word, [])).anchors.append(anchor)
    letters: dict[str, list[IndexEntry]] = {}
    for key in sorted(entries):
        letters.setdefault(key[0].upper() if key[0].isalpha() else "0–9", []).append(entries[key])
    return list(letters.items())


def is_entry(keyword: str) -> bool:
    """Whether a keyword belongs in an index: it is short, and no question."""
    return len(keyword.split()) <= LONGEST_KEYWORD and not QUESTION.match(keyword)


def sheet_style(site: Path) -> str:
    """leaflet.css, for the leaflets in the book alone and with the ids that they have there."""
    file = site / "assets" / "leaflet.css"
    if not file.exists():
        return ""
    rules = read_style(file)
    for name in ("in-short", "sources"):
        rules = rules.replace(f"#{name}", f"[data-id={name}]")
    # The numbers of sources are longer in the book.
    rules = rules.replace(":root{", "&{").replace("white-space:nowrap", "")
    return f".sheet {{\n{rules}\n}}\n"
