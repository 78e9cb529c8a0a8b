"""Which files of docs/ and data/ are the handbook's."""

import fnmatch
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
