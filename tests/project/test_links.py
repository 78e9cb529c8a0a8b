"""Which outside addresses are asked once a week, and what the job does with the answers."""

import os
import re
import subprocess
from pathlib import Path

import pytest
from conftest import ROOT
from ruamel.yaml import YAML

from macros.core.dataset import Dataset
from macros.core.diagnostics import DiagnosticError
from macros.core.schema.references import Reference
from macros.publish.external_links import excluded_prefixes, external_links

NOT_ASKED = ROOT / ".github/links.yml"
HOME = """<link rel="canonical" href="https://you.github.io/book/">
<a class="repository" href="https://github.com/you/book">Source</a>"""
WORK = {"id": "a", "type": "webpage", "title": "A", "author": [], "verified": "yes"}


def listed(folder: Path, link: str) -> list[str]:
    """What is listed for a site whose only page beside the first has this link."""
    (folder / "page").mkdir()
    (folder / "index.html").write_text(HOME, "utf-8")
    (folder / "page/index.html").write_text(f'<a href="{link}">x</a>', "utf-8")
    return external_links(folder, [])


@pytest.mark.parametrize(
    "link",
    [
        "#sources",
        "../safety/",
        "mailto:a@b.org",
        "https://you.github.io/book/",
        "https://you.github.io/book/safety/#red-flags",
        "https://you.github.io/book",
        "https://github.com/you/book",
        "https://github.com/you/book/edit/main/data/claims.yml#L3",
    ],
)
def test_the_site_s_own_addresses_are_not_asked(tmp_path: Path, link: str) -> None:
    assert listed(tmp_path, link) == []


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("https://name.org/page?a=1&amp;b=2#part", "https://name.org/page?a=1&b=2"),
        ("http://name.org/", "http://name.org/"),
        ("https://github.com/you/bookshelf", "https://github.com/you/bookshelf"),
        ("https://you.github.io/other/", "https://you.github.io/other/"),
        ("https://doi.org/10.1000/ABC(1)", "https://doi.org/api/handles/10.1000/abc%281%29"),
        ("https://dx.doi.org/10.1000/a%3Cb", "https://doi.org/api/handles/10.1000/a%3Cb"),
    ],
)
def test_every_other_link_is_asked_and_of_a_doi_the_registry(
    tmp_path: Path, link: str, address: str
) -> None:
    assert listed(tmp_path, link) == [address]


