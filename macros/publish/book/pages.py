"""What becomes of a page in the book: anchors of its own, one bibliography, warnings once."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple
from urllib.parse import urldefrag, urljoin

from selectolax.lexbor import LexborNode

from macros.core.address import is_public
from macros.core.html import classes, replace_with_html
from macros.core.subject import Book, WarningNote
from macros.core.templates import render_text

DROPPED = (
    ".no-print, [popover], [hidden], .pt-top, .pt-run, .words, .article > :is(.names, .notes-head),"
    " .comma, wbr"
)
"""What a page has for a screen, or for being printed alone."""
UNWRAPPED = ".term:not([id]), .term-end, .unit-si, .unit-us, .unit-both, .in-detail, .figure"
"""Elements that say nothing on paper: without them the book is laid out faster."""
BIBLIOGRAPHY_ENTRIES = ".bibliography > li"
"""The entries of the bibliography."""
WHOLE_WARNING = ".group[id], .red-flag[id]"
"""A warning with all that is known of it."""
KEY, WARNING = "key-", "safety-"
"""How ids begin: of a claim in the key, of a warning in a box."""


class BookPage(NamedTuple):
    """A page in the book: a chapter, or a section of the one before it."""

    number: int
    """Of the chapter."""
    section: bool
    path: str
    name: str
    """The anchor of the page; its other anchors begin with it."""
    title: str
    address: str
    article: LexborNode
    sheet: bool
    """Whether it has a side of its own, with its own style and its warnings."""
    opens: bool = False
    """Whether it begins a part of the book, on a new side."""
    works: Sequence[str] = ()
    """The ids of its sources, by their number."""


class NamedWarning(NamedTuple):
    """A warning where it is only named."""

    note: WarningNote
    anchor: str
    """Where it stands whole."""
    elsewhere: bool
    """Whether that is in another chapter than most warnings."""


class Links(NamedTuple):
    """Where links lead in the book."""

    root: str
    """The address of the site."""
    pages: Mapping[str, BookPage]
    """By address."""
    works: Mapping[str, tuple[int, str]]
    """The number and the anchor of each source in the bibliography, by its id."""
    records: Mapping[str, str]
    """The anchor of each claim's whole record, by its id."""
    claims: Mapping[str, str]
    """The number of each claim that is marked in the text under review, by its id."""
    book: Book
    notes: Mapping[str, WarningNote]
    """What stands of each warning where it is only named, by its id."""
    whole: Mapping[str, BookPage]
    """The chapter that has each warning whole, by its id."""
    named: defaultdict[int, set[str]]
    """The ids of the warnings that a chapter has named so far, by its number."""


def book_links(
    root: str, pages: Collection[BookPage], book: Book, notes: Mapping[str, WarningNote]
) -> Links:
    """Collect from the pages all that links and references in the book can lead to."""
    works = [
        (page, work.id or "") for page in pages for work in page.article.css(BIBLIOGRAPHY_ENTRIES)
    ]
    records = [(page, item.id or "") for page in pages for item in page.article.css(".record")]
    signs = [sign for page in pages for sign in page.article.css(".sign")]
    whole = [(page, box.id or "") for page in pages for box in page.article.css(WHOLE_WARNING)]
    return Links(
        root=root,
        pages={page.address: page for page in pages},
        works={
            name: (number, f"{page.name}--{name}") for number, (page, name) in enumerate(works, 1)
        },
        records={name: f"{page.name}--{name}" for page, name in records},
        claims={
            _fragment(sign).removeprefix(KEY): f"C{sign.css('.sign-number')[0].text(strip=True)}"
            for sign in signs
        },
        book=book,
        notes=notes,
        whole={name: page for page, name in reversed(whole)},  # of two pages, the first
        named=defaultdict(set),
    )


def shorten(page: BookPage, links: Links) -> None:
    """Remove what the book has elsewhere: the page's own sources, and warnings given before."""
    for part in page.article.css(".source-fold") if links.works else ():
        part.decompose()
    if not page.sheet:
        for part in page.article.css(".pt-end"):
            part.decompose()
        for box in page.article.css(".safety"):
            _refer_to_warnings(box, page, links)
    for part in page.article.css("h2"):
        if (part.id == "sources" and links.works) or (part.id == "in-short" and not page.sheet):
            part.decompose()
    if page.section:  # its chapter has them, and needs no link to itself
        for part in page.article.css('.checked, p:has(> a[href="../"]:first-child)'):
            part.decompose()


