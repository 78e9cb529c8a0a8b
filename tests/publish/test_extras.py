"""Downloads that fit their schema, and hard words explained where they first stand."""

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from bs4 import BeautifulSoup, Comment
from conftest import ROOT, diagnostics, edit

from macros.core.dataset import Dataset
from macros.core.html import parse_fragment
from macros.core.schema.record import Record
from macros.core.term_popovers import annotate_terms, term_index, term_names, used_terms
from macros.publish.download_formats import as_csv, reference_as_ris
from macros.topic.macros.claims import record_page


class Row(Record):
    """A record of one text."""

    text: str


@pytest.mark.parametrize("name", ["comparison", "claims"])
def test_a_download_fits_its_schema(site: Path, dataset: Dataset, name: str) -> None:
    folder = site / "downloads"
    records = json.loads((folder / f"{name}.json").read_text("utf-8"))
    jsonschema.validate(records, json.loads((folder / f"{name}.schema.json").read_text("utf-8")))
    rows = list(csv.DictReader((folder / f"{name}.csv").open(encoding="utf-8-sig", newline="")))
    cells = sum(len(row.cells) for row in dataset.handbook.comparison)
    count = {"comparison": cells, "claims": len(dataset.handbook.claims)}[name]
    assert len(records) == len(rows) == count


@pytest.mark.parametrize("name", ["comparison", "claims"])
def test_a_download_says_what_each_grade_is_about(site: Path, name: str) -> None:
    folder = site / "downloads"
    records = json.loads((folder / f"{name}.json").read_text("utf-8"))
    columns = (folder / f"{name}.csv").read_text("utf-8").splitlines()[0].split(",")
    shape = json.loads((folder / f"{name}.schema.json").read_text("utf-8"))
    fields = shape["$defs"][shape["items"]["$ref"].rpartition("/")[2]]["properties"]
    for kind in (records[0], columns, fields):
        assert {"verdict_on_wording", "support_for_claim"} <= set(kind)
        assert not {"verdict", "certainty"} & set(kind)
    assert "wording" in fields["verdict_on_wording"]["description"]
    assert "Not how sure the verdict is" in fields["support_for_claim"]["description"]


def test_every_reference_is_in_the_ris_file_with_nothing_invented(
    site: Path, dataset: Dataset
) -> None:
    text = (site / "downloads/references.ris").read_text("utf-8")
    assert text.count("TY  - ") == text.count("ER  - ") == len(dataset.handbook.references)
    entry = text.split("ID  - ods-vitamin-d-hp\n")[1].split("ER  -")[0]
    assert "PY  - " not in entry


def test_a_table_opens_in_excel_as_text() -> None:
    cells = ["=1+1", "+1", "-9%", "@sum", "\tx", "plain", ("a", "b")]
    table = as_csv(
        [Row(text=" ".join(cell) if isinstance(cell, tuple) else cell) for cell in cells]
    )
    assert table.startswith("\ufefftext\r\n")
    rows = [row["text"] for row in csv.DictReader(io.StringIO(table.removeprefix("\ufeff")))]
    assert rows == ["'=1+1", "'+1", "'-9%", "'@sum", "'\tx", "plain", "a b"]


def test_a_table_can_be_empty() -> None:
    assert as_csv([]) == "\ufeff\r\n"


def test_a_note_of_many_lines_is_one_line_of_ris(dataset: Dataset) -> None:
    work = dataset.handbook.references[0].model_copy(update={"note": "One.\n\nTwo."})
    assert "\nN1  - One. Two.\n" in reference_as_ris(work)


def test_every_download_link_leads_to_a_file(
    site: Path, page: Callable[[str], BeautifulSoup]
) -> None:
    for address in ("compare/", "evidence/claims/", "evidence/references/"):
        links = page(address).select(".downloads a")
        assert links
        assert all((site / link["href"].lstrip("/")).is_file() for link in links)


def test_the_page_data_name_no_reviewer(page: Callable[[str], BeautifulSoup]) -> None:
    blocks = page("compare/").select('script[type="application/ld+json"]')
    kinds = [json.loads(block.string) for block in blocks]
    assert [kind["@type"] for kind in kinds] == [
        "MedicalWebPage",
        "BreadcrumbList",
        "Dataset",
        "FAQPage",
    ]
    assert not {"reviewedBy", "lastReviewed", "author"} & {key for kind in kinds for key in kind}


def test_the_first_page_and_no_other_names_the_site_for_search_engines(
    page: Callable[[str], BeautifulSoup], addresses: list[str]
) -> None:
    sites = {
        address: page(address).find_all("script", string=re.compile("WebSite"))
        for address in addresses
    }
    assert [address for address, found in sites.items() if found] == [""]
    assert json.loads(sites[""][0].string)["name"] == "The Misguided Mineral"


def test_a_term_is_marked_once_and_explained(
    page: Callable[[str], BeautifulSoup], addresses: list[str], dataset: Dataset
) -> None:
    for address in addresses:
        html = page(address)
        targets = [button["popovertarget"] for button in html.select("button.explain")]
        assert len(targets) == len(set(targets)), address
        assert all(html.find(id=target).has_attr("popover") for target in targets), address


def test_every_page_of_a_subject_has_marked_terms(page: Callable[[str], BeautifulSoup]) -> None:
    for address in ("vitamin-k2/", "vitamin-d/", "calcification/", "factors/kidney-disease/"):
        assert len(page(address).select("button.explain")) >= 5, address


