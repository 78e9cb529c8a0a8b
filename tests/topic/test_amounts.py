"""Amounts in running text: both units in one order, real signs, and nothing parted."""

import itertools
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from conftest import diagnostics, edit

from macros.core.html import parse_fragment
from macros.topic.amounts import amount_parts, annotate_amounts, mismatched_pairs, plain_amounts
from macros.topic.units import AmountPart, format_number


def annotated(html: str) -> str:
    """The HTML with its amounts annotated."""
    body = parse_fragment(html)
    annotate_amounts(body)
    return body.inner_html


TEXTS = [
    ("100 µg (4,000 IU)", "100 µg (4,000 IU)"),
    ("15 µg", "15 µg"),
    ("4,000 IU", "100 µg (4,000 IU)"),
    ("400 IU (10 micrograms)", "10 µg (400 IU)"),
    ("10 micrograms (400 IU)", "10 µg (400 IU)"),
    ("10 micrograms a day (400 IU)", "10 µg (400 IU) a day"),
    ("16.2 mcg (645 IU) and 14.2 (570 IU)", "16.2 µg (645 IU) and 14.2 µg (570 IU)"),
    ("16.2 mcg (645 IU) and 14.2 (570 IU a day)", "16.2 µg (645 IU) and 14.2 µg (570 IU) a day"),
    ("645 IU", "16.1 µg (645 IU)"),
    ("10,000 IU of vitamin D a day", "250 µg (10,000 IU) of vitamin D a day"),
    ("400, 4,000 or 10,000 IU/day", "10, 100 or 250 µg/day (400, 4,000 or 10,000 IU/day)"),
    ("400-800 IU", "10–20 µg (400–800 IU)"),
    ("400 to 800 IU a day", "10 to 20 µg (400 to 800 IU) a day"),
    ("one of 84 and 400 IU", "one of 84 and 10 µg (400 IU)"),
    ("in 2020 and 400 IU", "in 2020 and 10 µg (400 IU)"),
    ("the limit (4,000 IU) is", "the limit (100 µg [4,000 IU]) is"),
    ("1 µg of vitamin D is 40 IU.", "1 µg of vitamin D is 40 IU."),
    ("vitamin A 5,000 IU", "vitamin A 5,000 IU"),
    ("40 IU/L", "40 IU/L"),
    ("50 micrograms of MK-7", "50 micrograms of MK-7"),
    ("25(OH)D above 150 ng/mL (375 nmol/L)", "25(OH)D above 375 nmol/L (150 ng/mL)"),
    ("25(OH)D below 12 ng/mL", "25(OH)D below 30 nmol/L (12 ng/mL)"),
    ("ferritin below 12 ng/mL", "ferritin below 12 ng/mL"),
    ("10.4-10.5 mg/dL (2.6 mmol/L)", "2.6 mmol/L (10.4–10.5 mg/dL)"),
    ("2.60 mmol/L or 10.4 mg/dL", "2.60 mmol/L (10.4 mg/dL)"),
    ("cholesterol 190 mg/dL", "cholesterol 190 mg/dL"),
    ("fell by -9.1%", "fell by −9.1%"),
    ("-17.37 (-34.18 to -0.56)", "−17.37 (−34.18 to −0.56)"),
    ("HR 1.17; 1.02-1.34", "HR 1.17; 1.02–1.34"),
    ("55-70 years, 53-68%, 7 - 10", "55–70 years, 53–68%, 7–10"),
    ("“4,000 IU, 1-2” and 4,000 IU", "“4,000 IU, 1-2” and 100 µg (4,000 IU)"),
]
SAME = [
    *("MK-7", "25(OH)D", "1,25(OH)2D", "24,25-dihydroxyvitamin D", "2026-01-31", "10.1016/a-12-34"),
    *(
        "NCT01002157",
        "1-800-222-1222",
        "stage 3b-4",
        "ratio 3-1",
        "12:345-352",
        "18F-NaF",
        "COVID-19",
    ),
]
"""No minus sign, no range, no amount."""


@pytest.mark.parametrize(("text", "written"), TEXTS)
def test_a_text_is_written_one_way_and_stays_so(text: str, written: str) -> None:
    assert plain_amounts(text) == written
    assert plain_amounts(written) == written


@pytest.mark.parametrize("text", SAME)
def test_a_name_a_date_or_an_id_stays(text: str) -> None:
    assert plain_amounts(f"See {text}, too") == f"See {text}, too"


def test_both_units_are_parts_that_can_be_chosen() -> None:
    assert amount_parts("4,000 IU") == [
        AmountPart("", ""),
        AmountPart("si", "100 µg"),
        AmountPart("both", " ("),
        AmountPart("us", "4,000 IU"),
        AmountPart("both", ")"),
        AmountPart("", ""),
        AmountPart("", ""),
    ]


NUMBERS = ("5", "1,000", "0.25", "−34.18", "±3", "<5", "≤ 2.5", "10–20", "1,000–2,500")
UNITS = ("µg", "μg", "mcg", "micrograms", "mg", "g", "kg", "mL", "mm", "mSv", "pmol/L", "mg/kg/day")
UNITS = (*UNITS, "%", "years", "months", "weeks", "days", "hours", "minutes", "people")


