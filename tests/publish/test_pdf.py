"""PDFs from small pages: how lines break, and how a last side is filled."""

from pathlib import Path

import pikepdf
import pytest
from paper import elements
from selectolax.lexbor import LexborHTMLParser

from macros.core.templates import address_parts
from macros.publish.pdf import printable_article, write_pdf

PAGE = '<html lang="en"><head><title>T</title></head><body class="md-typeset">{}</body></html>'
ADDRESS = "https://a.example/"
STYLE = "@page { size: 200px 400px; margin: 40px 10px } :root { --pt-line: 1.19 }"
PAPER = """
.md-typeset { font: 10px/var(--pt-line) Arimo; margin: 0 }
p { margin: 0 }
.nowrap { white-space: nowrap }
"""


@pytest.fixture
def site(bare_site: Path) -> Path:
    """A site with a small style for paper."""
    (bare_site / "assets" / "print.css").write_text(PAPER, "utf-8")
    return bare_site


def lines(site: Path, html: str, style: str = STYLE) -> list[str]:
    """The lines of text in the PDF of some HTML."""
    import pypdfium2

    write_pdf(site, "a.pdf", PAGE.format(html), ADDRESS, ADDRESS, style)
    document = pypdfium2.PdfDocument(site / "a.pdf")
    return [line for page in document for line in page.get_textpage().get_text_range().splitlines()]


@pytest.mark.parametrize("width", (212, 213, 214, 215, 216))
def test_no_line_ends_after_its_first_word_for_a_space(site: Path, width: int) -> None:
    # At 213 to 215 px the text fits, and its last space does not.
    style = STYLE.replace("200px", f"{width}px")
    first, *_ = lines(
        site, "<p>Two analyses that pool trials of a vitamin by <b>10%</b></p>", style
    )
    assert len(first.split()) > 6


def test_an_address_breaks_at_its_signs_alone() -> None:
    parts = address_parts("https://www.a.example/b-c?d=1&e#f_g/")
    assert parts == ["a.example/", "b-", "c?", "d=", "1&", "e#", "f_", "g/"]


def test_an_address_that_pango_would_break_at_a_point_is_whole() -> None:
    page = LexborHTMLParser(
        '<article><a class="address" href="#">a.example/<wbr>10.1/<wbr>jth.12&amp;3</a></article>'
    )
    expected = '<a class="address nowrap" href="#">a.example/10.1/jth.12&amp;3</a>'
    assert printable_article(page) == f"<article>{expected}</article>"


def test_the_address_of_a_work_stands_behind_its_title() -> None:
    page = LexborHTMLParser(
        '<article><a class="work-link" href="https://www.a.example/?b&amp;c"><cite>T</cite>, </a></article>'
    )
    expected = '<a class="address" href="https://www.a.example/?b&amp;c">a.example/?b&amp;c</a>'
    assert printable_article(page) == f"<article><cite>T</cite>, {expected}</article>"


def test_a_last_side_with_one_line_is_emptied_or_filled(site: Path) -> None:
    import pypdfium2

    assert len(lines(site, "<p>line</p>" * 27)) == 27
    assert len(pypdfium2.PdfDocument(site / "a.pdf")) == 1


def test_a_negative_power_is_set_with_signs_of_our_fonts() -> None:
    page = LexborHTMLParser("<article><p>0.2 × 10⁻³ &lt; 1, 10³</p></article>")
    assert printable_article(page) == "<article><p>0.2 × 10<sup>−3</sup> &lt; 1, 10³</p></article>"


def test_a_term_and_its_meaning_are_one_item_of_a_list(site: Path) -> None:
    page = LexborHTMLParser(
        '<article><dl class="glossary"><div><dt>A</dt><dd>a</dd></div></dl></article>'
    )
    write_pdf(site, "a.pdf", PAGE.format(printable_article(page)), ADDRESS, ADDRESS, STYLE)
    with pikepdf.open(site / "a.pdf") as document:
        parents = [element.parents for element in elements(document) if element.role == "LI"]
    assert {above[-1] for above in parents} == {"L"}
