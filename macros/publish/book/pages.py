"""Adapt pages to the book: unique anchors, one bibliography, each warning in full only once."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple
from urllib.parse import urldefrag, urljoin

from selectolax.lexbor import LexborNode

from macros.core.address import is_public
from macros.core.html import classes, replace_with_html
from macros.core.subject import Book, WarningNote
from macros.core.templates import render_text

NOT_PRINTED = (
    ".no-print, [popover], [hidden], .pt-top, .pt-run, .words, .article > :is(.names, .notes-head),"
    " .comma, wbr"
)
"""CSS selector of what only a screen or a page printed alone needs."""
UNWRAPPED = ".term:not([id]), .term-end, .unit-si, .unit-us, .unit-both, .in-detail, .figure"
"""CSS selector of elements without meaning on paper; removing their tags makes layout faster."""
BIBLIOGRAPHY_ENTRIES = ".bibliography > li"
"""CSS selector of the entries of the bibliography."""
KEY, WARNING = "key-", "safety-"
"""Prefixes of ids: of a claim in the key to the article, and of a warning on other pages."""


class BookPage(NamedTuple):
    """A page in the book: a chapter, or a section of the chapter before it."""

    number: int
    """Of the chapter."""
    is_section: bool
    path: str
    name: str
    """The anchor of the page; its other anchors begin with it."""
    title: str
    address: str
    article: LexborNode
    is_sheet: bool
    """Whether it has a side of its own, with its own style and its warnings."""
    opens_part: bool = False
    """Whether it begins a part of the book, on a new side."""
    source_ids: Sequence[str] = ()
    """In the order of their numbers on the page."""


class Links(NamedTuple):
    """Targets of links in the book."""

    root: str
    """The address of the site."""
    pages: Mapping[str, BookPage]
    """By address."""
    works: Mapping[str, tuple[int, str]]
    """The number and anchor of each entry of the bibliography, by reference id."""
    records: Mapping[str, str]
    """The anchor of each claim's full record, by claim id."""
    claims: Mapping[str, str]
    """The number of each claim marked in the text under review, such as "C12", by claim id."""
    book: Book
    notes: Mapping[str, WarningNote]
    """The short form of each warning, by id."""
    full_warnings: Mapping[str, BookPage]
    """The first page with each warning in full, by id."""
    named_warnings: defaultdict[int, set[str]]
    """The ids of warnings that a chapter has named so far, by its number. `remove_repeats` adds
    to it."""


def book_links(
    root: str, pages: Collection[BookPage], book: Book, notes: Mapping[str, WarningNote]
) -> Links:
    """Collect the targets of links from the pages."""

    def ids(selector: str) -> list[tuple[str, BookPage]]:
        return [(item.id or "", page) for page in pages for item in page.article.css(selector)]

    return Links(
        root=root,
        pages={page.address: page for page in pages},
        works={
            name: (number, f"{page.name}--{name}")
            for number, (name, page) in enumerate(ids(BIBLIOGRAPHY_ENTRIES), 1)
        },
        records={name: f"{page.name}--{name}" for name, page in ids(".record")},
        claims={
            _claim_id(marker): f"C{marker.css('.sign-number')[0].text(strip=True)}"
            for page in pages
            for marker in page.article.css(".sign")
        },
        book=book,
        notes=notes,
        full_warnings=dict(reversed(ids(".group[id], .red-flag[id]"))),  # the first page wins
        named_warnings=defaultdict(set),
    )


def remove_repeats(page: BookPage, links: Links) -> None:
    """Remove what the book has elsewhere: the page's own sources, and warnings in full."""
    repeated = ["h2#sources, .source-fold"] if links.works else []
    if not page.is_sheet:
        repeated += ["h2#in-short, .pt-end"]
        for warnings in page.article.css(".safety"):
            _shorten_warnings(warnings, page, links)
    if page.is_section:  # its chapter has them, and needs no link to itself
        repeated += ['.checked, p:has(> a[href="../"]:first-child)']
    for selector in repeated:
        for element in page.article.css(selector):
            element.decompose()


def anchor_terms(page: BookPage, terms: Sequence[str]) -> list[tuple[str, str]]:
    """Give each term an id where it first appears. Return pairs of term id and book anchor.

    The page's entries of the glossary come first. Popover w{n} explains terms[n - 1].
    """
    found = [(entry.id or "", entry.id or "") for entry in page.article.css(".glossary dt[id]")]
    seen: set[str] = set()
    for button in page.article.css(".term .explain"):
        name = terms[int((button.attributes["popovertarget"] or "").removeprefix("w")) - 1]
        element = button.parent
        while element and "term" not in classes(element):
            element = element.parent
        if element and name not in seen:
            seen.add(name)
            element.attrs["id"] = f"term-{name}"
            found.append((name, f"term-{name}"))
    return [(name, f"{page.name}--{anchor}") for name, anchor in found]


def adapt(page: BookPage, links: Links) -> None:
    """Number a page's sources and claims, and turn its ids and links into those of the book."""
    article = page.article
    _number_works(page, links)
    _number_claims(article, links)
    for button in article.css(".explain"):
        button.decompose()
    for element in article.css(UNWRAPPED):
        element.unwrap()
    for link in article.css("a[href]"):
        _point_into_book(link, page, links)
    for element in article.css("[id], [aria-labelledby]"):
        for key in {"id", "aria-labelledby"} & set(element.attributes):
            names = (element.attributes[key] or "").split()
            element.attrs[key] = " ".join(f"{page.name}--{name}" for name in names)
            if key == "id" and page.is_sheet:
                element.attrs["data-id"] = names[0]  # for leaflet.css
    _adapt_headings(page)


