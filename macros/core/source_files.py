"""Which files of docs/ and data/ are the handbook's, and whether one has changed."""

import contextlib
import fnmatch
import os
from collections.abc import Iterator
from pathlib import Path

LITTER = (
    *(".*", "*~", "#*#", "*.sw?", "*___jb_*___", "4913"),  # editors: vim, Emacs, JetBrains
    *("Thumbs.db", "ehthumbs.db", "desktop.ini", "Icon\r"),  # file managers
    "__pycache__",
)
"""Names that editors and file managers leave behind. `exclude_docs` in mkdocs.yml says the same."""


def is_litter(name: str) -> bool:
    """Whether a file or folder of this name is left behind by a program, as in ".x.md.swp"."""
    return any(fnmatch.fnmatchcase(name, pattern) for pattern in LITTER)


def source_files(folder: Path) -> Iterator[Path]:
    """Every file and folder below a folder, in order, without litter and its contents."""
    for path in sorted(folder.iterdir()) if folder.is_dir() and not folder.is_symlink() else ():
        if not is_litter(path.name):
            yield path
            yield from source_files(path)


def fingerprint(folder: Path | str) -> Iterator[tuple[str, int, int]]:
    """Name, time and size of every file below a folder: Zensical asks for each of its pages."""
    if not Path(folder).is_dir():
        return
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            if entry.is_dir(follow_symlinks=False):
                yield from fingerprint(entry.path)
            else:
                with contextlib.suppress(FileNotFoundError):  # it is gone, or a link to nothing
                    state = entry.stat()
                    yield entry.path, state.st_mtime_ns, state.st_size
