"""The book: nothing lost, each warning at each place, one bibliography, chapters in order."""

import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from conftest import ROOT
from selectolax.lexbor import LexborHTMLParser

from macros.core.address import EXAMPLE
from macros.core.context import page_name
from macros.core.dataset import Dataset
from macros.core.prerender import Project
from macros.core.subject import Book, WarningNote
from macros.core.templates import format_date, render_text
from macros.lint.run import check
from macros.publish.book.book import book_html, book_parts, is_index_term
from macros.publish.book.pages import BookPage, Links, adapt, book_links, remove_repeats
from macros.topic import SUBJECT
from macros.topic.limits import NEVER_CITED

PUBLIC = "https://you.github.io/handbook/"
CALL = "Call 911 (US and Canada), 999 (UK) or 112 (EU) at once for:"


@pytest.fixture(scope="session")
def checked() -> Project:
    """What the book is made of."""
    return check(ROOT, SUBJECT, "https://handbook.example/")


@pytest.fixture(scope="session")
def notes(dataset: Dataset) -> Mapping[str, WarningNote]:
    """The short form of each warning, by id."""
    return SUBJECT.book.warning_notes(dataset.handbook)


@pytest.fixture(scope="session")
def body(site: Path, checked: Project) -> BeautifulSoup:
    """The book as it is handed to WeasyPrint."""
    return BeautifulSoup(book_html(site, checked), "html.parser")


def chapter(body: BeautifulSoup, name: str) -> Tag:
    """A chapter, or a section of one, by the anchor of its heading."""
    found = body.select_one(f'article:has(> [id="{name}"])')
    assert found, name
    return found


def flat(element: Tag) -> str:
    return " ".join(element.get_text().split())


def letters(text: str) -> str:
    """Words without the signs between them, which are typeset."""
    return " ".join(re.findall(r"\w+", text))


def anchors(body: BeautifulSoup, selector: str) -> list[str]:
    """The ids of elements, without the names of their pages."""
    return sorted(str(found["id"]).split("--")[1] for found in body.select(selector))


def test_every_claim_is_in_the_book_once_and_every_quote_in_the_article(
    body: BeautifulSoup, dataset: Dataset
) -> None:
    claims = dataset.handbook.claims
    assert anchors(body, ".record") == sorted(claim.id for claim in claims)
    quoted = {claim.id for claim in claims if claim.quote}
    signs = chapter(body, "article").select(".sign")
    assert {str(sign["href"]).split("--")[1] for sign in signs} == quoted
    records = {str(record["id"]).split("--")[1]: flat(record) for record in body.select(".record")}
    for claim in claims:
        assert letters(claim.quote or claim.statement or "") in letters(records[claim.id])
        assert claim.verdict.capitalize() in records[claim.id]


def test_a_claim_has_the_number_of_its_sign_in_the_article(body: BeautifulSoup) -> None:
    for sign in chapter(body, "article").select(".sign"):
        record = body.find(id=str(sign["href"])[1:])
        assert isinstance(record, Tag)
        assert flat(record).startswith(f"{flat(sign)} ")


def test_every_reference_and_every_term_is_in_the_book_once(
    body: BeautifulSoup, dataset: Dataset
) -> None:
    works = {work.id for work in dataset.handbook.references} - NEVER_CITED.keys()
    assert anchors(body, ".bibliography > li") == sorted(works)
    assert anchors(body, ".glossary dt") == sorted(term.id for term in dataset.handbook.terms)
    assert len(body.select(".glossary")) == 1
    assert not body.select(".sources, .words, .popover, .explain")


def test_a_number_leads_to_the_work_with_this_number(body: BeautifulSoup) -> None:
    numbers = {
        str(work["id"]): flat(work).split(".")[0] for work in body.select(".bibliography > li")
    }
    assert list(map(int, numbers.values())) == list(range(1, len(numbers) + 1))
    cites = body.select(".cites a")
    assert len(cites) > 300
    assert all(numbers[str(cite["href"])[1:]] == flat(cite) for cite in cites)


def test_a_place_cites_the_sources_that_its_page_cites(
    body: BeautifulSoup, dataset: Dataset
) -> None:
    for claim in dataset.handbook.claims:
        record = body.select_one(f'.record[id$="--{claim.id}"]')
        assert record
        cited = {str(link["href"]).split("--")[1] for link in record.select(".cites a")}
        assert cited == set(claim.sources)


def test_leaflets_come_first_each_on_a_side_of_its_own(body: BeautifulSoup) -> None:
    sheets = body.select(".sheet > article > h1")
    paths = {path.stem for path in (ROOT / "docs/leaflets").glob("*.md")}
    assert {str(title["id"]).removeprefix("leaflets-") for title in sheets} == paths
    first = body.select("body > div")[: len(sheets)]
    assert all("sheet" in page["class"] for page in first)


