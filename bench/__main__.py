"""python -m bench [TIMES …]: time the build at 1 and 10 times the content, or at TIMES.

site: the pages as published. bare: the same pages without macros and checks (bare.py). check: every
check, without building. Prints a report and writes it to results.md; fails only when a build fails.
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
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from bench.grow import grow
from macros.publish.site_build import run_engine

ROOT = Path(__file__).resolve().parent.parent
ADDRESS = {"SITE_URL": "https://handbook.example/"}
"""Under the example address of mkdocs.yml, pages would have no codes for paper."""
ROUNDS = {1: 7, 10: 3}
"""Runs of each variant, by the times of the content; else one."""
PACKAGES = ("mkdocs", "mkdocs-material", "mkdocs-macros-plugin")


class Timing(NamedTuple):
    """Median seconds of each variant at one size."""

    times: int
    pages: int
    seconds: Mapping[str, float]


def build(folder: Path) -> subprocess.CompletedProcess[str]:
    """Build the strict site of a project."""
    return run_engine(folder, folder / "site", "--strict", "--quiet", env=ADDRESS)


def run(folder: Path, *args: str) -> subprocess.CompletedProcess[str]:
    """Run Python in a folder."""
    env = os.environ | ADDRESS
    return subprocess.run(
        [sys.executable, *args], cwd=folder, env=env, capture_output=True, text=True
    )


VARIANTS: dict[str, Callable[[Path], subprocess.CompletedProcess[str]]] = {
    "site": lambda folder: build(folder / "grown"),
    "bare": lambda folder: build(folder / "bare"),
    "check": lambda folder: run(folder / "grown", "-m", "macros", "check"),
}


def measure(folder: Path, times: int) -> Timing:
    """Time every variant at one size, in turn, so that a busy moment slows all of them.

    Raises CalledProcessError for a build that fails.
    """
    grow(ROOT, folder / "grown", times)
    run(folder / "grown", str(ROOT / "bench" / "bare.py"), str(folder / "bare")).check_returncode()
    seconds: dict[str, list[float]] = {name: [] for name in VARIANTS}
    for _ in range(ROUNDS.get(times, 1)):
        for name, variant in VARIANTS.items():
            start = time.perf_counter()
            variant(folder).check_returncode()
            seconds[name].append(time.perf_counter() - start)
    pages = len(list((folder / "grown" / "docs").rglob("*.md")))
    shutil.rmtree(folder)
    return Timing(times, pages, {name: statistics.median(s) for name, s in seconds.items()})


def report(timings: list[Timing]) -> Iterator[str]:
    """The figures as a page in Markdown, line by line."""
    versions = (f"{name} {importlib.metadata.version(name)}" for name in PACKAGES)
    yield "# How fast the handbook builds\n"
    yield "Written by `make bench`. Median seconds; in brackets, times **bare**: the same pages"
    yield "without macros and checks. **check** is `python -m macros check`. Nothing"
    yield "was edited since the run before: what was read of each text is in `.cache/texts`.\n"
    machine = f"{os.cpu_count()} processors, Python {platform.python_version()}"
    yield f"{machine}, {', '.join(versions)}.\n"
    yield f"| Content | {' | '.join(VARIANTS)} |"
    yield f"| --- |{' ---: |' * len(VARIANTS)}"
    for timing in timings:
        bare = timing.seconds["bare"]
        cells = (f"{s:.2f} ({s / bare:.2f})" for s in timing.seconds.values())
        yield f"| {timing.times}×: {timing.pages:,} pages | {' | '.join(cells)} |"
    for less, more in itertools.pairwise(timings):
        exponents = (f"{growth(less, more, name):.2f}" for name in VARIANTS)
        yield f"| growth, {less.times}× to {more.times}× (1 is linear) | {' | '.join(exponents)} |"


def growth(less: Timing, more: Timing, variant: str) -> float:
    """Exponent of the time by the pages: 1 is linear, 2 is quadratic."""
    ratio = more.seconds[variant] / less.seconds[variant]
    return math.log(ratio) / math.log(more.pages / less.pages)


def main(args: list[str]) -> int:
    """Measure, print, write; 1 when a build fails."""
    # Where this is set, each run would compile every module again, which nobody's second run does.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryDirectory() as folder:
        try:
            timings = [measure(Path(folder) / times, int(times)) for times in args or ("1", "10")]
        except subprocess.CalledProcessError as error:
            print(error, error.stdout, error.stderr, sep="\n", file=sys.stderr)
            return 1
    text = "\n".join(report(timings))
    print(text)
    (ROOT / "bench" / "results.md").write_text(f"{text}\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