def test_a_reference_is_asked_by_its_address_its_doi_and_its_pmid(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text(HOME, "utf-8")
    more = {"DOI": "10.1000/a", "PMID": "123", "URL": "https://name.org/a"}
    work = Reference.model_validate(WORK | more)
    bare = Reference.model_validate(WORK)
    assert external_links(tmp_path, [work, work, bare]) == [
        "https://doi.org/api/handles/10.1000/a",
        "https://name.org/a",
        "https://pubmed.ncbi.nlm.nih.gov/123/",
    ]


def test_a_page_that_does_not_name_the_site_is_not_passed_over(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<p>x</p>", "utf-8")
    with pytest.raises(LookupError, match="lacks its canonical or repository link"):
        external_links(tmp_path, [])


def test_an_address_that_is_not_asked_stands_for_what_begins_with_it(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text(HOME, "utf-8")
    links = ["https://a.org/x/1", "https://a.org/y", "https://b.org/a.org"]
    works = [Reference.model_validate(WORK | {"URL": link}) for link in links]
    assert external_links(tmp_path, works, {"https://a.org/x": "slow"}) == links[1:]
    assert external_links(tmp_path, works) == links


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("not asked: [{address: 'https://a.org'}]", ":1:13: not asked[0]: the key 'reason' is"),
        ("not asked: [{address: 'https://a.org', reason: ''}]", ":1:48: not asked[0].reason: is"),
        ("not asked: ['https://a.org']", ":1:13: not asked[0]: needs lines below it"),
        ("not asked:", ":1:11: not asked: is empty"),
        ("not aksed: []", ":1:1: 'not aksed' is not a key here"),
        ("not asked: [\n", ":2:1: not YAML"),
    ],
)
def test_a_wrong_list_of_addresses_that_are_left_out_is_a_fault(
    tmp_path: Path, text: str, message: str
) -> None:
    (tmp_path / "links.yml").write_text(text, "utf-8")
    with pytest.raises(DiagnosticError, match=re.escape(message)):
        excluded_prefixes(tmp_path / "links.yml")


def test_every_address_that_is_left_out_is_still_linked(site: Path, dataset: Dataset) -> None:
    links = external_links(site, dataset.handbook.references)
    assert len(links) > len(dataset.handbook.references) / 2
    for address in excluded_prefixes(NOT_ASKED):
        assert any(link.startswith(address) for link in links), address


GH = """#!/bin/sh
echo "$@" | tr '\\n' ' ' >>calls
case "$2" in list) cat open-issue;; create|edit) cat issue.md >body;; esac
"""


@pytest.mark.parametrize("script", ["links-issue.sh", "watch-issue.sh"])
@pytest.mark.parametrize(
    ("code", "issue", "status", "does"),
    [
        ("0", "", 0, []),
        ("0", "7", 0, ["close 7"]),
        ("2", "", 0, ["create --title "]),
        ("2", "7", 0, ["edit 7"]),
        ("1", "7", 1, []),
        ("", "7", 1, []),
    ],
)
def test_one_issue_is_open_while_there_is_something_to_tell(
    tmp_path: Path, script: str, code: str, issue: str, status: int, does: list[str]
) -> None:
    (tmp_path / "gh").write_text(GH, "utf-8")
    (tmp_path / "gh").chmod(0o755)
    (tmp_path / "open-issue").write_text(issue, "utf-8")
    (tmp_path / "report.md").write_text("* [404] https://gone.org", "utf-8")
    words = ["sh", ROOT / ".github" / script, code, "report.md"]
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(words, cwd=tmp_path, env={"PATH": path}, check=False)
    assert done.returncode == status
    calls = (tmp_path / "calls").read_text("utf-8").split("issue ")[1:]
    assert calls[0].startswith("list --state open --app github-actions")
    assert [call.startswith(start) for call, start in zip(calls[1:], does, strict=True)] == [
        True
    ] * len(does)
    if code == "2":
        assert "[404] https://gone.org" in (tmp_path / "body").read_text("utf-8")


def test_the_job_asks_the_list_and_hands_on_the_answer() -> None:
    flow = YAML(typ="safe").load(ROOT / ".github/workflows/links.yml")
    steps = flow["jobs"]["links"]["steps"]
    [lychee] = [step for step in steps if "lychee-action@" in step.get("uses", "")]
    [listing] = [step for step in steps if "macros links" in step.get("run", "")]
    rendered = listing["run"].split("> ")[1]
    options = lychee["with"]["args"].split()
    assert options[-1] == rendered
    assert {"--cache", "--max-retries"} <= set(options)
    [cache] = [step for step in steps if "actions/cache@" in step.get("uses", "")]
    assert cache["with"]["path"] == ".lycheecache"
    assert f"{lychee['with']['output']}" in steps[-1]["run"]
    assert f"steps.{lychee['id']}.outputs.exit_code" in steps[-1]["env"]["EXIT_CODE"]


def test_an_issue_that_is_too_long_ends_with_a_line_that_says_so(tmp_path: Path) -> None:
    (tmp_path / "gh").write_text(GH, "utf-8")
    (tmp_path / "gh").chmod(0o755)
    (tmp_path / "open-issue").write_text("7", "utf-8")
    (tmp_path / "report.md").write_text("first\n" + f"{'é' * 99}\n" * 2000, "utf-8")
    words = ["sh", ROOT / ".github/watch-issue.sh", "2", "report.md"]
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    subprocess.run(words, cwd=tmp_path, env={"PATH": path}, check=True)
    body = (tmp_path / "body").read_text("utf-8")
    assert len(body) < 65_536
    assert body.startswith("first\n")
    assert body.rstrip().endswith("has the rest.**")
