"""A cache on disk for results that are slow to compute from a text.

Each result is a file in .cache/texts/: the SHA-256 of all that it depends on, then the pickled
result. Unpickling is safe here, as only builds in this folder write there. A file that is missing,
damaged or outdated is replaced. `make clean` removes the files that are no longer needed.
"""

import contextlib
import functools
import hashlib
import importlib.metadata
import os
import pickle
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar, cast

Stored = TypeVar("Stored")
PACKAGE = Path(__file__).parent.parent
TEXT_CACHE = PACKAGE.parent / ".cache" / "texts"
CODE_FILES = (".py", ".txt", ".ini")
"""Suffixes of the files of this package that results depend on."""
LIBRARIES = ("ruamel.yaml", "pydantic", "Jinja2", "Markdown", "segno")
"""Libraries that results depend on: those that read pages and data, and that draw codes."""
CHECKSUM = hashlib.sha256().digest_size
"""The length of a checksum, in bytes."""


def cached(
    name: str,
    parts: tuple[str, ...],
    compute: Callable[[], Stored],
    keep: Callable[[Stored], bool] = lambda _result: True,
) -> Stored:
    """Return the stored result of this name and these parts, else compute it, store it if `keep`.

    It must depend on the parts and on the code alone.
    """
    file = TEXT_CACHE / digest(name.encode()).hex()
    key = digest(code_version(), *map(str.encode, parts))
    content = read_checked(file) or b""
    if content[:CHECKSUM] == key:
        return cast("Stored", pickle.loads(content[CHECKSUM:]))
    result = compute()
    if keep(result):
        write_checked(file, key + pickle.dumps(result))
    return result


@functools.cache
def code_version() -> bytes:
    """Return the SHA-256 of this package's code, its libraries and Python."""
    files = (file for file in sorted(PACKAGE.rglob("*")) if file.suffix in CODE_FILES)
    versions = [sys.version, *map(importlib.metadata.version, LIBRARIES)]
    return digest(*(file.read_bytes() for file in files), *map(str.encode, versions))


def digest(*parts: bytes) -> bytes:
    """Return the SHA-256 of several parts; that of "ab", "c" is not that of "a", "bc"."""
    return hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).digest()


def read_checked(file: Path) -> bytes | None:
    """Return what `write_checked` wrote to a file; None if the file is missing or damaged."""
    with contextlib.suppress(OSError):
        data = file.read_bytes()
        content = data[CHECKSUM:]
        if data[:CHECKSUM] == hashlib.sha256(content).digest():
            return content
    return None


def write_checked(file: Path, content: bytes) -> None:
    """Write a content after its SHA-256, atomically; ignore OSError."""
    with contextlib.suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=file.parent)
        try:
            with os.fdopen(descriptor, "wb") as unfinished:
                unfinished.write(hashlib.sha256(content).digest() + content)
            Path(name).replace(file)
        except OSError:
            Path(name).unlink()
            raise
