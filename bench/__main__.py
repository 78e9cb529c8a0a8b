"""python -m bench [FACTOR …]: time the build at 1 and 10 times the content, or at each FACTOR.

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
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from bench.grow import grow

ROOT = Path(__file__).resolve().parent.parent
ADDRESS = {"SITE_URL": "https://handbook.example/"}
"""With the example address of mkdocs.yml, pages would have no QR codes."""
BUILD = ("-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", "site")
VARIANTS = {
    "site": ("grown", *BUILD),
    "bare": ("bare", *BUILD),
    "check": ("grown", "-m", "macros", "check"),
}
"""The project of each variant, and the arguments of Python there."""
ROUNDS = {1: 7, 10: 3}
"""Runs of each variant by factor; one for any other. Our own choice."""


class Timing(NamedTuple):
    """Median seconds of each variant at one size."""

    factor: int
    """How many times the content."""
    pages: int
    seconds: Mapping[str, float]


def run(folder: Path, *args: str) -> None:
    """Run Python in a folder. Raises CalledProcessError if it fails."""
    command, env = [sys.executable, *args], os.environ | ADDRESS
    subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=True)


def measure(folder: Path, factor: int) -> Timing:
    """Time every variant at one size, in a folder that it creates and deletes.

    The variants take turns, so that a busy moment slows all of them. Raises CalledProcessError if a
    build fails.
    """
    grow(ROOT, folder / "grown", factor)
    run(folder / "grown", str(ROOT / "bench" / "bare.py"), str(folder / "bare"))
    seconds: dict[str, list[float]] = {name: [] for name in VARIANTS}
    for _ in range(ROUNDS.get(factor, 1)):
        for name, (project, *args) in VARIANTS.items():
            start = time.perf_counter()
            run(folder / project, *args)
            seconds[name].append(time.perf_counter() - start)
    pages = len(list((folder / "grown" / "docs").rglob("*.md")))
    shutil.rmtree(folder)
    medians = {name: statistics.median(runs) for name, runs in seconds.items()}
    return Timing(factor, pages, medians)


def report(timings: list[Timing]) -> Iterator[str]:
    """Yield the lines of the report in Markdown."""
    packages = ("mkdocs", "mkdocs-material", "mkdocs-macros-plugin")
    versions = (f"{name} {importlib.metadata.version(name)}" for name in packages)
    yield "# How fast the handbook builds\n"
    yield "Written by `make bench`. Median seconds; in brackets, times **bare**: the same pages"
    yield "without macros and checks. **check** is `python -m macros check`. Nothing"
    yield "was edited since the previous run, so `.cache/texts` holds every parsed text.\n"
    machine = f"{os.cpu_count()} processors, Python {platform.python_version()}"
    yield f"{machine}, {', '.join(versions)}.\n"
    yield f"| Content | {' | '.join(VARIANTS)} |"
    yield f"| --- |{' ---: |' * len(VARIANTS)}"
    for timing in timings:
        bare = timing.seconds["bare"]
        cells = (f"{median:.2f} ({median / bare:.2f})" for median in timing.seconds.values())
        yield f"| {timing.factor}×: {timing.pages:,} pages | {' | '.join(cells)} |"
    for small, large in itertools.pairwise(timings):
        exponents = (f"{growth(small, large, name):.2f}" for name in VARIANTS)
        sizes = f"{small.factor}× to {large.factor}×"
        yield f"| growth, {sizes} (1 is linear) | {' | '.join(exponents)} |"


def growth(small: Timing, large: Timing, variant: str) -> float:
    """Return the exponent by which time grows with pages: 1 is linear, 2 is quadratic."""
    ratio = large.seconds[variant] / small.seconds[variant]
    return math.log(ratio) / math.log(large.pages / small.pages)


def main(args: list[str]) -> int:
    """Measure, print the report and write results.md. Return 1 if a build fails, else 0."""
    # With it, every run would compile all modules; a second run of a user does not.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryDirectory() as folder:
        try:
            timings = [measure(Path(folder) / text, int(text)) for text in args or ("1", "10")]
        except subprocess.CalledProcessError as error:
            print(error, error.stdout, error.stderr, sep="\n", file=sys.stderr)
            return 1
    text = "\n".join(report(timings))
    print(text)
    (ROOT / "bench" / "results.md").write_text(f"{text}\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