def test_a_part_begins_with_the_sheets_the_first_page_the_openings_and_the_index(
    body: BeautifulSoup, checked: Project
) -> None:
    paths = [path for part in book_parts(checked).values() for path in part]
    sheets = [path for path in paths if path.startswith("leaflets/")]
    first = next(path for path in paths if path not in sheets)
    opened = [str(title["id"]) for title in body.select("[data-opens] h1:first-of-type")]
    wanted = [sheets[0], first, *SUBJECT.book.openings]
    assert opened == [*map(page_name, wanted), "index"]


def test_chapters_are_numbered_in_order_in_the_contents_too(body: BeautifulSoup) -> None:
    chapters = body.select("h1.chapter")
    assert [int(str(c["data-number"])) for c in chapters] == list(range(1, len(chapters) + 1))
    entries = body.select(".contents p:not(.within) a")
    for title, entry in zip(chapters, entries, strict=True):
        assert entry["href"] == f"#{title['id']}"
        number = f"{title['data-number']}. "
        assert flat(entry) == number + flat(title).removeprefix(number)


def test_editors_pages_and_lists_of_links_stay_out(body: BeautifulSoup) -> None:
    names = {str(title["id"]) for title in body.select("h1[id]")}
    assert not names & {"about-editors", "about-changes", "about-versions", "handouts", "home"}
    assert "safety" in names


def test_every_link_within_the_book_leads_to_one_place(body: BeautifulSoup) -> None:
    ids = Counter(str(found["id"]) for found in body.select("[id]"))
    assert ids.most_common(1)[0][1] == 1
    inner = [str(a["href"])[1:] for a in body.select('a[href^="#"]')]
    assert len(inner) > 1000
    assert not set(inner) - set(ids)
    assert not [a for a in body.select("a[href]") if re.match(r"[./]", str(a["href"]))]


def test_every_chapter_names_the_warnings_that_its_page_has(
    body: BeautifulSoup, site: Path, checked: Project, notes: Mapping[str, WarningNote]
) -> None:
    shortened = 0
    for paths in book_parts(checked).values():
        for path in paths:
            name = path.removesuffix(".md").removesuffix("/index")
            page = BeautifulSoup((site / name / "index.html").read_text("utf-8"), "html.parser")
            ids = [
                str(part["id"]).removeprefix("safety-")
                for part in page.select(".safety [id^=safety-]")
            ]
            if not ids or name.startswith("evidence/claims/"):
                continue
            here = chapter(body, name.replace("/", "-"))
            if name.startswith("leaflets/"):
                whole = [re.sub(r"\[.*?\]", "", flat(box)) for box in page.select(".safety")]
                assert len(here.select(".safety")) == len(whole)
                assert not here.select(".warned")
                continue
            # What its chapter has named before is not said again in a section.
            said, part = [], here.parent
            while part is not None:
                said += [flat(line) for line in part.select(".warned")]
                part = part.find_previous_sibling("div") if part["class"] == ["section"] else None
            text = " ".join(said)
            shortened += 1
            for one in ids:
                note = notes[one]
                assert note.people in text
                assert note.lead_in in text
                assert note.prohibition in text
                assert flat(BeautifulSoup(note.emergency_html, "html.parser")) in text
            assert "Do not stop a prescribed medicine on your own." in text
            assert f"{CALL} " in text or not any(notes[one].emergency_html for one in ids)
    assert shortened > 10


def test_a_warning_that_is_named_stands_whole_in_a_chapter(
    body: BeautifulSoup, site: Path, dataset: Dataset
) -> None:
    for path, selector, minimum in (
        ("safety", ".group", 6),
        ("ask-first", ".group", 6),
        ("help-now", ".red-flag", 2),
    ):
        page = BeautifulSoup((site / path / "index.html").read_text("utf-8"), "html.parser")
        for part in page.select(".no-print, .cites, .explain"):
            part.decompose()
        boxes = page.select(selector)
        assert len(boxes) >= minimum
        for box in boxes:
            whole = body.select_one(f'{selector}[id="{path}--{box["id"]}"]')
            assert whole
            copy = BeautifulSoup(str(whole), "html.parser")
            for cites in copy.select(".cites"):
                cites.decompose()
            assert flat(copy) == flat(box)
    names = {part.id for part in (*dataset.handbook.groups, *dataset.handbook.red_flags)}
    assert set(anchors(body, ".group[id], .red-flag[id]")) == names


def test_the_emergency_of_a_group_stays_whole_where_it_is_only_named(
    notes: Mapping[str, WarningNote], dataset: Dataset
) -> None:
    for group in dataset.handbook.groups:
        alarm = flat(BeautifulSoup(notes[group.id].emergency_html, "html.parser"))
        assert (f"{CALL} {group.emergency}." in alarm) is bool(group.emergency)
    for flag in dataset.handbook.red_flags:
        alarm = flat(BeautifulSoup(notes[flag.id].emergency_html, "html.parser"))
        assert f"{CALL} {'; '.join(flag.urgent)}." in alarm


SAFETY = '<article><h1>S</h1><div class="group" id="a">Whole</div></article>'
BOX = '<article><h1>P</h1><div class="safety"><p id="safety-{}">x</p></div></article>'
NOTES = {name: WarningNote("Ask first:", name) for name in "ab"}


