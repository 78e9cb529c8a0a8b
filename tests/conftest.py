"""What the tests share: the project's copy that may be broken, the built site, the browser."""

import functools
import http.server
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from PIL import ImageFile
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.grow import copy_project  # noqa: E402
from macros.core.dataset import Dataset, draft_dataset  # noqa: E402
from macros.core.diagnostics import DiagnosticError  # noqa: E402
from macros.core.page_source import Page, page_text, parse_page  # noqa: E402
from macros.lint.run import check  # noqa: E402
from macros.publish.pdf import can_make_pdfs, inputs_digest  # noqa: E402
from macros.publish.site_build import run_engine  # noqa: E402
from macros.topic import SUBJECT  # noqa: E402

# Under the example address of mkdocs.yml, paper has no codes and no address of the site.
os.environ["SITE_URL"] = "https://handbook.example/"
CHROMIUM = (
    "chromium-headless-shell",  # the same engine without a window: a page opens in a third of the time
    *("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"),
)
FEW = ("vitamin-k2.md", "compare.md", "leaflets/warfarin-sheet.md")
"""Handouts of each kind: a topic, one on its side, one for a fridge door."""
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


@pytest.fixture(scope="session")
def dataset() -> Dataset:
    """The real data, checked."""
    return load_dataset(ROOT / "data")


def load_dataset(folder: Path) -> Dataset:
    """The data of a folder. Raises DiagnosticError with every diagnostic."""
    draft = draft_dataset(folder, SUBJECT)
    if draft.diagnostics or not draft.dataset:
        raise DiagnosticError(draft.diagnostics)
    return draft.dataset


def read_page(docs: Path, path: Path) -> Page:
    """One page. Raises DiagnosticError for its name, its front matter or its calls."""
    page, diagnostics = parse_page(*page_text(docs, path), SUBJECT)
    if diagnostics:
        raise DiagnosticError(diagnostics)
    return page


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project that a test may break."""
    return copy(tmp_path / "project")


def copy(to: Path) -> Path:
    copy_project(ROOT, to)
    return to


def edit(root: Path, file: str, old: str, new: str) -> int:
    """Change the first place where `old` stands; the line where `new` then begins."""
    path = root / file
    text = path.read_text("utf-8")
    assert old in text, f"{old!r} is not in {file}"
    start = text.index(old)
    path.write_text(text.replace(old, new, 1), "utf-8")
    return text.count("\n", 0, start) + 1


def diagnostics(root: Path) -> list[str]:
    """What the check says about a project, one line for each fault."""
    try:
        check(root, SUBJECT)
    except DiagnosticError as wrong:
        return [str(diagnostic) for diagnostic in wrong.diagnostics]
    return []


def build(root: Path, to: Path) -> subprocess.CompletedProcess[str]:
    """Run the strict MkDocs build of a project into a folder."""
    return run_engine(root, to, "--strict")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real site, built once."""
    folder = tmp_path_factory.mktemp("built")
    done = build(copy(folder / "project"), folder / "site")
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "site"


@pytest.fixture
def bare_site(tmp_path: Path) -> Path:
    """A site of which PDFs can be made: it has a style for paper, which is empty."""
    if not can_make_pdfs():
        pytest.skip("WeasyPrint finds no Pango here")
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint sets it, for other tests too
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "print.css").touch()
    inputs_digest.cache_clear()
    return tmp_path


@pytest.fixture(scope="session")
def addresses(site: Path) -> list[str]:
    """The address of every page below the site's root."""
    folders = (file.parent.relative_to(site).as_posix() for file in site.rglob("index.html"))
    return sorted("" if folder == "." else f"{folder}/" for folder in folders)


EACH_KIND = ("", "vitamin-k2/", "compare/", "safety/", "article/", "evidence/claims/vitamin-k2/")
"""A page of each kind."""


@pytest.fixture(scope="session")
def sample(addresses: list[str], request: pytest.FixtureRequest) -> list[str]:
    """The address of every page in the night's run, else of a page of each kind."""
    whole = request.config.option.markexpr != "not nightly"
    return addresses if whole else [address for address in addresses if address in EACH_KIND]


@pytest.fixture(scope="session")
def page(site: Path) -> Callable[[str], BeautifulSoup]:
    """Read one page of the built site: page("compare/")."""

    @functools.cache
    def read(address: str) -> BeautifulSoup:
        return BeautifulSoup((site / address / "index.html").read_text("utf-8"), "html.parser")

    return read


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium; never one that a package fetches."""
    names = filter(None, (os.environ.get("CHROMIUM"), *CHROMIUM))
    path = next(filter(None, map(shutil.which, names)), None)
    if path is None:
        pytest.fail("Chromium is missing; install it or set CHROMIUM to its path", pytrace=False)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield running
        running.close()


@pytest.fixture(scope="session")
def served(site: Path) -> Iterator[str]:
    """The address of the built site on this machine."""
    yield from serve(site)


def serve(site: Path) -> Iterator[str]:
    """Serve a folder on this machine; yields its address."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *words: object) -> None:
            pass

    handler = functools.partial(Quiet, directory=str(site))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


@pytest.fixture(scope="session")
def with_pdfs(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    """The real site with its PDFs, as `make site` builds it; beside it what the build said.

    Every night it has all PDFs, else those of a page of each kind: all take two minutes.
    """
    few = {} if request.config.option.markexpr != "not nightly" else {"PDFS": " ".join(FEW)}
    return finished(tmp_path_factory.mktemp("pdfs") / "project", few) / "site"


def finished(project: Path, settings: dict[str, str]) -> Path:
    """A copy of the project with its site, built with these settings of the environment."""
    done = subprocess.run(
        [sys.executable, "-m", "macros", "site"],
        cwd=copy(project),
        env=os.environ | settings,
        capture_output=True,
        text=True,
        check=False,
    )
    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    (project / "said.txt").write_text(said, "utf-8")
    return project
