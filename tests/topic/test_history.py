"""A claim that gets another grade tells its readers: on its pages, in the list, in the feed, on paper."""

import xml.etree.ElementTree as ET
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from conftest import build, copy, load_dataset
from ruamel.yaml import YAML

ATOM = "{http://www.w3.org/2005/Atom}"
CLAIM = "conclusion-k2-traffic-controller"
"""It stands on the page of vitamin K2, and not on that of diabetes."""
GRADES = [
    (date(2026, 11, 24), "mixed", "low", "Read once more."),
    (date(2026, 11, 23), "mixed", "moderate", "A trial was added."),
    (date(2026, 11, 22), "overstated", "very low", None),
]


def regrade(root: Path, others_stay: bool = True) -> None:
    """Move one claim's grade twice, on two days after the first edition.

    Unless `others_stay`, every other claim loses the grades that it had before.
    """
    file = root / "data/claims.yml"
    data = YAML(typ="safe").load(file)
    for claim in data["claims"]:
        if claim["id"] == CLAIM:
            keys = ("date", "verdict", "certainty", "why")
            grades = [dict(zip(keys, grade, strict=True)) for grade in GRADES]
            del grades[-1]["why"]
            claim |= {"verdict": "mixed", "certainty": "low", "checked": GRADES[0][0]}
            claim["history"] = grades
        elif not others_stay:
            claim["history"] = [{k: v for k, v in claim["history"][0].items() if k != "why"}]
    YAML(typ="safe").dump(data, file)


@pytest.fixture(scope="module")
def later(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first edition after two new grades of one claim; its site beside it."""
    folder = tmp_path_factory.mktemp("regraded")
    regrade(copy(folder / "project"), others_stay=False)
    changes = folder / "project/data/changes.yml"
    text = changes.read_text("utf-8")
    start = text.index('  - version: "1.0"')
    changes.write_text(text[: text.index("  - version")] + text[start:], "utf-8")
    (folder / "project/CITATION.cff").unlink()  # it names the newest version
    past = folder / "project/data/history.yml"
    text = past.read_text("utf-8")
    past.write_text(text[: text.index('  - version: "', text.index('"1.0"'))], "utf-8")
    done = build(folder / "project", folder / "site")
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def read(later: Path, address: str) -> BeautifulSoup:
    return BeautifulSoup(
        (later / "site" / address / "index.html").read_text("utf-8"), "html.parser"
    )


def test_every_new_grade_has_a_version_of_its_own(later: Path) -> None:
    steps = load_dataset(later / "project/data").handbook.history
    assert [step.version for step in steps] == ["1.0.2", "1.0.1", "1.0"]


@pytest.mark.parametrize("address", ["vitamin-k2/", "about/changes/"])
def test_a_page_says_how_the_grade_moved_and_why_newest_first(later: Path, address: str) -> None:
    items = read(later, address).select(
        "#changes li" if address == "vitamin-k2/" else ".change-list li"
    )
    words = [" ".join(item.get_text().split()) for item in items]
    assert "Support for this claim moved from moderate to low. Read once more." in words[0]
    moved = (
        "The article’s wording moved from overstated to mixed,"
        " support for this claim moved from very low to moderate."
    )
    assert f"{moved} A trial was added." in words[1]
    assert items[0].select_one(f'a[href$="#{CLAIM}"]')


def test_a_page_without_the_claim_says_nothing_of_it(later: Path) -> None:
    assert len(read(later, "factors/diabetes/").select("#changes li")) == 1


def test_paper_carries_the_newest_version(later: Path) -> None:
    assert "Version 1.0.2" in read(later, "vitamin-k2/").select_one(".pt-run").get_text()


def test_the_feed_has_every_step_newest_first(later: Path) -> None:
    feed = ET.parse(later / "site/changes.xml").getroot()
    entries = feed.findall(f"{ATOM}entry")
    days = [entry.findtext(f"{ATOM}updated") for entry in entries]
    assert days == ["2026-11-24T00:00:00Z", "2026-11-23T00:00:00Z", "2026-11-23T00:00:00Z"]
    assert feed.findtext(f"{ATOM}updated") == days[0]
    assert (entries[0].findtext(f"{ATOM}summary") or "").endswith("to low. Read once more.")


def test_every_entry_of_the_feed_leads_to_its_place(later: Path) -> None:
    feed = ET.parse(later / "site/changes.xml").getroot()
    names = [(e.findtext(f"{ATOM}id") or "").split("#")[1] for e in feed.findall(f"{ATOM}entry")]
    page = read(later, "about/changes/")
    assert len(set(names)) == 3
    assert all(page.find(id=name) for name in names)


def test_every_page_names_the_feed(
    page: Callable[[str], BeautifulSoup], addresses: list[str], site: Path
) -> None:
    for address in addresses:
        link = page(address).select_one('link[type="application/atom+xml"]')
        assert (site / address / link["href"]).resolve() == (site / "changes.xml").resolve()
