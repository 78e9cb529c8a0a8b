"""What each version said is kept, agrees with today's grades, and can be read."""

import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from conftest import diagnostics, edit
from smallest import assert_violation

from macros.core.dataset import Dataset
from macros.topic.lint.history import (
    history_matches_claims,
    known_versions,
    only_changed_claims_kept,
    versions_oldest_first,
)
from macros.topic.macros.claims import grade_line
from macros.topic.macros.references import LISTED_VERSIONS
from macros.topic.schema.history import PastClaim, past_by_claim

ATOM = "{http://www.w3.org/2005/Atom}"


def past(verdict: str, certainty: str) -> PastClaim:
    return PastClaim.model_validate({"id": "one", "verdict": verdict, "certainty": certainty})


def test_a_grade_that_differs_from_its_past_is_told_at_its_line(project: Path) -> None:
    old = "{id: calcium-bones-teeth, verdict: well established, certainty: high}"
    edit(project, "data/history.yml", old, old.replace("high", "low"))
    [fault] = diagnostics(project)
    assert fault.startswith("data/claims.yml:")
    assert "calcium-bones-teeth: history.yml has 'well established' and 'low'" in fault


def test_a_claim_that_was_in_a_version_is_kept(project: Path, dataset: Dataset) -> None:
    line = "{id: calcium-bones-teeth, verdict: well established, certainty: high}"
    edit(project, "data/history.yml", f"      - {line}\n", "")
    [fault] = diagnostics(project)
    assert f"add {line} to version {dataset.handbook.changes[0].version}" in fault


def test_a_moved_grade_with_its_entry_is_no_fault(dataset: Dataset) -> None:
    assert not list(history_matches_claims(dataset.handbook))
    claim = dataset.handbook.claims[0]
    moved = claim.history[0].model_copy(update={"verdict": "mixed", "why": "Read again."})
    update = {"verdict": "mixed", "history": (moved, *claim.history)}
    claims = (claim.model_copy(update=update), *dataset.handbook.claims[1:])
    assert not list(history_matches_claims(dataset.handbook.model_copy(update={"claims": claims})))


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (("versions", 0, "version"), "9.9", "'9.9' is not a version of changes.yml"),
        (("versions", 0, "claims", 0, "id"), "no-such", "'no-such' is not a claim"),
    ],
)
def test_a_version_and_its_claims_are_known(
    dataset: Dataset, path: tuple[str | int, ...], value: str, message: str
) -> None:
    assert not list(known_versions(dataset.handbook))
    assert_violation(dataset.handbook, known_versions, path, value, message)


def test_the_oldest_version_is_first(dataset: Dataset) -> None:
    handbook = dataset.handbook
    swapped = handbook.model_copy(update={"versions": handbook.versions[:2][::-1]})
    assert not list(versions_oldest_first(handbook))
    [violation] = versions_oldest_first(swapped)
    assert violation.message == "1.0 must be higher than 1.2, the version above"


def test_a_version_names_only_what_changed(dataset: Dataset) -> None:
    handbook = dataset.handbook
    first, second = handbook.versions[:2]
    again = second.model_copy(update={"claims": first.claims[:1]})
    [violation] = only_changed_claims_kept(handbook.model_copy(update={"versions": (first, again)}))
    assert violation.key == ("versions", 1, "claims", 0)


def test_a_version_that_is_listed_twice_is_looked_at_twice(dataset: Dataset) -> None:
    first, second = dataset.handbook.versions[:2]
    again = second.model_copy(update={"claims": first.claims[:1]})
    versions = (first, second, again)
    [violation] = only_changed_claims_kept(
        dataset.handbook.model_copy(update={"versions": versions})
    )
    assert violation.key == ("versions", 2, "claims", 0)


def test_the_line_of_grades_names_each_move_once(dataset: Dataset) -> None:
    claim = dataset.handbook.claims[0].model_copy(update={"verdict": "mixed", "certainty": "low"})
    life = [("1.0", past("supported", "high")), ("1.2", past("supported", "high"))]
    assert grade_line(life, claim) == "1.0 supported, high → now mixed, low"
    assert grade_line([*life, ("1.4", past("mixed", "low"))], claim) == (
        "1.0 supported, high → 1.4 mixed, low"
    )
    assert grade_line([], claim) == ""


def test_every_claim_can_be_read_as_it_stood(
    page: Callable[[str], BeautifulSoup], dataset: Dataset
) -> None:
    table = page("about/versions/").select_one("table:has(#versions)")
    assert table
    cells = [" ".join(cell.get_text().split()) for cell in table.select("tbody td")]
    kept = past_by_claim(dataset.handbook.versions)
    rows = [kept[claim.id] for claim in dataset.handbook.claims if claim.id in kept]
    for cell, life in zip(cells, rows, strict=True):
        for version, one in life:
            assert f"From {version}: {one.verdict}, support {one.certainty}" in cell
    assert any("worded “A higher coronary calcium score goes with" in cell for cell in cells)


def test_each_page_has_a_feed_of_what_its_foot_lists(
    site: Path, page: Callable[[str], BeautifulSoup]
) -> None:
    links = [str(a["href"]) for a in page("about/changes/").select("article a[href*='/feeds/']")]
    assert {link.rpartition("/")[2] for link in links} == {
        f.name for f in (site / "feeds").iterdir()
    }
    for address in ("vitamin-k2/", "about/versions/", ""):
        name = address.strip("/").replace("/", "-") or "home"
        root = ET.parse(site / f"feeds/{name}.xml").getroot()
        ids = [entry.findtext(f"{ATOM}id", "") for entry in root.iter(f"{ATOM}entry")]
        versions = [one.rpartition("version-")[2].split("-")[0] for one in ids]
        foot = page(address).select_one("#changes")
        listed = [item["data-version"] for item in foot.select("li")]
        newest = list(dict.fromkeys(versions))[:LISTED_VERSIONS]
        assert listed == [version for version in versions if version in newest]
        all_of_them = [link.get_text() for link in foot.select("p > a")]
        more = len(versions) > len(listed)
        assert all_of_them == [f"All {len(versions)} changes to this page"] * more