def mark_terms(page: BookPage, terms: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Give each term an id where it first stands. Yields the term's id and anchor in the book.

    `terms` are ids by the number of the box that explains each on the page.
    """
    seen: set[str] = set()
    for entry in page.article.css(".glossary dt[id]"):
        yield entry.id or "", f"{page.name}--{entry.id}"
    for button in page.article.css(".term .explain"):
        name = terms[int((button.attributes["popovertarget"] or "").removeprefix("w")) - 1]
        term = button.parent
        while term and "term" not in classes(term):
            term = term.parent
        if term and name not in seen:
            seen.add(name)
            term.attrs["id"] = f"term-{name}"
            yield name, f"{page.name}--term-{name}"


def adapt(page: BookPage, links: Links) -> None:
    """Change a page's article in place into a part of the book."""
    article = page.article
    _number_works(page, links)
    _number_claims(article, links)
    for part in article.css(".explain"):
        part.decompose()
    for part in article.css(UNWRAPPED):
        part.unwrap()
    for link in article.css("a[href]"):
        _lead_into_book(link, page, links)
    for part in article.css("[id], [aria-labelledby]"):
        for key in {"id", "aria-labelledby"} & set(part.attributes):
            names = (part.attributes[key] or "").split()
            part.attrs[key] = " ".join(f"{page.name}--{name}" for name in names)
            if key == "id" and page.sheet:
                part.attrs["data-id"] = names[0]
    _head(page)


def mend_links(pages: Collection[BookPage]) -> None:
    """Let links to a part that the book leaves out lead to its page; on that page, unlink them."""
    ids = {part.id for page in pages for part in page.article.css("[id]")}
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


def _head(page: BookPage) -> None:
    """Give a chapter's heading its anchor and number; move a section's headings down a level."""
    title = page.article.css("h1")[0]
    title.attrs["id"] = page.name
    if page.section:
        for heading in page.article.css("h1, h2, h3"):
            level = int((heading.tag or "")[1]) + 1
            attrs = "".join(f' {key}="{value}"' for key, value in heading.attributes.items())
            replace_with_html(heading, f"<h{level}{attrs}>{heading.inner_html}</h{level}>")
        return
    title.attrs["class"] = "chapter"
    title.attrs["data-number"] = str(page.number)
    if not page.sheet:
        title.inner_html = f"{page.number}. {title.inner_html}"


def _number_works(page: BookPage, links: Links) -> None:
    """Number the bibliography, and give each citation these numbers, in order.

    A book without a bibliography keeps each page's own numbers. Raises LookupError for a source
    that is not in the bibliography.
    """
    if not links.works:
        return
    for work in page.article.css(BIBLIOGRAPHY_ENTRIES):
        number, _ = links.works[work.id or ""]
        work.inner_html = f'<strong class="number">{number}.</strong> {work.inner_html}'
    for cites in page.article.css(".cites"):
        names = [page.works[int(link.text()) - 1] for link in cites.css("a")]
        if missing := set(names) - links.works.keys():
            raise LookupError(f"no page of references lists {', '.join(sorted(missing))}")
        works = sorted({links.works[name] for name in names})
        cites.inner_html = render_text("book-cites", works=works)


def _number_claims(article: LexborNode, links: Links) -> None:
    """Print the number of each claim, such as C12, in the text under review and at its record."""
    marked = article.css_first(".article")
    if marked and links.records:
        anchor = next(iter(links.records.values()))
        last = len(links.claims)
        marked.inner_html = render_text("book-claims", last=last, anchor=anchor) + (
            marked.inner_html or ""
        )
    for sign in article.css(".sign"):
        name = _fragment(sign).removeprefix(KEY)
        sign.attrs["href"] = f"#{links.records[name]}"
        sign.inner_html = links.claims[name]
    for words in article.css(".record > .claim-words, .claim > summary"):
        name = (words.parent.id if words.parent else "") or ""
        if name in links.claims:
            number = f'<strong class="claim-number">{links.claims[name]}</strong> '
            words.inner_html = number + (words.inner_html or "")


def _refer_to_warnings(box: LexborNode, page: BookPage, links: Links) -> None:
    """Replace a box of warnings by a line, if each of them stands whole in a chapter."""
    found = {(part.id or "").removeprefix(WARNING) for part in box.css(f"[id^={WARNING}]")}
    chapter = next((to for to in links.pages.values() if to.path == links.book.warnings), None)
    if not chapter or not found or not found <= links.notes.keys() & links.whole.keys():
        return
    if page.section and found <= links.named[page.number]:  # its chapter has named them
        box.decompose()
        return
    links.named[page.number] |= found
    people: dict[str, list[NamedWarning]] = {}
    for name, note in links.notes.items():
        if name in found:
            to = links.whole[name]
            one = NamedWarning(note, f"{to.name}--{name}", to is not chapter)
            people.setdefault(note.lead, []).append(one)
    title, rule = f"{box.attributes.get('aria-label')}.", links.book.warning_rule
    line = render_text("book-warnings", title=title, people=people, rule=rule, chapter=chapter)
    replace_with_html(box, line)


def _fragment(link: LexborNode) -> str:
    """The part of a link's address behind "#"."""
    return urldefrag(link.attributes.get("href") or "").fragment


def _lead_into_book(link: LexborNode, page: BookPage, links: Links) -> None:
    """Point a link to a page of the handbook at its place in the book."""
    href = link.attributes["href"] or ""
    if href.startswith("#") and "--" in href:  # is an anchor of the book already
        return
    address, fragment = urldefrag(urljoin(page.address, href))
    if to := links.pages.get(address):
        link.attrs["href"] = f"#{to.name}--{fragment}" if fragment else f"#{to.name}"
        if to is not page and not page.sheet and "warnings" not in classes(link):
            # book.css prints the number of the side behind an xref.
            link.attrs["class"] = f"{link.attributes.get('class') or ''} xref".strip()
    elif address.startswith(links.root) and is_public(links.root):  # paper prints a whole address
        link.attrs["href"] = urljoin(page.address, href)
