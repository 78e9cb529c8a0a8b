"""How the handbook, its claims, pictures and data are cited and taken along."""

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from datetime import date
from pathlib import Path

import frictionless
import pytest
from bs4 import BeautifulSoup
from conftest import ROOT, diagnostics, edit
from PIL import Image

from macros.core.cite_handbook import Citation, Edition, slug
from macros.core.dataset import Dataset
from macros.core.diagnostics import DiagnosticError
from macros.lint.citation_cff import load_citation
from macros.publish.data_package import data_package
from macros.publish.picture_files import SVG, credited_svg
from macros.topic.pictures.all import PICTURES

EDITION = Edition("Bread & salt: a book", ["Bakers", "Mills"], "CC BY 4.0", "1.2", date(2026, 3, 5))
ONE = Citation(EDITION, "claim-rye", "webpage", "Rye_50%", "https://bread.example/#rye")


@pytest.mark.parametrize("title", ["On bread, new", "“On bread”: new?", "(On) bread – new!"])
def test_signs_of_a_title_are_no_part_of_its_name(title: str) -> None:
    assert slug(title) == "on-bread-new"


def test_bibtex_escapes_what_means_something_there() -> None:
    assert ONE.bibtex().splitlines() == [
        "@misc{bread-salt-claim-rye,",
        "  author = {{Bakers} and {Mills}},",
        r"  title = {{Rye\_50\%}},",
        r"  howpublished = {Bread \& salt: a book},",
        "  version = {1.2},",
        "  year = {2026},",
        "  day = {5},",
        "  url = {https://bread.example/#rye},",
        "  note = {Version 1.2, 2026-03-05. CC BY 4.0},",
        "  month = mar,",
        "}",
    ]


def test_csl_has_a_type_that_it_knows_and_the_day() -> None:
    [item] = json.loads(ONE.csl())
    assert item["type"] == "webpage"
    assert item["issued"] == {"date-parts": [[2026, 3, 5]]}
    assert item["author"] == [{"literal": "Bakers"}, {"literal": "Mills"}]
    assert (item["version"], item["container-title"]) == ("1.2", EDITION.title)


@pytest.mark.parametrize("key", ["version", "date-released"])
def test_a_citation_of_another_version_is_a_fault(
    project: Path, dataset: Dataset, key: str
) -> None:
    newest = dataset.handbook.changes[0]
    old, new = {
        "version": (f'"{newest.version}"', '"0.9"'),
        "date-released": (str(newest.date), "2026-01-31"),
    }[key]
    line = edit(project, "CITATION.cff", f"{key}: {old}", f"{key}: {new}")
    [fault] = diagnostics(project)
    assert fault.startswith(f"CITATION.cff:{line}:{len(key) + 3}: ")
    assert re.search(rf"is not what data/changes\.yml:\d+ says; write '{key}: {old}'", fault)


def test_a_citation_without_a_version_is_a_fault(project: Path, dataset: Dataset) -> None:
    version = dataset.handbook.changes[0].version
    edit(project, "CITATION.cff", f'version: "{version}"\n', "")
    assert diagnostics(project) == ["CITATION.cff:1:1: the key 'version' is missing"]


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("license", "[CC-BY-4.0]", "must be text, not a list"),
        ("title", "3", "'3' is not text; put it in quotes"),
        ("authors", "A. Baker", "must be a list"),
        ("authors", "[A. Baker]", "needs lines below it, each with one of "),
    ],
)
def test_a_citation_in_another_form_is_named_at_its_line(
    tmp_path: Path, key: str, value: str, message: str
) -> None:
    rows = [f"{name}: {value if name == key else text}\n" for name, text in CITED.items()]
    (tmp_path / "CITATION.cff").write_text("".join(rows), "utf-8")
    with pytest.raises(DiagnosticError) as error:
        load_citation(tmp_path, {})
    [fault] = error.value.diagnostics
    assert fault[:2] == ("CITATION.cff", list(CITED).index(key) + 1)
    assert message in fault.message


CITED = {
    "title": "Bread",
    "authors": "[{name: A. Baker}]",
    "license": "CC-BY-4.0",
    "version": '"1.0"',
    "date-released": "2026-01-31",
    "cff-version": "1.2.0",
}


def test_a_citation_may_have_other_keys(tmp_path: Path) -> None:
    rows = [f"{name}: {text}\n" for name, text in CITED.items()]
    (tmp_path / "CITATION.cff").write_text("".join(rows), "utf-8")
    assert load_citation(tmp_path, {})["cff-version"] == "1.2.0"


