"""Nothing of the article is left out, and nothing in it is changed."""

import re
from collections.abc import Callable

from bs4 import BeautifulSoup
from conftest import ROOT

from macros.load import Book

ARTICLE = (ROOT / "data/source-article.txt").read_text("utf-8")
SCAFFOLD = """Feature Vitamin K1 Phylloquinone K2 Menaquinone D Primary Role Food Sources Key
Action Deficiency Impact Calcification Link Chronic Kidney Disease Inflammation Genetics and Aging
Diabetes"""
"""Names of rows, columns and list items; the comparison and the factors carry them."""


def words(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("“", '"').replace("”", '"')).strip()


def test_the_claims_stand_in_the_order_of_the_article(book: Book) -> None:
    rest = ARTICLE
    quotes = [claim.quote for claim in book.data.claims if claim.quote]
    prose = [quote for quote in quotes if f"| {quote} |" not in ARTICLE]
    for quote in prose:
        assert quote in rest, quote
        rest = rest[rest.index(quote) + len(quote) :]


def test_nothing_of_the_article_is_left_out(book: Book) -> None:
    rest = ARTICLE
    headings = [section.heading for section in book.data.sections]
    quotes = [claim.quote for claim in book.data.claims if claim.quote]
    for part in sorted([*headings, *quotes], key=len, reverse=True):
        rest = rest.replace(part, " ")
    left = set(re.findall(r"\w+", rest)) - set(SCAFFOLD.split())
    assert left == set()


def test_every_claim_stands_word_for_word(book: Book, page: Callable[[str], BeautifulSoup]) -> None:
    every = page("evidence/claims/")
    for claim in book.data.claims:
        own = page(f"evidence/claims/{claim.section or 'left-out'}/")
        for box in (every.find(id=claim.id), own.find(id=claim.id)):
            assert words(claim.words) in words(box.get_text()), claim.id


def test_every_cell_of_the_article_stands_in_the_comparison(
    book: Book, page: Callable[[str], BeautifulSoup]
) -> None:
    quotes = {claim.id: claim.quote for claim in book.data.claims}
    table = page("compare/").select_one("table.comparison")
    cells = [(row, name, cell) for row in book.data.comparison for name, cell in row.cells.items()]
    assert len(cells) == len(book.data.comparison) * len(book.data.vitamins)
    for row, name, cell in cells:
        box = words(table.find(id=f"{row.id}-{name}").get_text())
        assert words(cell.text) in box
        assert words(quotes[cell.claim] or "") in box


def test_every_claim_stands_on_a_page_of_its_subject(
    book: Book, page: Callable[[str], BeautifulSoup], addresses: list[str]
) -> None:
    others = [page(a) for a in addresses if not a.startswith("evidence/claims/")]
    cells = {cell.claim for row in book.data.comparison for cell in row.cells.values()}
    for claim in book.data.claims:
        assert claim.id in cells or any(p.find(id=claim.id) for p in others), claim.id
