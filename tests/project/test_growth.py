"""What a build does once, and what a larger handbook keeps."""

import json
import os
import subprocess
import sys
from collections import Counter
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urljoin

import pytest
from bs4 import BeautifulSoup
from conftest import ROOT, build

from bench.__main__ import Timing, growth, report
from bench.grow import UNCOPIED, grow
from macros.engines import BuildStopped, define_env, finish_site
from macros.lint.run import check
from macros.publish.site_build import source_date_epoch
from macros.topic import SUBJECT

COUNTED = """
import atexit, json, runpy, sys
from collections import Counter
from jinja2 import BaseLoader
from macros.core import dataset
from macros.topic.macros.all import MACROS
done = Counter()
read, loaded = dataset.read_file, BaseLoader.load
def counted_read(path, positions):
    done[path.name] += 1
    return read(path, positions)
def counted_load(self, environment, name, globals=None):
    if name.endswith(".jinja"):
        done[name] += 1
    return loaded(self, environment, name, globals)
def counted(name, macro):
    def call(*words, **named):
        done[name] += 1
        return macro(*words, **named)
    call.__wrapped__ = macro
    call.__name__ = name
    return call
dataset.read_file, BaseLoader.load = counted_read, counted_load
for name, macro in MACROS.items():
    MACROS[name] = counted(name, macro)
out, engine, *words = sys.argv[1:]
atexit.register(lambda: open(out, "w").write(json.dumps(done)))
sys.argv = [engine, *words]
runpy.run_module(engine, run_name="__main__", alter_sys=True)
"""
"""Runs an engine and writes how often each data file was read, template loaded and macro made."""


@pytest.mark.parametrize(
    "words",
    [
        ["mkdocs", "build", "--strict", "--site-dir", "out"],
        pytest.param(["zensical", "build", "--strict"], marks=pytest.mark.nightly),
    ],
    ids=["mkdocs", "zensical"],
)
def test_a_build_reads_the_data_makes_a_call_and_loads_a_template_once(
    project: Path, tmp_path: Path, words: list[str]
) -> None:
    (project / "counted.py").write_text(COUNTED, "utf-8")
    out = tmp_path / "done.json"
    command = [sys.executable, "counted.py", str(out), *words]
    subprocess.run(command, cwd=project, check=True, capture_output=True)
    done = json.loads(out.read_text("utf-8"))
    calls = Counter(
        call.name
        for rendered in check(ROOT, SUBJECT).rendered.values()
        for call in rendered.page.calls
    )
    files = {name: count for name, count in done.items() if name.endswith(".yml")}
    templates = {name: count for name, count in done.items() if name.endswith(".jinja")}
    assert files == {file.name: 1 for file in (ROOT / "data").glob("*.yml")}
    assert len(templates) > 30
    assert set(templates.values()) == {1}
    assert {name: count for name, count in done.items() if "." not in name} == calls


EDITED = """
from pathlib import Path
from macros.lint.run import check
from macros.publish.site_build import source_date_epoch
from macros.topic import SUBJECT
root = Path.cwd()
print(check(root, SUBJECT) is check(root, SUBJECT))
for name in ("mkdocs.yml", "data/claims.yml", "docs/glossary.md", "macros/templates/blocks/claim.html.jinja"):
    before, file = check(root, SUBJECT), root / name
    file.write_text(file.read_text("utf-8") + "\\n", "utf-8")
    print(check(root, SUBJECT) is before)
"""


def test_what_was_made_is_made_again_when_a_page_data_or_a_template_changes(project: Path) -> None:
    words = [sys.executable, "-c", EDITED]
    done = subprocess.run(words, cwd=project, check=True, capture_output=True, text=True)
    assert done.stdout.split() == ["True", *["False"] * 4]


def test_a_file_behind_a_link_is_read_again_when_it_changes(project: Path, tmp_path: Path) -> None:
    file, there = project / "docs/glossary.md", tmp_path / "there.md"
    file.rename(there)
    file.symlink_to(there)
    before = check(project, SUBJECT)
    there.write_text(there.read_text("utf-8") + "\n", "utf-8")
    assert check(project, SUBJECT) is not before