def test_every_claim_picture_and_table_says_how_it_is_cited(
    site: Path, dataset: Dataset, page: Callable[[str], BeautifulSoup], addresses: list[str]
) -> None:
    newest = dataset.handbook.history[0]
    cited = set()
    for address in addresses:
        for box in page(address).select("details.cite-this"):
            assert f"Version {newest.version}, " in box.get_text()
            files = [link["href"] for link in box.select("a") if "/cite/" in str(link["href"])]
            assert [str(file).rpartition(".")[2] for file in files] == ["bib", "json"]
            assert all((site / str(file).lstrip("/")).is_file() for file in files)
            cited.add(Path(str(files[0])).stem)
    claims = {f"claim-{claim.id}" for claim in dataset.handbook.claims}
    assert cited >= claims | {f"picture-{name}" for name in PICTURES}
    assert {"data-claims", "data-comparison", "data-references"} <= cited


def test_a_claim_is_never_cited_without_its_grades(dataset: Dataset) -> None:
    for claim in dataset.handbook.claims:
        assert claim.verdict in claim.citation_title
        assert claim.certainty in claim.citation_title


def test_a_drawing_alone_is_xml_on_white_with_its_license() -> None:
    drawing = f'<svg xmlns="{SVG}" viewBox="0 0 320 100"><title>T</title><path></path>&nbsp;</svg>'
    root = ET.fromstring(credited_svg(drawing, "Bread 1.2. CC BY 4.0."))
    assert [child.tag.partition("}")[2] for child in root] == ["title", "rect", "path", "text"]
    assert root[1].get("fill") == "#fff"
    assert root[-1].text == "Bread 1.2. CC BY 4.0."
    height = float(root.attrib["viewBox"].split()[3])
    assert float(root[-1].attrib["y"]) < height == float(root[1].attrib["height"])


def test_every_picture_is_there_as_svg(site: Path, dataset: Dataset) -> None:
    for name in PICTURES:
        root = ET.parse(site / f"downloads/pictures/{name}.svg").getroot()
        assert "CC BY 4.0" in (root[-1].text or "")


def test_every_picture_is_there_for_slides(with_pdfs: Path) -> None:
    for svg in (with_pdfs / "downloads/pictures").glob("*.svg"):
        with Image.open(svg.with_suffix(".png")) as picture:
            assert picture.width == 1920
            darkest, lightest = picture.convert("L").getextrema()
            assert (darkest, lightest) == (0, 255), svg.name
    pages = [
        BeautifulSoup(file.read_text("utf-8"), "html.parser")
        for file in with_pdfs.rglob("index.html")
    ]
    links = {str(a["href"]) for page in pages for a in page.select("[data-picture] a[href$=png]")}
    assert {Path(link).stem for link in links} >= set(PICTURES)


def test_the_data_package_is_valid(site: Path) -> None:
    report = frictionless.Package(str(site / "downloads/datapackage.json")).validate()
    assert report.flatten(["title", "message"]) == []
    assert {task.name for task in report.tasks} >= {"claims", "comparison"}


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [(",high,", ",sure,", "Constraint Error"), ("2026-11-", "2026-31-", "Type Error")],
)
def test_the_data_package_would_find_a_fault(
    site: Path, tmp_path: Path, old: str, new: str, fault: str
) -> None:
    for name in ("datapackage.json", "comparison.csv", "claims.csv"):
        text = (site / "downloads" / name).read_text("utf-8")
        if name == "claims.csv":
            assert old in text
            text = text.replace(old, new, 1)
        (tmp_path / name).write_text(text, "utf-8")
    report = frictionless.Package(str(tmp_path / "datapackage.json")).validate()
    assert fault in {title for [title] in report.flatten(["title"])}


def test_the_data_package_has_version_and_license(site: Path, dataset: Dataset) -> None:
    package = json.loads((site / "downloads/datapackage.json").read_text("utf-8"))
    assert package["version"] == dataset.handbook.history[0].version
    assert package["licenses"][0]["name"] == "CC-BY-4.0"
    fields = {f["name"]: f for r in package["resources"] for f in r["schema"]["fields"]}
    assert fields["checked"]["type"] == "date"
    assert "high" in fields["support_for_claim"]["constraints"]["enum"]


def test_another_license_is_named_without_an_address() -> None:
    package = json.loads(data_package({}, EDITION._replace(license="CC0 1.0"), ""))
    assert package["licenses"] == [{"name": "CC0-1.0"}]


def test_a_release_carries_the_copy_the_book_and_the_data() -> None:
    text = (ROOT / ".github/workflows/release.yml").read_text("utf-8")
    for file in ("downloads/offline.zip", "downloads/handbook.pdf", "datapackage.json"):
        assert file in text
