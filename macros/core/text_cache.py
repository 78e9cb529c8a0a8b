"""What is slow to work out from a text, kept from build to build.

One file in .cache/texts/ for each thing, by its name; it begins with the SHA-256 of all that went
into it. As with Jinja's compiled templates beside it, it holds Python's own form of a value, which
only builds of this folder have written. A file that is missing, broken or of another text is made
anew. Only `make clean` removes what is no longer asked for, a few hundred small files.
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

Made = TypeVar("Made")
PACKAGE = Path(__file__).parent.parent
TEXT_CACHE = PACKAGE.parent / ".cache" / "texts"
CODE_FILES = (".py", ".txt", ".ini")
"""The suffixes of the files of this package that decide what is made of a text."""
LIBRARIES = ("ruamel.yaml", "pydantic", "Jinja2", "Markdown", "segno")
"""Those that read pages and data, and that draw codes."""
CHECKSUM = hashlib.sha256().digest_size


def cached(
    name: str,
    parts: tuple[str, ...],
    make: Callable[[], Made],
    keep: Callable[[Made], bool] = lambda _made: True,
) -> Made:
    """What `make` gives, or gave when it was last asked for this name, of the same `parts`.

    It depends on them and on the code alone. What `keep` refuses is made anew each time.
    """
    file = TEXT_CACHE / digest(name.encode()).hex()
    key = digest(code_version(), *map(str.encode, parts))
    content = read_checked(file) or b""
    if content[:CHECKSUM] == key:
        return cast("Made", pickle.loads(content[CHECKSUM:]))
    made = make()
    if keep(made):
        write_checked(file, key + pickle.dumps(made))
    return made


@functools.cache
def code_version() -> bytes:
    """The SHA-256 of this package's code, its libraries and Python."""
    files = (file for file in sorted(PACKAGE.rglob("*")) if file.suffix in CODE_FILES)
    versions = [sys.version, *map(importlib.metadata.version, LIBRARIES)]
    return digest(*(file.read_bytes() for file in files), *map(str.encode, versions))


def digest(*parts: bytes) -> bytes:
    """The SHA-256 of several parts, each as its own, so that "ab", "c" is not "a", "bc"."""
    return hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).digest()


def read_checked(file: Path) -> bytes | None:
    """What `write_checked` put into a file; None where there is none, or it is broken."""
    with contextlib.suppress(OSError):
        data = file.read_bytes()
        content = data[CHECKSUM:]
        if data[:CHECKSUM] == hashlib.sha256(content).digest():
            return content
    return None


def write_checked(file: Path, content: bytes) -> None:
    """Write a file behind its SHA-256, if it can be: under another name, then under its own."""
    with contextlib.suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        number, name = tempfile.mkstemp(dir=file.parent)
        try:
            with os.fdopen(number, "wb") as unfinished:
                unfinished.write(hashlib.sha256(content).digest() + content)
            Path(name).replace(file)
        except OSError:
            Path(name).unlink()
            raise
