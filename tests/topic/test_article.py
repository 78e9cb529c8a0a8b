"""Nothing of the article is left out, and nothing in it is changed."""

import copy
import re
from collections import Counter
from collections.abc import Callable

from bs4 import BeautifulSoup
from conftest import ROOT
from playwright.sync_api import Browser

from macros.core.dataset import Dataset
from macros.topic.macros.claims import RECORDS, record_page

ARTICLE = (ROOT / "data/source-article.txt").read_text("utf-8")
SCAFFOLD = """Feature Vitamin K1 Phylloquinone K2 Menaquinone D Primary Role Food Sources Key
Action Deficiency Impact Calcification Link Chronic Kidney Disease Inflammation Genetics and Aging
Diabetes"""
"""Names of rows, columns and list items; the comparison and the factors carry them."""


def words(text: str) -> str:
    straight = text.translate(str.maketrans("“”’", '""\''))
    return re.sub(r"\s+", " ", straight).strip()


def test_the_claims_stand_in_the_order_of_the_article(dataset: Dataset) -> None:
    rest = ARTICLE
    quotes = [claim.quote for claim in dataset.handbook.claims if claim.quote]
    prose = [quote for quote in quotes if f"| {quote} |" not in ARTICLE]
    for quote in prose:
        assert quote in rest, quote
        rest = rest[rest.index(quote) + len(quote) :]


def test_nothing_of_the_article_is_left_out(dataset: Dataset) -> None:
    rest = ARTICLE
    headings = [section.heading for section in dataset.handbook.sections]
    quotes = [claim.quote for claim in dataset.handbook.claims if claim.quote]
    for part in sorted([*headings, *quotes], key=len, reverse=True):
        rest = rest.replace(part, " ")
    left = set(re.findall(r"\w+", rest)) - set(SCAFFOLD.split())
    assert left == set()


def test_every_claim_stands_word_for_word(
    dataset: Dataset, page: Callable[[str], BeautifulSoup]
) -> None:
    every, annotated = page("evidence/claims/"), page("article/")
    for claim in dataset.handbook.claims:
        own = page(f"{record_page(claim).removesuffix('.md')}/")
        boxes = [every.find(id=claim.id), own.find(id=claim.id)]
        for box in [*boxes, annotated.find(id=claim.id)] if claim.quote else boxes:
            assert words(claim.wording) in words(box.get_text()), claim.id


def test_the_former_address_of_a_claim_leads_to_its_record(
    dataset: Dataset, page: Callable[[str], BeautifulSoup]
) -> None:
    for claim in dataset.handbook.claims:
        if claim.page and claim.section:
            former = page(f"{RECORDS}{claim.section}/").find(id=claim.id)
            assert former.a["href"] == f"/{claim.page.removesuffix('.md')}/#{claim.id}"


def test_the_article_is_whole_and_in_its_order(page: Callable[[str], BeautifulSoup]) -> None:
    shown = copy.copy(page("article/").select_one(".article"))
    for added in shown.select(".sign, .no-screen, .no-print, caption"):
        added.decompose()
    found = " ".join(block.get_text() for block in shown.select("h2, p, li, th, td"))
    rows = [row for row in ARTICLE.splitlines() if not re.fullmatch(r"[|-]+", row.strip())]
    written = " ".join(re.sub(r"^\s*- |\|", " ", row) for row in rows)
    assert words(found) == words(written)


def test_each_claim_is_marked_once_with_its_number_and_verdict(
    dataset: Dataset, page: Callable[[str], BeautifulSoup]
) -> None:
    quoted = [claim for claim in dataset.handbook.claims if claim.quote]
    signs = page("article/").select(".said > .said-end > a.sign")
    for number, (claim, sign) in enumerate(zip(quoted, signs, strict=True), 1):
        assert sign["aria-label"] == f"Claim {number}: {claim.verdict}"
        assert "data-page" not in sign.attrs  # else paper has the path of the key each time
        address, _, name = sign["href"].partition("#")
        assert address == "/article-key/"
        row = page("article-key/").find(id=name)
        assert row.name == "tr" and row.th.get_text() == str(number)
        assert claim.certainty.capitalize() in row.get_text()


def test_the_verdicts_are_counted_above_the_article(
    dataset: Dataset, page: Callable[[str], BeautifulSoup]
) -> None:
    found = {
        li.span.get_text().strip().lower(): li
        for li in page("article/").select(".verdict-count li")
    }
    counted = Counter(claim.verdict for claim in dataset.handbook.claims if claim.quote)
    assert {name: int(li.get_text().split()[-1]) for name, li in found.items()} == counted


def test_no_claim_is_whole_on_two_pages(
    dataset: Dataset, page: Callable[[str], BeautifulSoup], addresses: list[str]
) -> None:
    records = [(r["id"], a) for a in addresses for r in page(a).select("section.record")]
    assert sorted(name for name, _ in records) == sorted(dataset.handbook.claim_of)
    assert {a.rpartition("claims/")[0] for _, a in records} == {"evidence/"}
    for name, address in records:
        heading = page(address).find(id=name).h3
        assert words(dataset.handbook.claim_of[name].wording) in words(heading.get_text())


def test_every_cell_of_the_article_stands_in_the_comparison(
    dataset: Dataset, page: Callable[[str], BeautifulSoup]
) -> None:
    quotes = {claim.id: claim.quote for claim in dataset.handbook.claims}
    table = page("compare/").select_one("table.comparison")
    cells = [
        (row, name, cell) for row in dataset.handbook.comparison for name, cell in row.cells.items()
    ]
    assert len(cells) == len(dataset.handbook.comparison) * len(dataset.handbook.vitamins)
    for row, name, cell in cells:
        box = words(table.find(id=f"{row.id}-{name}").get_text())
        assert words(cell.text) in box
        assert words(quotes[cell.claim] or "") in box


def test_every_claim_stands_on_a_page_of_its_subject(
    dataset: Dataset, page: Callable[[str], BeautifulSoup], addresses: list[str]
) -> None:
    whole = ("article/", "evidence/claims/")
    others = [page(a) for a in addresses if not a.startswith(whole)]
    cells = {cell.claim for row in dataset.handbook.comparison for cell in row.cells.values()}
    for claim in dataset.handbook.claims:
        assert claim.id in cells or any(p.find(id=claim.id) for p in others), claim.id


def test_on_paper_the_notes_have_lines_10_mm_apart(browser: Browser, served: str) -> None:
    tab = browser.new_page()
    tab.emulate_media(media="print")
    tab.goto(f"{served}article/")
    style = tab.locator(".article").evaluate("element => ({...getComputedStyle(element)})")
    height = float(style["backgroundSize"].split()[1].removesuffix("px"))
    assert round(height * 25.4 / 96, 1) == 10
    assert style["backgroundRepeat"] == "repeat-y"
    assert style["printColorAdjust"] == "exact"
    tab.close()
