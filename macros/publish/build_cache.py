"""What is slow to make, kept from build to build by the SHA-256 of all that goes into it.

The cache is a folder of files. What is `kept` is what would be made again, only slower; what is
remembered is where a build begins, which the book can show. Each file is its content behind the
content's own SHA-256, so that a broken one is made again.
"""

import contextlib
import functools
import importlib.metadata
import os
from collections.abc import Callable
from pathlib import Path

from macros.core.text_cache import digest, read_checked, write_checked

FOLDER = ".cache/build"
"""Where the cache of a project is, below its root."""
MOST_BYTES = 300_000_000
"""What the cache may hold. One build with every PDF writes 11 MB."""
MAKERS = (
    *("weasyprint", "pydyf", "tinycss2", "tinyhtml5", "cssselect2", "fonttools", "Pyphen"),
    *("brotli", "zopfli", "pypdfium2", "pillow", "pikepdf", "selectolax"),
)
"""The libraries that write PDFs and pictures, with those that they write them by."""


def kept(folder: Path | None, parts: tuple[str | bytes, ...], make: Callable[[], bytes]) -> bytes:
    """The result of `make`, from the cache if it was made of the same `parts` before.

    `folder` is the cache; None for no cache. A cache that cannot be read or written is no error.
    Two builds may share one: each file is written whole, then gets its name.
    """
    if folder is None:
        return make()
    file = folder / _key(parts)
    content = _read(file)
    if content is None:
        content = make()
        write_checked(file, content)
    return content


def recall(folder: Path | None, name: str) -> bytes:
    """What `remember` was last given under this name; empty if it never was."""
    return (_read(folder / _key((name,))) if folder else None) or b""


def remember(folder: Path | None, name: str, content: bytes) -> None:
    """Keep some content under a name, for `recall` in a later build."""
    if folder:
        write_checked(folder / _key((name,)), content)


def _read(file: Path) -> bytes | None:
    """The content of a file of the cache; None where there is none, or it is broken."""
    content = read_checked(file)
    if content is not None:
        with contextlib.suppress(OSError):  # a cache may be there to be read alone
            os.utime(file)  # what is used last is pruned last
    return content


def _key(parts: tuple[str | bytes, ...]) -> str:
    """The name of a file in the cache: the SHA-256 of these parts and of `makers`, as 64 digits."""
    raw = (part.encode() if isinstance(part, str) else part for part in (*parts, makers()))
    return digest(*raw).hex()


@functools.cache
def makers() -> bytes:
    """The SHA-256 of all that makes files: this package's code and fonts, libraries and Pango."""
    here = Path(__file__).parent
    files = sorted([*here.rglob("*.py"), *here.glob("fonts/*.woff2")])
    versions = [*map(importlib.metadata.version, MAKERS), str(_pango())]
    return digest(*(file.read_bytes() for file in files), *map(str.encode, versions))


def _pango() -> int:
    """The version of Pango, which breaks lines for WeasyPrint; 0 where it is missing."""
    try:
        from weasyprint.text.ffi import pango
    except OSError:
        return 0
    return int(pango.pango_version())


def prune(folder: Path, most_bytes: int = MOST_BYTES) -> None:
    """Remove what was used longest ago, until the cache holds no more than `most_bytes`."""
    with contextlib.suppress(OSError):
        files = [(file, file.stat()) for file in folder.iterdir()]
        size = 0
        for file, stat in sorted(files, key=lambda pair: pair[1].st_mtime, reverse=True):
            size += stat.st_size
            if size > most_bytes:
                file.unlink(missing_ok=True)
