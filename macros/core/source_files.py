"""The files of docs/ and data/ that belong to the handbook, and whether any has changed."""

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
"""Names that editors and file managers leave behind; the same as `exclude_docs` in mkdocs.yml."""


def is_litter(name: str) -> bool:
    """Whether a file or folder of this name was left behind by a program, such as ".x.md.swp"."""
    return any(fnmatch.fnmatchcase(name, pattern) for pattern in LITTER)


def source_files(folder: Path) -> Iterator[Path]:
    """Yield every file and folder below a folder, in order, except litter. Follows no links."""
    for path in sorted(folder.iterdir()) if folder.is_dir() and not folder.is_symlink() else ():
        if not is_litter(path.name):
            yield path
            yield from source_files(path)


def file_states(folder: Path | str) -> Iterator[tuple[str, int, int]]:
    """Yield path, time (ns) and size of every file below; fast, as Zensical asks for each page."""
    if not Path(folder).is_dir():
        return
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            if entry.is_dir(follow_symlinks=False):
                yield from file_states(entry.path)
            else:
                with contextlib.suppress(FileNotFoundError):  # just deleted, or a broken link
                    state = entry.stat()
                    yield entry.path, state.st_mtime_ns, state.st_size
