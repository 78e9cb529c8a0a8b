"""python -m bench [TIMES …]: build the site in several ways, in turn, and compare.

site: the pages as published. bare: the same rendered pages without macros and checks (bare.py); no
search: without the theme's index either. zensical: the site under the second engine. check: every
rule, without building. Each at 1, 10 and 50 times the
content (grow.py), or as many times as is asked for. Prints a table and writes results.md and
results.svg beside this file. It reports, and fails only when a build fails.
"""

import importlib.metadata
import itertools
import math
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from ruamel.yaml import YAML

from bench.grow import grow
from bench.preview import edits
from macros.publish.site_build import SUPPRESS_EOL_WARNING

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
ADDRESS = {"SITE_URL": "https://handbook.example/"}
"""Under the example address of mkdocs.yml, pages would have no codes for paper."""
TIMES = (1, 10, 50)
ROUNDS = {1: 7, 10: 3}
"""How often each build is run; once where nothing else is said."""
WAYS: dict[str, list[str]] = {
    "site": ["-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", "../built"],
    "bare": ["-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", "../built"],
    "no search": [
        *("-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", "../built"),
        *("--config-file", "no-search.yml"),
    ],
    "zensical": ["-m", "zensical", "build", "--strict", "--clean"],
    "check": ["-m", "macros", "check"],
}
BARE = ("bare", "no search")
"""Ways that build what bare.py has written."""


class Size(NamedTuple):
    """How much content there is."""

    times: int
    pages: int
    claims: int
    references: int


class Took(NamedTuple):
    """What some runs of one way took."""

    seconds: float
    """The median."""
    memory: float
    """The highest, in MiB."""


def main(words: list[str]) -> int:
    """Measure, print, write. 0 when every build was made."""
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        for times in map(int, words) if words else TIMES:
            try:
                size, took = measure(Path(folder) / str(times), times)
            except subprocess.CalledProcessError as wrong:
                print(f"{wrong}\n{wrong.output}", file=sys.stderr)
                return 1
            found[size] = took
            print(*rows(size, took), sep="\n", flush=True)
        preview = edits(ROOT, Path(folder) / "preview")
    values = report(found, preview)
    templates = Environment(
        loader=FileSystemLoader(HERE), undefined=StrictUndefined, trim_blocks=True
    )
    templates.filters["thousands"] = "{:,}".format
    for name in ("results.md", "results.svg"):
        text = templates.get_template(f"{name}.jinja").render(values)
        (HERE / name).write_text(text + "\n", "utf-8")
    for less, more, exponents in values["growth"]:
        grown = "  ".join(f"{way} {n:.2f}" for way, n in zip(WAYS, exponents, strict=True))
        print(f"growth from {less.times}× to {more.times}×, as an exponent of the pages: {grown}")
    ratio = preview["data"] / preview["page"]
    print(
        f"preview: page {preview['page']:.2f} s, data {preview['data']:.2f} s, {ratio:.2f} × page"
    )
    return 0


def measure(folder: Path, times: int) -> tuple[Size, dict[str, Took]]:
    """Every way at one size, in turn: what one run slows, it slows for all."""
    site, bare = folder / "site", folder / "bare"
    grow(ROOT, site, times)
    run([str(HERE / "bare.py"), str(bare)], site)
    runs: dict[str, list[Took]] = {way: [] for way in WAYS}
    for _ in range(ROUNDS.get(times, 1)):
        for way, words in WAYS.items():
            runs[way].append(run(words, bare if way in BARE else site))
    pages = len(list((site / "docs").rglob("*.md")))
    claims, works = (
        len(YAML(typ="safe").load(site / "data" / f"{name}.yml")[name])
        for name in ("claims", "references")
    )
    shutil.rmtree(folder)
    return Size(times, pages, claims, works), {
        way: Took(statistics.median(t.seconds for t in all_), max(t.memory for t in all_))
        for way, all_ in runs.items()
    }


def run(words: list[str], folder: Path) -> Took:
    """Run Python with these words in a folder. Raises CalledProcessError when it fails."""
    with tempfile.TemporaryFile("w+", encoding="utf-8") as said:
        start = time.perf_counter()
        env = os.environ | SUPPRESS_EOL_WARNING | ADDRESS
        process = subprocess.Popen(
            [sys.executable, *words], cwd=folder, env=env, stdout=said, stderr=said
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            raise subprocess.CalledProcessError(process.returncode, words, said.read())
    # Linux counts KiB, macOS bytes.
    return Took(seconds, usage.ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10))


def rows(size: Size, took: dict[str, Took]) -> Iterator[str]:
    """One size in lines for the terminal."""
    yield f"{size.times}×: {size.pages} pages, {size.claims} claims, {size.references} references"
    for way, (seconds, memory) in took.items():
        ratio = seconds / took["bare"].seconds
        yield f"  {way:10}{seconds:7.2f} s {memory:6.0f} MiB   {ratio:.2f} × bare"


def report(found: dict[Size, dict[str, Took]], preview: dict[str, float]) -> dict[str, Any]:
    """What the templates show: sizes, times, growth exponents, and the lines of the plot."""
    names = ("mkdocs", "mkdocs-material", "mkdocs-macros-plugin", "zensical")
    return {
        "found": found,
        "growth": list(_growth(found)),
        "lines": {way: [_point(s, took[way]) for s, took in found.items()] for way in WAYS},
        "preview": preview,
        "machine": f"{os.cpu_count()} processors, Python {platform.python_version()}",
        "versions": [f"{name} {importlib.metadata.version(name)}" for name in names],
    }


def _point(size: Size, took: Took) -> tuple[float, float]:
    """Where a time stands in the plot: 10 to 10,000 pages across, 0.1 to 1,000 seconds up."""
    across, up = math.log10(size.pages / 10) / 3, math.log10(took.seconds / 0.1) / 4
    return round(60 + 520 * across, 1), round(320 - 280 * up, 1)


def _growth(found: dict[Size, dict[str, Took]]) -> Iterator[tuple[Size, Size, list[float]]]:
    """From each size to the next, for each way: 1 is linear in pages, 2 is quadratic."""
    for (less, before), (more, after) in itertools.pairwise(found.items()):
        pages = math.log(more.pages / less.pages)
        yield less, more, [math.log(after[w].seconds / before[w].seconds) / pages for w in WAYS]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
