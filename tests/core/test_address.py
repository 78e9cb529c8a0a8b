"""Where a build will stand, and what paper says of it."""

import os
import subprocess
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from conftest import ROOT

from macros.core.address import EXAMPLE, addresses, github_addresses, is_public
from macros.core.page_frame import page_metadata
from macros.lint.run import check
from macros.publish.offline_zip import _readme
from macros.publish.preview import site_server
from macros.publish.site_build import set_addresses
from macros.topic import SUBJECT

PUBLIC = "https://you.github.io/handbook/"
SOURCE = "https://github.com/you/handbook"
ORIGINS = {
    "git@github.com:you/handbook.git": (PUBLIC, SOURCE),
    "git@github.com:you/handbook": (PUBLIC, SOURCE),
    "https://github.com/you/handbook": (PUBLIC, SOURCE),
    "https://github.com/you/handbook/": (PUBLIC, SOURCE),
    "https://github.com/you/handbook.git\n": (PUBLIC, SOURCE),
    "https://name:secret@github.com/you/handbook.git": (PUBLIC, SOURCE),
    "ssh://git@github.com/you/handbook.git": (PUBLIC, SOURCE),
    "ssh://git@ssh.github.com:443/you/handbook.git": (PUBLIC, SOURCE),
    "https://github.com/you/you.github.io": (
        "https://you.github.io/",
        "https://github.com/you/you.github.io",
    ),
    "git@github.com:You/you.GitHub.io.git": (
        "https://you.github.io/",
        "https://github.com/You/you.GitHub.io",
    ),
    "https://github.com/You-Two/v1.2": (
        "https://you-two.github.io/v1.2/",
        "https://github.com/You-Two/v1.2",
    ),
}
ELSEWHERE = (
    "",
    "../handbook",
    "/srv/git/github.com/you/handbook.git",
    "https://code.example/you/handbook.git",
    "https://github.com.example.org/you/handbook",
    "https://github.com/you",
    "https://gist.github.com/you/handbook",
)


@pytest.mark.parametrize("origin", ORIGINS)
def test_a_clone_of_github_knows_its_addresses(origin: str) -> None:
    assert tuple(github_addresses(origin).values()) == ORIGINS[origin]


@pytest.mark.parametrize("origin", ELSEWHERE)
def test_no_other_clone_has_an_address(origin: str) -> None:
    assert github_addresses(origin) == {}


@pytest.mark.parametrize(
    ("environ", "site", "repository"),
    [
        ({}, PUBLIC, SOURCE),
        ({"SITE_URL": "", "REPO_URL": ""}, PUBLIC, SOURCE),
        ({"SITE_URL": "https://other.example/"}, "https://other.example/", SOURCE),
        ({"REPO_URL": "https://code.example/x", "HOME": "/"}, PUBLIC, "https://code.example/x"),
    ],
)
def test_the_environment_wins_and_an_empty_variable_counts_as_unset(
    environ: dict[str, str], site: str, repository: str
) -> None:
    known = addresses(environ, "git@github.com:you/handbook.git")
    assert known == {"SITE_URL": site, "REPO_URL": repository}


def test_without_an_origin_only_what_is_set_is_known() -> None:
    assert addresses({"SITE_URL": "", "REPO_URL": SOURCE}, "") == {"REPO_URL": SOURCE}


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty clone of you/handbook on GitHub in which the commands run."""
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    words = ["git", "remote", "add", "origin", "git@github.com:you/handbook.git"]
    subprocess.run(words, cwd=tmp_path, check=True)
    (tmp_path / "mkdocs.yml").write_text((ROOT / "mkdocs.yml").read_text("utf-8"), "utf-8")
    monkeypatch.setenv("SITE_URL", "")
    monkeypatch.delenv("REPO_URL", raising=False)
    return tmp_path


def test_a_build_is_told_the_addresses_of_its_clone(clone: Path) -> None:
    set_addresses(clone, "SITE_URL", "REPO_URL")
    assert {name: os.environ.get(name) for name in ("SITE_URL", "REPO_URL")} == {
        "SITE_URL": PUBLIC,
        "REPO_URL": SOURCE,
    }


def test_an_address_in_mkdocs_yml_is_not_replaced(clone: Path) -> None:
    file = clone / "mkdocs.yml"
    file.write_text(file.read_text("utf-8").replace(EXAMPLE, "https://our.example/"), "utf-8")
    set_addresses(clone, "SITE_URL", "REPO_URL")
    assert "SITE_URL" not in os.environ


def test_the_example_is_the_address_of_mkdocs_yml() -> None:
    assert f'[SITE_URL, "{EXAMPLE}"]' in (ROOT / "mkdocs.yml").read_text("utf-8")
    assert not is_public(EXAMPLE)
    assert not is_public("/")
    assert is_public(PUBLIC)


@pytest.mark.parametrize(("address", "printed"), [(EXAMPLE, False), ("https://you.example/", True)])
def test_paper_has_codes_and_an_address_only_where_they_lead_somewhere(
    address: str, printed: bool
) -> None:
    project = check(ROOT, SUBJECT, address)
    host = address.split("/")[2]
    for path, rendered in project.rendered.items():
        page = BeautifulSoup("".join(rendered.html), "html.parser")
        assert bool(page.select(".pt-qr")) is printed, path
        assert (host in page.select_one(".pt-run").get_text()) is printed, path
        assert (host in page_metadata(project, path)["address"]) is printed, path
        if page.select("ol.sources"):
            assert ("the address below" in page.select_one(".pt-end").get_text()) is printed, path


def test_the_zip_names_the_site_only_where_it_can_be_opened() -> None:
    assert PUBLIC in _readme("Bread", "1", PUBLIC).decode()
    assert "newest version" not in _readme("Bread", "1", EXAMPLE).decode()


@pytest.fixture
def shown(tmp_path: Path) -> Iterator[str]:
    """The address of a machine that shows a site as if it were published in /handbook/."""
    (tmp_path / "index.html").write_text("home")
    server = site_server(tmp_path, "/handbook/", 0)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_built_site_is_shown_below_its_path_and_nowhere_else(shown: str) -> None:
    with urllib.request.urlopen(f"{shown}/handbook/?copy=1") as answer:
        assert answer.read() == b"home"
    for path in ("/", "/index.html", "/etc/passwd", "/handbook/none/"):
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(shown + path)
