"""The built site: strict, one fact in one place, nothing from others, the same in both engines."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from conftest import FEW, ROOT, build, copy, edit

from macros.core.html import parse_file
from macros.lint.run import check
from macros.publish.finish import finish
from macros.topic import SUBJECT

EDITS = {
    "a cell": ("data/calcification.yml", "Helps blood to clot.", "Makes blood clot."),
    "a factor": ("data/calcification.yml", "name: Tissue injury", "name: Injured tissue"),
    "a reference": (
        "data/references.yml",
        "Calcinosis Cutis and Calc",
        "Calcinosis cutis and calc",
    ),
}


def articles(site: Path) -> dict[str, str]:
    """The text of every page, by address."""
    pages = {}
    for file in site.rglob("index.html"):
        [article] = parse_file(file).css("article")
        for furniture in article.css(".explain, [popover]"):
            furniture.decompose()
        for span in article.css(".term, .term-end, .nowrap, .unit-si, .unit-us, .unit-both"):
            span.unwrap()
        article.merge_text_nodes()
        address = file.parent.relative_to(site).as_posix()
        pages[address] = " ".join(article.text(separator=" ").split())
    return pages


@pytest.fixture(scope="module")
def before(site: Path) -> dict[str, str]:
    """The words of every page of the real site, by address."""
    return articles(site)


def test_an_edit_changes_every_page_that_shows_it_and_no_other(
    project: Path, before: dict[str, str], tmp_path: Path
) -> None:
    for file, old, new in EDITS.values():
        edit(project, file, old, new)
    assert build(project, tmp_path / "after").returncode == 0
    after = articles(tmp_path / "after")
    for address, words in before.items():
        for _, old, new in EDITS.values():
            was, now = (text.removeprefix("name: ") for text in (old, new))
            words = words.replace(was, now)
        assert after[address] == words, address
    assert after != before


def test_a_fault_stops_the_build_without_a_traceback(project: Path, tmp_path: Path) -> None:
    line = edit(project, "data/claims.yml", "certainty: high", "certainty: hihg")
    done = build(project, tmp_path / "site")
    assert done.returncode != 0
    assert f"data/claims.yml:{line}:" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "site").exists()


@pytest.mark.parametrize("engine", ["mkdocs", pytest.param("zensical", marks=pytest.mark.nightly)])
@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("docs/glossary.md", "{{ glossary() }}", "{{ glosary() }}"),
        # No rule of the check forbids it, and no engine can build it.
        ("overrides/base.html", "{% endblock %}", ""),
    ],
)
def test_a_failed_build_leaves_the_last_good_site(
    project: Path, engine: str, file: str, old: str, new: str
) -> None:
    (project / "site").mkdir()
    (project / "site/index.html").write_text("the last good site")
    edit(project, file, old, new)
    words = [sys.executable, "-m", "macros", "site", engine]
    done = subprocess.run(words, cwd=project, capture_output=True, check=False)
    assert done.returncode != 0
    assert (project / "site/index.html").read_text() == "the last good site"


def test_no_page_loads_anything_from_elsewhere(
    page: Callable[[str], BeautifulSoup], addresses: list[str]
) -> None:
    for address in addresses:
        loaded = page(address).select(
            "[src], link[rel=stylesheet], link[rel=icon], link[rel=preconnect]"
        )
        hosts = {urlsplit(tag.get("src") or tag.get("href")).netloc for tag in loaded}
        assert hosts == {""}, address


def test_addresses_come_from_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SITE_URL", "https://fork.example/book/")
    monkeypatch.setenv("REPO_URL", "https://code.example/fork")
    assert build(copy(tmp_path / "project"), tmp_path / "site").returncode == 0
    html = (tmp_path / "site/vitamin-d/index.html").read_text("utf-8")
    page = BeautifulSoup(html, "html.parser")
    assert page.select_one("link[rel=canonical]")["href"] == "https://fork.example/book/vitamin-d/"
    assert page.select_one("a[rel=edit]")["href"].startswith("https://code.example/fork/")
    assert page.select(".safety p a")[-1]["href"] == "/book/safety/"
    assert "misguided-mineral.example" not in html


def test_every_page_says_what_it_is_and_when_it_was_checked(
    page: Callable[[str], BeautifulSoup], addresses: list[str]
) -> None:
    for address in addresses:
        html = page(address)
        article = html.select_one("article")
        assert html.title.string, address
        assert html.select_one("meta[name=description]")["content"], address
        assert len(article.select("h1")) == 1, address
        assert article.select_one("h2#in-short + :is(p, ol)"), address
        assert article.select_one(".checked time"), address
        assert "Not yet reviewed by a clinician" in article.get_text(), address


def test_a_page_begins_with_its_title_outside_all_menus(
    page: Callable[[str], BeautifulSoup], addresses: list[str]
) -> None:
    for address in addresses:
        html = page(address)
        main = html.select_one("main")
        first = main.find(["h1", "a", "button", "input", "summary"])
        assert first.name == "h1", address
        assert main.find("nav") is None, address
        assert html.body.find("a")["href"] == f"#{main['id']}", address
        assert not html.select("link[rel=prev], link[rel=next]"), address


def test_every_link_within_the_site_leads_somewhere(
    site: Path, page: Callable[[str], BeautifulSoup], addresses: list[str]
) -> None:
    ids = {a: {tag["id"] for tag in page(a).select("[id]")} for a in addresses}
    for address in addresses:
        for link in page(address).select("article a[href]"):
            target = urlsplit(link["href"])
            if target.netloc or target.scheme == "tel":
                continue
            path = target.path.lstrip("/") if target.path.startswith("/") else None
            file = site / path if path is not None else (site / address / target.path)
            if target.path and not target.path.endswith("/"):
                assert file.exists(), (address, link["href"])
                continue
            there = f"{file.resolve().relative_to(site.resolve())}/".replace("./", "")
            assert not target.fragment or target.fragment in ids[there], (address, link["href"])


def files(site: Path) -> set[str]:
    """The name of every file below a site."""
    return {file.relative_to(site).as_posix() for file in site.rglob("*") if file.is_file()}


def test_a_site_of_zensical_is_finished_like_one_of_mkdocs(
    site: Path, before: dict[str, str], tmp_path: Path
) -> None:
    project = copy(tmp_path / "project")
    command = [sys.executable, "-m", "zensical", "build", "--strict"]
    subprocess.run(command, cwd=project, capture_output=True, check=True)
    finish(project / "site", check(project, SUBJECT))
    assert files(project / "site") == files(site)
    assert articles(project / "site") == before
    for name in ("search/index.js", "changes.xml", "robots.txt", "downloads/claims.csv"):
        assert (project / "site" / name).read_bytes() == (site / name).read_bytes(), name


@pytest.mark.nightly
@pytest.mark.xdist_group("pdfs")
def test_a_site_of_zensical_has_every_export(with_pdfs: Path, tmp_path: Path) -> None:
    project = copy(tmp_path / "project")
    command = [sys.executable, "-m", "macros", "site", "zensical"]
    env = os.environ | {"PDFS": FEW[-1]}
    subprocess.run(command, cwd=project, env=env, capture_output=True, check=True)
    own = {"pdf/leaflets-warfarin-sheet.pdf", "pdf/leaflets-warfarin-sheet-large.pdf"}
    assert own <= files(project / "site") <= files(with_pdfs)
    missing = files(with_pdfs) - files(project / "site")
    assert {name for name in missing if not name.startswith("pdf/")} <= {"downloads/handbook.pdf"}


def test_the_repository_keeps_its_shape() -> None:
    for name in ("mkdocs.yml", "docs", "macros", "data", "requirements.txt", ".github"):
        assert (ROOT / name).exists()