@pytest.mark.parametrize(("number", "unit"), list(itertools.product(NUMBERS, UNITS)))
def test_a_number_and_its_unit_are_one_piece(number: str, unit: str) -> None:
    amount = f"{number}{unit}" if unit == "%" else f"{number} {unit}"
    html = BeautifulSoup(
        annotated(f"<p>Some of {amount.replace('<', '&lt;')}, more</p>"), "html.parser"
    )
    assert [span.get_text() for span in html.select(".nowrap")] == [amount]
    assert html.get_text() == f"Some of {amount}, more"


@pytest.mark.parametrize(
    "amount",
    ["P = 0.04", "P<0.001", "HR 1.17", "95% CI", "−0.02", "0.25–1.7%", "1 in 10", "per 100,000"],
)
def test_a_statistic_is_one_piece(amount: str) -> None:
    html = BeautifulSoup(annotated(f"<p>({amount.replace('<', '&lt;')})</p>"), "html.parser")
    assert [span.get_text() for span in html.select(".nowrap")] == [amount]


@pytest.mark.parametrize(
    "html",
    [
        "<p><code>4,000 IU, 1-2</code></p>",
        "<pre>4,000 IU, 1-2</pre>",
        "<svg><text>4,000 IU, 1-2</text></svg>",
        "<script>4000-5000</script>",
        '<p><a class="address" href="#">a.example/10-20/5 mg</a></p>',
        '<img alt="4,000 IU, 1-2">',
        '<p><span class="unit-us"><span class="nowrap">400 IU</span></span></p>',
    ],
)
def test_code_drawings_addresses_and_attributes_stay(html: str) -> None:
    assert annotated(html) == html


@pytest.mark.parametrize(
    "html",
    [
        "<cite>{}</cite>",
        "<blockquote><p>{}</p></blockquote>",
        '<p class="claim-words">{}</p>',
        "<p>“See <em>now</em> {}”</p>",
        '<ol class="sources"><li>{}</li></ol>',
        "<h1>{}</h1>",
    ],
)
def test_a_title_or_quotation_keeps_its_words_on_one_line(html: str) -> None:
    words = "4,000 IU -1 10-20"
    after = BeautifulSoup(annotated(html.format(words)), "html.parser")
    assert words in after.get_text()
    assert after.select_one(".nowrap").get_text() == "4,000 IU"


def test_a_number_that_a_tag_parts_from_its_word_is_none() -> None:
    assert annotated("<p><b>MK</b>-7</p>") == "<p><b>MK</b>-7</p>"
    assert "−7" in annotated("<p><b>fell</b> -7</p>")


AMOUNT = re.compile(
    r"(?<![\w.,])\d(?:[\d.,]*\d)?\s*(?:(?:[µμ]g|mcg|mg|kg|g|IU|[nmp]mol|ng|mL)(?:/(?:dL|mL|L|kg|day))?"
    r"|%|micrograms?|years?|months?|weeks?|days?|hours?|minutes?|people)(?![\w])"
)
"""Found here without the help of the code."""


def test_every_amount_on_every_page_is_on_one_line(
    page: Callable[[str], BeautifulSoup], addresses: list[str]
) -> None:
    loose, held = [], 0
    for address in addresses:
        for node in page(address).select_one("article").find_all(string=AMOUNT):
            if node.find_parent(["svg", "script", "code", "pre"]) or node.find_parent(
                class_="address"
            ):
                continue
            if node.find_parent(class_="nowrap"):
                held += 1
            else:
                loose.append(f"{address}: {node.strip()}")
    assert loose == []
    assert held > len(addresses)


def test_every_amount_in_iu_on_every_page_has_its_micrograms(
    page: Callable[[str], BeautifulSoup], addresses: list[str]
) -> None:
    for address in addresses:
        article = page(address).select_one("article")
        for node in article.find_all(string=re.compile(r"\d IU\b")):
            block = node.find_parent(["p", "li", "td", "dd", "figcaption"])
            # A heading asks as readers do; the answer below it has both units.
            kept = node.find_parent(["svg", "cite", "code", "h2", "h3"])
            quoted = node.find_parent(class_="claim-words")
            if not (kept or quoted) and "1 µg of vitamin D is 40 IU" not in block.get_text():
                assert node.find_parent(class_="unit-us"), (address, block)


def test_the_search_finds_both_units_and_no_special_space(site: Path) -> None:
    text = (site / "search/index.js").read_text("utf-8")
    index = json.loads(text.splitlines()[0].partition("=")[2].rstrip(";"))
    assert any("µg (4,000 IU)" in entry["text"] for entry in index)
    assert not re.search("[\u00a0\u2060\u202f]", text)


def test_two_units_of_different_amounts_are_a_fault(project: Path) -> None:
    assert mismatched_pairs("100 µg (4,000 IU), 2.9 µg (120 IU)") == []
    assert mismatched_pairs("100 µg (400 IU)") == ["100 µg (400 IU)"]
    assert mismatched_pairs("0 µg (100 IU), 0 µg (0 IU)") == ["0 µg (100 IU)"]
    line = edit(project, "docs/how-much.md", "1 µg of vitamin D is 40 IU", "Or 1 µg (400 IU)")
    [diagnostic] = diagnostics(project)
    assert diagnostic.startswith(f"docs/how-much.md:{line}:1: '1 µg (400 IU)' are two amounts")


def test_a_published_number_is_not_rounded() -> None:
    assert [format_number(n) for n in (0.125, 2500, 62.50, -9)] == ["0.125", "2,500", "62.5", "−9"]
