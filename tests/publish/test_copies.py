"""Copies of the site: text beside each page, pictures for sharing, and a zip that needs no line."""

import io
import os
import re
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from conftest import ROOT, diagnostics, edit
from PIL import Image
from playwright.sync_api import Browser, Route

from macros.core.html import parse_file
from macros.lint.run import check
from macros.publish.finish import finish
from macros.publish.social_cards import SIZE
from macros.topic import SUBJECT

on_one = pytest.mark.xdist_group("pdfs")


@pytest.fixture(scope="session")
def unpacked(with_pdfs: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The zip's folder."""
    to = tmp_path_factory.mktemp("stick")
    with zipfile.ZipFile(with_pdfs / "downloads/offline.zip") as packed:
        packed.extractall(to)
    [folder] = to.iterdir()
    yield folder


@on_one
def test_from_a_folder_pages_links_and_search_work(browser: Browser, unpacked: Path) -> None:
    tab = browser.new_page()
    said: list[str] = []
    tab.on("console", lambda message: said.append(message.text))
    tab.goto((unpacked / "index.html").as_uri())
    tab.locator("a.way").first.click()
    assert "Calcium in arteries and valves" in tab.title()
    tab.get_by_role("button", name="Search").click()
    tab.locator("#search-input").fill("warfarin")
    tab.locator("#search-results a").first.click()
    tab.locator("h1").wait_for()
    assert tab.url.startswith(unpacked.as_uri())
    assert "Version" in (tab.locator(".md-footer").text_content() or "")
    tab.close()
    assert said == []


@on_one
def test_in_the_zip_every_link_leads_to_a_file(unpacked: Path) -> None:
    lost = []
    for page in unpacked.rglob("*.html"):
        for tag in parse_file(page).css("[href], [src]"):
            target = tag.attributes.get("href") or tag.attributes.get("src") or ""
            path = re.sub("[?#].*", "", target)
            if path and ":" not in path and not (page.parent / path).is_file():
                lost.append(f"{page.relative_to(unpacked)}: {path}")
    assert lost == []


@on_one
def test_every_page_has_a_text_copy_without_tags(with_pdfs: Path) -> None:
    for page in with_pdfs.rglob("index.html"):
        text = page.with_suffix(".txt").read_text("utf-8")
        assert text.startswith("# ") or "\n# " in text
        assert "Not yet reviewed by a clinician" in text, page
        prose = re.sub(r"`[^`]*`", "", text)
        assert not re.search(r"</?(?:div|span|p|a|svg|table)\b", prose), page
    listed = (with_pdfs / "llms.txt").read_text("utf-8")
    assert listed.count("/index.txt)") == len(list(with_pdfs.rglob("index.txt")))


@on_one
def test_every_page_names_a_picture_that_is_there(with_pdfs: Path) -> None:
    for page in with_pdfs.rglob("index.html"):
        [image] = parse_file(page).css('head meta[property="og:image"]')
        name = image.attributes["content"].rpartition("/")[2]
        picture = Image.open(io.BytesIO((with_pdfs / "assets/cards" / name).read_bytes()))
        assert picture.size == SIZE, name


@pytest.fixture
def moved(project: Path, site: Path, tmp_path: Path) -> str:
    """What stands in the place of a page that has moved."""
    edit(project, "mkdocs.yml", "moved: {}", "moved: {k2.md: vitamin-k2.md}")
    shutil.copytree(site, tmp_path / "site")
    finish(tmp_path / "site", check(project, SUBJECT, os.environ["SITE_URL"]))
    return (tmp_path / "site/k2/index.html").read_text("utf-8")


def test_a_page_that_moved_leads_on(moved: str) -> None:
    html = BeautifulSoup(moved, "html.parser")
    assert html.a["href"].endswith("/vitamin-k2/")
    assert html.a["href"] in html.select_one("noscript meta[http-equiv=refresh]")["content"]


def test_a_code_of_a_page_that_moved_keeps_its_version_and_part(
    moved: str, browser: Browser
) -> None:
    old = str(BeautifulSoup(moved, "html.parser").a["href"]).replace("vitamin-k2/", "k2/")
    tab = browser.new_page()

    def answer(route: Route) -> None:
        context = route.request.url.startswith(old)
        route.fulfill(body=moved if context else "", content_type="text/html")

    tab.route("**/*", answer)
    tab.goto(f"{old}?copy=1.0#changes")
    tab.wait_for_url("**/vitamin-k2/?copy=1.0#changes")
    tab.close()


@pytest.mark.parametrize(
    ("moved", "said"),
    [
        (
            "{k2.md: vitamin-k2x.md}",
            "'vitamin-k2x.md' is not a page; did you mean 'vitamin-k2.md'?",
        ),
        ("{glossary.md: vitamin-k2.md}", "'glossary.md' is a page; it has not moved"),
        ("{../k2.md: vitamin-k2.md}", "'../k2.md' cannot be a page's name"),
        ("{k2.md: 5}", "'5' is not a page"),
        ("{factors.md: vitamin-k2.md}", "'factors.md' is a page; it has not moved"),
        ("{k2.md: vitamin-k2.md, k2.md: compare.md}", "'k2.md' appears twice"),
        ("{k2.md: [vitamin-k2.md]}", "'a list' is not a page"),
        ("k2.md", "write 'moved: {}' under 'extra'"),
        ("", "write 'moved: {}' under 'extra'"),
    ],
)
def test_a_page_that_moved_nowhere_is_a_fault(project: Path, moved: str, said: str) -> None:
    line = edit(project, "mkdocs.yml", "moved: {}", f"moved: {moved}")
    [diagnostic] = diagnostics(project)
    assert diagnostic.startswith(f"mkdocs.yml:{line}:")
    assert said in diagnostic


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("site_dir: !ENV [SITE_DIR, site]", "site_dir: site", "write 'site_dir: !ENV"),
        ("site_dir: !ENV [SITE_DIR, site]\n", "", "write 'site_dir: !ENV"),
        ("repo_url:", "repo_urls:", "the key 'repo_url' is missing"),
        ("site_name: The Misguided Mineral", "site_name:", "the key 'site_name' is missing"),
    ],
)
def test_a_site_without_its_name_or_place_is_a_fault(
    project: Path, old: str, new: str, said: str
) -> None:
    edit(project, "mkdocs.yml", old, new)
    [diagnostic] = diagnostics(project)
    assert diagnostic.startswith("mkdocs.yml:")
    assert said in diagnostic


def test_nothing_of_the_theme_is_published_that_no_page_asks_for(site: Path) -> None:
    pages = "".join(page.read_text("utf-8") for page in site.rglob("*.html"))
    files = {file.name for file in (site / "assets").rglob("*.*")}
    # What the search fetches, and the license that has to go with the font (OFL 1.1, 2).
    others = {
        "search-panel.js",
        "search-results.js",
        "minisearch.min.js",
        "tables.js",
        "headings-license.txt",
    }
    others |= {
        "handout-maker.js",
        "handout-maker.css",
        "lean-qr.min.js",
    }  # for a handout of one's own
    assert {name for name in files if name not in pages} == others


def test_the_repository_names_the_search_s_version_and_license() -> None:
    head = (ROOT / "docs/assets/minisearch.min.js").read_text("utf-8")[:1500]
    assert "MiniSearch 7.2.0" in head
    assert "Permission is hereby granted" in head