def book_page(number: int, name: str, html: str, section: bool = False) -> BookPage:
    article = LexborHTMLParser(html).css("article")[0]
    where = (name, f"{name}.md", name, name, f"{PUBLIC}{name}/")
    return BookPage(number, section, where[1], name, name, where[4], article, is_sheet=False)


def linked(*pages: BookPage, root: str = PUBLIC) -> Links:
    return book_links(root, pages, Book(warnings="s.md", warning_rule="Never alone."), NOTES)


def test_a_warning_that_no_chapter_has_whole_stays_where_it_is() -> None:
    safety, known, unknown = (
        book_page(n, name, html)
        for n, (name, html) in enumerate(
            (("s", SAFETY), ("known", BOX.format("a")), ("unknown", BOX.format("b"))), 1
        )
    )
    links = linked(safety, known, unknown)
    for page in (known, unknown):
        remove_repeats(page, links)
    assert not known.article.css(".safety")
    assert "Ask first: a. Never alone." in " ".join(known.article.text().split())
    assert unknown.article.css(".safety")
    assert not unknown.article.css(".warned")


def test_a_section_names_the_warnings_that_its_chapter_has_not_named() -> None:
    both = SAFETY.replace("</article>", '<div class="group" id="b">Whole</div></article>')
    safety = book_page(1, "s", both)
    first = book_page(2, "first", BOX.format("a"))
    same, more = (book_page(2, name, BOX.format(name), section=True) for name in "ab")
    links = linked(safety, first, same, more)
    for page in (first, same, more):
        remove_repeats(page, links)
    assert not same.article.css(".warned, .safety")
    assert len(more.article.css(".warned")) == 1


@pytest.mark.parametrize(("root", "href"), [(EXAMPLE, "../x/"), (PUBLIC, f"{PUBLIC}x/")])
def test_the_book_prints_the_address_of_a_page_only_where_it_can_be_opened(
    root: str, href: str
) -> None:
    page = book_page(1, "p", '<article><h1>P</h1><a href="../x/">x</a></article>')
    adapt(page._replace(address=f"{root}p/"), linked(page, root=root))
    assert page.article.css("a")[0].attributes["href"] == href


@pytest.mark.parametrize(("root", "printed"), [("", False), (PUBLIC, True)])
def test_the_cover_names_the_site_only_where_it_can_be_opened(
    dataset: Dataset, root: str, printed: bool
) -> None:
    cover = book_cover(dataset, root=root)
    assert ("The newest version" in cover) is printed
    newest = dataset.handbook.history[0]
    assert f"This is version {newest.version}, {format_date(newest.date)}." in cover
    assert "Not yet reviewed by a clinician." in cover


def test_the_cover_has_no_line_that_nobody_wrote(dataset: Dataset) -> None:
    for lead, count in ((SUBJECT.book.lead, 1), ("", 0)):
        assert len(LexborHTMLParser(book_cover(dataset, lead=lead)).css(".lead")) == count


def book_cover(dataset: Dataset, lead: str = "", root: str = "") -> str:
    """A book without pages."""
    parts: dict[str, object] = {"parts": {}, "pages": [], "index": [], "index_number": 1}
    cover = {"name": "Bread", "lead": lead, "root": root, "code": "", "handbook": dataset.handbook}
    return render_text("book", head="", **cover, **parts)


def test_the_index_has_every_term_and_no_question(body: BeautifulSoup, dataset: Dataset) -> None:
    entries = [flat(entry).strip(", ").casefold() for entry in body.select(".index p")]
    assert {str(term.term).casefold() for term in dataset.handbook.terms} <= set(entries)
    assert not any("?" in entry for entry in entries)
    assert all(entry.select("a") for entry in body.select(".index p"))


@pytest.mark.parametrize("word", ["may I take it", "what is K2", "more than three words here"])
def test_a_question_is_no_word_of_the_index(word: str) -> None:
    assert not is_index_term(word)
    assert is_index_term("black stool")


CITING = (
    '<article><h1>P</h1><p>x <span class="cites"><a href="#s1">1</a></span></p>'
    '<h2 id="sources">Sources</h2><div class="source-fold"><ol><li id="s1">W</li></ol></div>'
    "</article>"
)
WORKS = '<article><h1>R</h1><ul class="bibliography"><li id="{}">W</li></ul></article>'


def test_a_book_without_a_bibliography_keeps_each_page_s_sources() -> None:
    page = book_page(1, "p", CITING)
    links = linked(page)
    remove_repeats(page, links)
    adapt(page, links)
    assert page.article.css('h2, [id="p--s1"]')
    assert page.article.css(".cites a")[0].attributes["href"] == "#p--s1"


def test_a_source_that_the_bibliography_lacks_is_told() -> None:
    page, works = (
        book_page(1, "p", CITING)._replace(source_ids=["w"]),
        book_page(2, "r", WORKS.format("other")),
    )
    with pytest.raises(LookupError, match="no page of references lists w"):
        adapt(page, linked(page, works))
