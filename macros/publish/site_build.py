"""Run an engine; put a finished site in the place of the last one."""

import contextlib
import errno
import itertools
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path

from macros.core.address import EXAMPLE, addresses
from macros.publish.git import GitError, git, origin

ENGINES = ("mkdocs", "zensical")
FINISH, LATER = "FINISH", "later"
"""A variable of the environment, and its value that keeps the engine's hook from finishing the
site: `python -m macros site` does so itself."""
SUPPRESS_EOL_WARNING = {"NO_MKDOCS_2_WARNING": "1"}
"""Hides Material's end-of-life notice."""


def run_engine(
    root: Path,
    site: Path,
    *options: str,
    engine: str = "mkdocs",
    env: Mapping[str, str] = {},
    capture: bool = True,
) -> subprocess.CompletedProcess[str]:
    """Build the pages of the project below `root` into `site`, with that project's own code.

    `options` are the engine's; `env` is added to the environment.
    """
    if engine == "zensical":  # has no --site-dir; mkdocs.yml reads SITE_DIR
        options, env = (*options, "--clean"), {**env, "SITE_DIR": os.path.relpath(site, root)}
    else:
        options = (*options, "--site-dir", str(site))
    return subprocess.run(
        [sys.executable, "-m", engine, "build", *options],
        cwd=root,
        env={**os.environ, **SUPPRESS_EOL_WARNING, **env},
        capture_output=capture,
        encoding="utf-8",
        errors="replace",
    )


def set_addresses(root: Path, *names: str) -> None:
    """Set SITE_URL or REPO_URL, where known, in the environment that mkdocs.yml reads."""
    # A fork that has written its own address into mkdocs.yml keeps it.
    remote = origin(root) if EXAMPLE in (root / "mkdocs.yml").read_text("utf-8") else ""
    known = addresses(os.environ, remote)
    for name in names:
        os.environ.pop(name, None)  # an empty one would win over mkdocs.yml
        os.environ.update({name: known[name]} if name in known else {})


def source_date_epoch(root: Path, newest: date) -> str:
    """Commit timestamp for SOURCE_DATE_EPOCH; without git, the day of the newest change.

    It stands in the place of the clock, so that a commit gives the same bytes on any day.
    """
    try:
        return git("log", "-1", "--format=%ct", root=root).decode().strip()
    except GitError:
        return f"{datetime(newest.year, newest.month, newest.day, tzinfo=UTC).timestamp():.0f}"


@contextlib.contextmanager
def fresh_site(root: Path) -> Iterator[Path]:
    """A folder to build in; it becomes site/ when the block ends, unless an error ends it.

    Each build has a folder of its own, so that two builds at once do not meet.
    """
    with tempfile.TemporaryDirectory(prefix=".site-", dir=root) as folder:
        fresh = Path(folder) / "site"
        yield fresh
        replace_site(root / "site", fresh, Path(folder) / "old")


def replace_site(site: Path, fresh: Path, old: Path) -> None:
    """Move a finished site into place, and the last one to `old`."""
    for attempt in itertools.count():
        with contextlib.suppress(FileNotFoundError):
            site.rename(old.with_suffix(f".{attempt}"))
        try:
            fresh.rename(site)
            return
        except OSError as error:
            # Another build has put its site there since.
            if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):
                raise