def fix_dangling_links(pages: Collection[BookPage]) -> None:
    """Point links to a missing anchor to the anchor's page; on that page itself, unlink them."""
    ids = {element.id for page in pages for element in page.article.css("[id]")}
    for page in pages:
        for link in page.article.css('a[href^="#"]'):
            anchor = (link.attributes["href"] or "").removeprefix("#")
            if anchor in ids:
                continue
            name, _, _ = anchor.partition("--")
            if name == page.name:
                link.unwrap()
            else:
                link.attrs["href"] = f"#{name}"


def _adapt_headings(page: BookPage) -> None:
    """Give a page's title its anchor; number a chapter's, and lower a section's headings."""
    title = page.article.css("h1")[0]
    title.attrs["id"] = page.name
    if page.is_section:
        for heading in page.article.css("h1, h2, h3"):
            level = int((heading.tag or "")[1]) + 1
            attrs = "".join(f' {key}="{value}"' for key, value in heading.attributes.items())
            replace_with_html(heading, f"<h{level}{attrs}>{heading.inner_html}</h{level}>")
        return
    title.attrs["class"] = "chapter"
    title.attrs["data-number"] = str(page.number)
    if not page.is_sheet:
        title.inner_html = f"{page.number}. {title.inner_html}"


def _number_works(page: BookPage, links: Links) -> None:
    """Number the entries of the bibliography, and give each citation these numbers, in order.

    Without a bibliography, each page keeps its own numbers. Raises LookupError for a source that
    the bibliography lacks.
    """
    if not links.works:
        return
    for work in page.article.css(BIBLIOGRAPHY_ENTRIES):
        number, _ = links.works[work.id or ""]
        work.inner_html = f'<strong class="number">{number}.</strong> {work.inner_html}'
    for cites in page.article.css(".cites"):
        names = [page.source_ids[int(link.text()) - 1] for link in cites.css("a")]
        if missing := set(names) - links.works.keys():
            raise LookupError(f"no page of references lists {', '.join(sorted(missing))}")
        works = sorted({links.works[name] for name in names})
        cites.inner_html = render_text("book-cites", works=works)


def _number_claims(article: LexborNode, links: Links) -> None:
    """Print the number of each claim, such as C12, in the text under review and at its record."""
    marked = article.css_first(".article")
    if marked and links.records:
        anchor = next(iter(links.records.values()))
        note = render_text("book-claims", last=len(links.claims), anchor=anchor)
        marked.inner_html = note + (marked.inner_html or "")
    for marker in article.css(".sign"):
        name = _claim_id(marker)
        marker.attrs["href"] = f"#{links.records[name]}"
        marker.inner_html = links.claims[name]
    for wording in article.css(".record > .claim-words, .claim > summary"):
        name = (wording.parent.id if wording.parent else "") or ""
        if name in links.claims:
            number = f'<strong class="claim-number">{links.claims[name]}</strong> '
            wording.inner_html = number + (wording.inner_html or "")


def _shorten_warnings(warnings: LexborNode, page: BookPage, links: Links) -> None:
    """Replace a page's warnings by their short form, if the book has each of them in full.

    Remove them from a section whose chapter has named them.
    """
    found = {(item.id or "").removeprefix(WARNING) for item in warnings.css(f"[id^={WARNING}]")}
    chapter = next((to for to in links.pages.values() if to.path == links.book.warnings), None)
    if not chapter or not found or not found <= links.notes.keys() & links.full_warnings.keys():
        return
    if page.is_section and found <= links.named_warnings[page.number]:
        warnings.decompose()
        return
    links.named_warnings[page.number] |= found
    people = defaultdict[str, list[tuple[WarningNote, str, BookPage]]](list)
    for name, note in links.notes.items():
        if name in found:
            people[note.lead_in].append((note, name, links.full_warnings[name]))
    title, rule = f"{warnings.attributes.get('aria-label')}.", links.book.warning_rule
    line = render_text("book-warnings", title=title, people=people, rule=rule, chapter=chapter)
    replace_with_html(warnings, line)


def _claim_id(marker: LexborNode) -> str:
    """Return the id of the claim that a marker in the text under review leads to."""
    return urldefrag(marker.attributes.get("href") or "").fragment.removeprefix(KEY)


def _point_into_book(link: LexborNode, page: BookPage, links: Links) -> None:
    """Turn a link to a page of the handbook into a link to its anchor in the book."""
    href = link.attributes["href"] or ""
    if href.startswith("#") and "--" in href:  # is an anchor of the book already
        return
    address, fragment = urldefrag(urljoin(page.address, href))
    if to := links.pages.get(address):
        link.attrs["href"] = f"#{to.name}--{fragment}" if fragment else f"#{to.name}"
        if to is not page and not page.is_sheet and "warnings" not in classes(link):
            # book.css prints the number of the side after an xref.
            link.attrs["class"] = f"{link.attributes.get('class') or ''} xref".strip()
    elif address.startswith(links.root) and is_public(links.root):  # paper prints a full address
        link.attrs["href"] = urljoin(page.address, href)
