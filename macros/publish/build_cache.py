"""A cache of PDFs and pictures between builds, keyed by the SHA-256 of all that goes into them.

The cache is a folder of files. `cached_bytes` never changes a result, it only saves time; what is
remembered is the start of the next build, so it can affect a result. Each file begins with the
SHA-256 of its content, so that a broken one is made again.
"""

import contextlib
import functools
import importlib.metadata
import os
from collections.abc import Callable
from pathlib import Path

from macros.core.text_cache import digest, read_checked, write_checked

FOLDER = ".cache/build"
"""The folder of a project's cache, below its root."""
MAX_BYTES = 300_000_000
"""The size to which `prune` cuts the cache. One build with every PDF writes 11 MB."""
PUBLISH_LIBRARIES = (
    *("weasyprint", "pydyf", "tinycss2", "tinyhtml5", "cssselect2", "fonttools", "Pyphen"),
    *("brotli", "zopfli", "pypdfium2", "pillow", "pikepdf", "selectolax"),
)
"""The libraries that write PDFs and pictures, and those that they use."""


def cached_bytes(
    folder: Path | None, parts: tuple[str | bytes, ...], make: Callable[[], bytes]
) -> bytes:
    """Return the result of `make`, from the cache if it was made from the same `parts` before.

    `folder` is the cache, or None for no cache. Errors of reading or writing it are ignored. Two
    builds may share a cache: files are written under another name and then renamed.
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
    """Return the content that `remember` last stored under a name; empty if there is none."""
    return (_read(folder / _key((name,))) if folder else None) or b""


def remember(folder: Path | None, name: str, content: bytes) -> None:
    """Store content under a name, for `recall` in a later build."""
    if folder:
        write_checked(folder / _key((name,)), content)


def _read(file: Path) -> bytes | None:
    """Return the content of a file of the cache; None if it is missing or broken."""
    content = read_checked(file)
    if content is not None:
        with contextlib.suppress(OSError):  # the cache may be read-only
            os.utime(file)  # `prune` keeps the most recently used files
    return content


def _key(parts: tuple[str | bytes, ...]) -> str:
    """Return a file name in the cache: SHA-256 of `parts` and `tools_digest`, 64 hex digits."""
    raw = (part.encode() if isinstance(part, str) else part for part in (*parts, tools_digest()))
    return digest(*raw).hex()


@functools.cache
def tools_digest() -> bytes:
    """Return the SHA-256 of this package's code and fonts, of the libraries and of Pango."""
    package = Path(__file__).parent
    files = sorted([*package.rglob("*.py"), *package.glob("fonts/*.woff2")])
    versions = [*map(importlib.metadata.version, PUBLISH_LIBRARIES), str(pango_version())]
    return digest(*(file.read_bytes() for file in files), *map(str.encode, versions))


def pango_version() -> int:
    """Return the version of Pango, which breaks lines for WeasyPrint; 0 if it is missing."""
    try:
        from weasyprint.text.ffi import pango
    except OSError:
        return 0
    return int(pango.pango_version())


def prune(folder: Path, max_bytes: int = MAX_BYTES) -> None:
    """Remove the least recently used files until the cache holds at most `max_bytes`."""
    with contextlib.suppress(OSError):
        files = [(file, file.stat()) for file in folder.iterdir()]
        size = 0
        for file, stat in sorted(files, key=lambda pair: pair[1].st_mtime, reverse=True):
            size += stat.st_size
            if size > max_bytes:
                file.unlink(missing_ok=True)