def test_no_mark_stands_in_a_link_a_heading_or_a_drawing(dataset: Dataset) -> None:
    html = (
        "<h2>Warfarin</h2><a href='#'>warfarin</a><svg><text>warfarin</text></svg><p>Warfarin.</p>"
    )
    body = parse_fragment(html)
    terms = dataset.handbook.terms
    annotate_terms(body, {term.id: term for term in terms}, term_index(terms))
    parents = [button.parent for button in body.css("button.explain") if button.parent]
    assert [parent.attributes["class"] for parent in parents] == ["term-end"]


def test_the_words_of_a_text_are_found_in_order_and_by_their_short_names(dataset: Dataset) -> None:
    text = "INR and MGPs, not mgpx; phosphate"
    assert [term.id for term in used_terms(text, term_index(dataset.handbook.terms))] == [
        "inr",
        "mgp",
        "phosphate",
    ]


def test_a_definition_has_at_most_30_words(dataset: Dataset) -> None:
    assert [t.id for t in dataset.handbook.terms if len(t.definition.split()) > 30] == []


@pytest.mark.parametrize("name", ["Plaque (s)", "Plaque ()", "s"])
def test_no_term_is_named_by_nothing(dataset: Dataset, name: str) -> None:
    term = dataset.handbook.terms[0].model_copy(update={"term": name})
    assert "" not in term_names(term)
    assert term_index([term]).known


def test_a_name_belongs_to_one_term(dataset: Dataset) -> None:
    known = [name.lower() for term in dataset.handbook.terms for name in set(term_names(term))]
    assert len(known) == len(set(known))


def test_every_edit_link_leads_to_the_line_of_its_record(
    page: Callable[[str], BeautifulSoup], dataset: Dataset
) -> None:
    for claim in dataset.handbook.claims:
        claims = page(f"{record_page(claim).removesuffix('.md')}/")
        link = claims.find(id=claim.id).select_one(".mend a")
        file, _, line = link["href"].partition("/edit/main/")[2].partition("#L")
        text = (ROOT / file).read_text("utf-8").splitlines()[int(line) - 1]
        assert text.strip() == f"- id: {claim.id}"
    table = page("compare/").select_one("table.comparison")
    for row in dataset.handbook.comparison:
        for vitamin in row.cells:
            link = table.find(id=f"{row.id}-{vitamin}").select_one(".mend a")
            file, _, line = link["href"].partition("/edit/main/")[2].partition("#L")
            lines = (ROOT / file).read_text("utf-8").splitlines()
            assert lines[int(line) - 1].strip() == f"{vitamin}:"


SAFETY_PAGES = sorted(
    path.relative_to(ROOT).as_posix()
    for path in (ROOT / "docs").rglob("*.md")
    if "\n{{ safety() }}" in path.read_text("utf-8")
)


@pytest.mark.parametrize("file", SAFETY_PAGES)
@pytest.mark.parametrize("call", ["{{ safety() }}", "{{ sources() }}"])
def test_a_page_without_its_box_or_its_sources_does_not_build(
    project: Path, file: str, call: str
) -> None:
    edit(project, file, f"{call}\n", "")
    assert any(diagnostic.startswith(file) for diagnostic in diagnostics(project))


def test_a_dose_before_the_warning_does_not_build(project: Path) -> None:
    file = "docs/vitamin-d.md"
    line = edit(project, file, "{{ safety() }}", "Take 10 µg a day.\n\n{{ safety() }}")
    assert any(f.startswith(f"{file}:{line}:") and "'10 µg'" in f for f in diagnostics(project))


def test_a_dose_on_a_page_without_the_topic_does_not_build(project: Path) -> None:
    file = "docs/factors/inflammation.md"
    line = edit(
        project, file, "## Can inflammation", "K2 supplements are sold.\n\n## Can inflammation"
    )
    assert any(
        f.startswith(f"{file}:{line}:") and "'supplements'" in f for f in diagnostics(project)
    )


def test_the_search_leads_to_parts_that_are_there(
    site: Path, page: Callable[[str], BeautifulSoup], addresses: list[str]
) -> None:
    entries = searched(site)
    assert {entry["location"].partition("#")[0] for entry in entries} == set(addresses)
    for entry in entries:
        address, _, anchor = entry["location"].partition("#")
        assert not anchor or page(address).find(id=anchor), entry["location"]
        assert entry["title"], entry["location"]
        assert "¶" not in entry["title"], entry["location"]


def test_the_search_knows_the_words_of_a_macro_as_they_stand(site: Path) -> None:
    entries = {entry["location"]: entry for entry in searched(site)}
    texts = {location: entry["text"] for location, entry in entries.items()}
    assert "Food, portion Amount" in entries["food-and-supplements/#foods-with-d"]["tables"]
    scraps = r"Food Portion Amount|\b\d+, \d+, \d+\b|\{\{"
    assert [location for location, text in texts.items() if re.search(scraps, text)] == []
    for furniture in (
        "Improve this Report an error",
        "Suggest a correction",
        "¶",
        "Hard words on this page",
        "QR code",
    ):
        assert all(furniture not in text for text in texts.values()), furniture


def searched(site: Path) -> list[dict[str, Any]]:
    """The entries of the search's index."""
    line = (site / "search/index.js").read_text("utf-8").splitlines()[0]
    return json.loads(line.removeprefix("handbook.index = ").removesuffix(";"))


def test_every_block_stands_on_its_page(
    page: Callable[[str], BeautifulSoup], addresses: list[str]
) -> None:
    for address in addresses:
        comments = page(address).find_all(string=lambda text: isinstance(text, Comment))
        assert comments == [], address