@pytest.mark.parametrize("page", ["glossary.md", "a-new-page.md"])
def test_a_page_that_changes_while_it_is_built_stops_the_build(page: str) -> None:
    macros = {}
    env = SimpleNamespace(
        project_dir=str(ROOT),
        conf={"site_url": "/", "repo_url": ""},
        macro=lambda macro, name: macros.update({name: macro}),
        page=None,
    )
    define_env(env)
    env.page = SimpleNamespace(path=page, meta={})
    macros["checked"]()
    assert macros["claim"]("calcium-paradox") == ""
    with pytest.raises(BuildStopped, match=f"docs/{page}: the page has changed"):
        finish_site(env)
    define_env(env)  # Zensical registers the macros while it reads a page
    with pytest.raises(BuildStopped, match=f"docs/{page}: the page has changed"):
        macros["claim"]("calcium-paradox")


@pytest.mark.nightly
def test_the_day_of_a_build_leaves_no_trace(
    site: Path, project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")  # MkDocs's "today" is then 2 January 1970
    assert build(project, tmp_path / "site").returncode == 0
    files = {f.relative_to(site): f.read_bytes() for f in site.rglob("*") if f.is_file()}
    again = {f: (tmp_path / "site" / f).read_bytes() for f in files}
    assert [f for f in files if files[f] != again[f]] == []


def test_what_asks_for_a_time_is_told_the_commit_s(tmp_path: Path) -> None:
    newest = date(1970, 1, 3)
    assert source_date_epoch(tmp_path, newest) == "172800"
    who = {"GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@example.org"}
    who |= {"GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.org"}
    when = {"GIT_COMMITTER_DATE": "1767312000 +0000"}
    for words in (["init"], ["commit", "--allow-empty", "-m", "a"]):
        command = ["git", *words, "--quiet"]
        subprocess.run(command, cwd=tmp_path, check=True, env=os.environ | who | when)
    assert source_date_epoch(tmp_path, newest) == "1767312000"


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project with four times its content."""
    folder = tmp_path_factory.mktemp("grown")
    grow(ROOT, folder / "project", 4)
    return folder / "project"


@pytest.mark.nightly
def test_a_larger_handbook_keeps_every_rule(grown: Path) -> None:
    command = [sys.executable, "-m", "macros", "check"]
    done = subprocess.run(command, cwd=grown, check=True, capture_output=True, text=True)
    before = check(ROOT, SUBJECT)
    copied = [path for path in before.meta if not UNCOPIED.match(path)]
    quoted = [claim for claim in before.dataset.handbook.claims if claim.quote]
    pages, claims = (
        len(before.meta) + 3 * len(copied),
        len(before.dataset.handbook.claims) + 3 * len(quoted),
    )
    assert done.stdout == f"{pages} pages, {claims} claims, no faults\n"


@pytest.mark.nightly
def test_a_large_menu_is_open_where_the_reader_is(grown: Path, tmp_path: Path) -> None:
    assert build(grown, tmp_path / "site").returncode == 0
    html = (tmp_path / "site/vitamin-k2/index.html").read_text("utf-8")
    menu = BeautifulSoup(html, "html.parser").select_one("#menu")
    branches = {
        branch.find(["a", "summary"]).get_text(): branch.select(":scope ul a")
        for branch in menu.select(".menu-pages > .menu-section")
    }
    assert [name for name, pages in branches.items() if pages] == ["Vitamins and calcium"]
    for link in menu.select("a[href]:not([href^='#'])"):
        assert (tmp_path / "site/vitamin-k2" / link["href"] / "index.html").exists()


def test_each_page_stands_in_its_own_menu_and_most_in_every_menu(
    site: Path, addresses: list[str]
) -> None:
    in_every_menu: set[str] | None = None
    for address in addresses:
        html = (site / address / "index.html").read_text("utf-8")
        menu = BeautifulSoup(html, "html.parser").select_one("#menu")
        assert menu.select_one("[aria-current=page]"), address
        links = {urljoin(f"/{address}", str(a["href"])) for a in menu.select("a:not([href^='#'])")}
        in_every_menu = links if in_every_menu is None else in_every_menu & links
    assert {f"/{page}/" for page in ("help-now", "safety", "vitamin-k2")} <= in_every_menu
    assert "/leaflets/warfarin-sheet/" not in in_every_menu


def test_a_time_that_grows_with_the_pages_has_the_exponent_1() -> None:
    timings = [Timing(n, 40 * n, {"site": 0.5 * n, "bare": n, "check": n**2}) for n in (1, 10)]
    assert growth(*timings, "site") == pytest.approx(1)
    assert growth(*timings, "check") == pytest.approx(2)
    assert [line for line in report(timings) if line.startswith("| growth")] == [
        "| growth, 1× to 10× (1 is linear) | 1.00 | 1.00 | 2.00 |"
    ]
