"""The live preview, as an editor sees it in a browser's tab that is never reloaded by hand."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import copy, diagnostics, edit
from mkdocs.config import load_config
from mkdocs.structure.files import get_files, set_exclusions
from playwright.sync_api import Browser, Page, expect

from macros.core.source_files import is_litter
from macros.publish.preview import (
    HOST,
    PreviewBuild,
    _add_panel,
    chosen_port,
    free_port,
    parse_diagnostics,
)

pytestmark = pytest.mark.xdist_group("preview")

SELDOM = pytest.mark.nightly

SOON = 60_000
"""Milliseconds until an edit must show; a build of a busy machine is waited for."""


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project that is previewed."""
    return copy(tmp_path_factory.mktemp("preview") / "project")


@pytest.fixture(scope="module")
def url(root: Path) -> Iterator[str]:
    """The address of its preview."""
    command = [sys.executable, "-m", "macros", "serve"]
    env = os.environ | {"PORT": str(free_port(18000)), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, cwd=root, env=env, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        said = next(line for line in server.stdout if "http" in line)
        yield re.findall(r"http://\S+", said)[0]
        server.send_signal(signal.SIGINT)


@pytest.fixture(scope="module")
def tab(browser: Browser, url: str) -> Iterator[Page]:
    """A tab with the glossary."""
    page = browser.new_page()
    page.goto(f"{url}glossary/", timeout=SOON)
    yield page
    page.close()


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("docs/glossary.md", "Doctors use", "A page was edited. Doctors use"),
        ("data/glossary.yml", "Calcium salts laid", "Data were edited, salts laid"),
        pytest.param(
            "macros/templates/blocks/glossary.html.jinja",
            "<dl",
            "<p>A template was edited.</p><dl",
            marks=SELDOM,
        ),
        pytest.param(
            "overrides/partials/footer.html",
            "<p>Version",
            "<p>The frame was edited. Version",
            marks=SELDOM,
        ),
        pytest.param(
            "mkdocs.yml",
            "Text CC BY 4.0, code",
            "The configuration was edited. Text CC BY 4.0",
            marks=SELDOM,
        ),
        pytest.param(
            "macros/topic/__init__.py",
            "SUBJECT = Subject(",
            "SUBJECT = code_was_edited(",
            marks=SELDOM,
        ),
    ],
    ids=lambda value: value.rpartition("/")[2] if "/" in value else None,
)
def test_an_edit_shows_by_itself(tab: Page, root: Path, file: str, old: str, new: str) -> None:
    before = (root / file).read_text("utf-8")
    shown = re.search(r"[\w ]+ (was|were) edited|code_was_edited", new)
    assert shown
    edit(root, file, old, new)
    try:
        expect(tab.locator("body")).to_contain_text(shown[0], timeout=SOON)
    finally:
        (root / file).write_text(before, "utf-8")


def test_an_edit_of_a_style_and_a_script_shows_by_itself(tab: Page, root: Path) -> None:
    with (root / "docs/assets/screen/type.css").open("a") as style:
        style.write("\nh1 { letter-spacing: 7px !important }\n")
    expect(tab.locator("h1")).to_have_css("letter-spacing", "7px", timeout=SOON)
    with (root / "docs/assets/every-page.js").open("a") as script:
        script.write('\ndocument.documentElement.lang = "en-AU";\n')
    expect(tab.locator("html")).to_have_attribute("lang", "en-AU", timeout=SOON)


def test_a_wrong_edit_shows_its_fault_until_it_is_mended(tab: Page, root: Path) -> None:
    line = edit(root, "docs/glossary.md", "{{ glossary() }}", "{{ glosary() }}")
    panel = tab.get_by_role("alert")
    expect(panel).to_contain_text(f"docs/glossary.md, line {line}, column 4", timeout=SOON)
    expect(panel).to_contain_text("did you mean 'glossary'?")
    expect(tab.locator("h1")).to_contain_text("Glossary")  # the last good page
    edit(root, "docs/glossary.md", "{{ glosary() }}", "{{ glossary() }}")
    expect(panel).to_have_count(0, timeout=SOON)


def test_a_preview_that_begins_with_a_fault_waits_for_its_mending(project: Path) -> None:
    edit(project, "docs/glossary.md", "{{ glossary() }}", "{{ glosary() }}")
    build = PreviewBuild(project, project / "preview", "http://127.0.0.1:1/", print)
    build()
    assert "did you mean &#39;glossary&#39;?" in (build.served / "index.html").read_text("utf-8")
    edit(project, "docs/glossary.md", "{{ glosary() }}", "{{ glossary() }}")
    build()
    assert "did you mean" not in (build.served / "index.html").read_text("utf-8")


def test_no_policy_stops_the_script_that_reloads(tab: Page) -> None:
    assert tab.locator('meta[http-equiv="Content-Security-Policy"]').count() == 0


def test_a_failure_that_is_no_diagnostic_is_shown_whole() -> None:
    assert parse_diagnostics("ERROR - Config value: wrong")[0]["message"] == (
        "ERROR - Config value: wrong"
    )


def test_a_busy_port_gives_way_to_the_next_free_one() -> None:
    with socket.socket() as busy:
        busy.bind((HOST, free_port(18500)))
        busy.listen()
        port = busy.getsockname()[1]
        assert free_port(port) > port


@pytest.mark.parametrize("port", ["0", "web", "-1", "70000"])
def test_a_port_that_cannot_be_is_named(port: str) -> None:
    with pytest.raises(OSError, match=f"PORT={port}: a port is a number from 1 to 65535"):
        chosen_port({"PORT": port})


@pytest.mark.parametrize(
    ("environ", "port"), [({}, 8000), ({"PORT": ""}, 8000), ({"PORT": "9"}, 9)]
)
def test_the_port_is_chosen_by_the_environment(environ: dict[str, str], port: int) -> None:
    assert chosen_port(environ) == port


LITTER = (".x.md.swp", "x.md~", ".#x.md", "#x.md#", "._x.md", "Thumbs.db", ".DS_Store", "4913")


def test_what_editors_leave_behind_is_no_page_and_no_data(project: Path) -> None:
    for name in LITTER:
        for folder in ("docs", "docs/factors", "data"):
            (
                project
                / folder
                / name.replace("x.md", "claims.yml" if folder == "data" else "x.md")
            ).write_text("?")
    assert diagnostics(project) == []
    config = load_config(str(project / "mkdocs.yml"))
    files = get_files(config)
    set_exclusions(files, config)
    built = {Path(file.src_uri).name for file in files if file.inclusion.is_included()}
    assert "vitamin-k2.md" in built
    assert built.isdisjoint(LITTER)


def test_a_name_like_a_page_is_no_litter() -> None:
    assert not [name for name in ("vitamin-k2.md", "assets", "claims.yml") if is_litter(name)]


def test_a_preview_that_begins_with_a_fault_can_be_read(tmp_path: Path) -> None:
    _add_panel(tmp_path, parse_diagnostics("data/a.yml:1:1: use straight quotes, not “ ”"))
    assert '<meta charset="utf-8">' in (tmp_path / "index.html").read_text("utf-8")
