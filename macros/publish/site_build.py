"""Run an engine; replace site/ with a finished site."""

import contextlib
import errno
import itertools
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path

from macros.core.address import EXAMPLE, addresses
from macros.publish.git import GitError, git, origin

ENGINES = ("mkdocs", "zensical")
FINISH, LATER = "FINISH", "later"
"""An environment variable, and its value that keeps on_post_build from finishing the site, as
`python -m macros site` does so itself."""


def run_engine(
    root: Path,
    site: Path,
    *options: str,
    engine: str = "mkdocs",
    env: Mapping[str, str] = {},
    capture: bool = True,
) -> subprocess.CompletedProcess[str]:
    """Build the pages of the project in `root` into `site`; a failed build does not raise.

    `options` are arguments of the engine; `env` is added to the environment; `capture` keeps the
    output in the result instead of printing it.
    """
    if engine == "zensical":  # has no --site-dir; mkdocs.yml reads SITE_DIR
        options, env = (*options, "--clean"), {**env, "SITE_DIR": os.path.relpath(site, root)}
    else:
        options = (*options, "--site-dir", str(site))
    return subprocess.run(
        [sys.executable, "-m", engine, "build", *options],
        cwd=root,
        # NO_MKDOCS_2_WARNING hides Material's end-of-life notice.
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1", **env},
        capture_output=capture,
        encoding="utf-8",
        errors="replace",
    )


def set_addresses(root: Path, *names: str) -> None:
    """Set SITE_URL or REPO_URL, where known, in the environment that mkdocs.yml reads."""
    # A fork that has written its own address into mkdocs.yml keeps it. The build reports a file
    # that is not UTF-8.
    is_example = EXAMPLE in (root / "mkdocs.yml").read_text("utf-8", "replace")
    known = addresses(os.environ, origin(root) if is_example else "")
    for name in names:
        os.environ.pop(name, None)  # an empty value would override mkdocs.yml
        if name in known:
            os.environ[name] = known[name]


def source_date_epoch(root: Path, newest: date) -> str:
    """Return the commit's timestamp for SOURCE_DATE_EPOCH; without git, that of day `newest`.

    It replaces the clock, so that a commit gives the same bytes on any day.
    """
    try:
        return git("log", "-1", "--format=%ct", root=root).decode().strip()
    except GitError:
        return f"{datetime.combine(newest, time.min, UTC).timestamp():.0f}"


@contextlib.contextmanager
def fresh_site(root: Path) -> Iterator[Path]:
    """Yield a folder to build in; it becomes site/ when the block ends without an error.

    Each build has a folder of its own, so that concurrent builds do not clash.
    """
    with tempfile.TemporaryDirectory(prefix=".site-", dir=root) as folder:
        fresh = Path(folder) / "site"
        yield fresh
        replace_site(root / "site", fresh, Path(folder) / "old")


def replace_site(site: Path, fresh: Path, old: Path) -> None:
    """Move `fresh` to `site`; if there is a site already, move it to `old` with a number."""
    for attempt in itertools.count():
        with contextlib.suppress(FileNotFoundError):
            site.rename(old.with_suffix(f".{attempt}"))
        try:
            fresh.rename(site)
            return
        except OSError as error:
            # Another build may have put its site there since.
            if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):
                raise
