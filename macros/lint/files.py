"""docs/ holds only pages and assets, and every system can store their names."""

import re
from collections.abc import Iterator

from jinja2 import Environment, TemplateSyntaxError

from macros.core.context import site_folder
from macros.core.diagnostics import Diagnostic
from macros.core.source_files import source_files
from macros.core.yaml import read_text
from macros.lint.images import image_diagnostics
from macros.lint.state import State

MARKDOWN_SUFFIXES = {".md", ".markdown", ".mdown", ".mkdn", ".mkd"}
"""Suffixes of the files that MkDocs treats as pages."""
WINDOWS_FORBIDDEN = r"(?:con|prn|aux|nul|(?:com|lpt)[0-9¹²³])(?:\.|$)|.*[<>:\"\\|?*]|.*[. ]$"
"""Names reserved by Windows, with any suffix; characters and last characters it cannot store.

https://learn.microsoft.com/windows/win32/fileio/naming-a-file
"""


def known_files(state: State) -> Iterator[Diagnostic]:
    """docs/ holds only pages and assets, and no HTML, which nothing checks."""
    for path in source_files(state.docs):
        name, suffix = path.relative_to(state.docs).as_posix(), path.suffix.lower()
        if not name.startswith("assets") and suffix and suffix not in MARKDOWN_SUFFIXES:
            message = "is not a page; a page ends with .md, and other files go into docs/assets/"
            yield Diagnostic(f"docs/{name}", 1, 1, message)
        elif suffix in (".html", ".htm", ".xhtml"):
            message = "is a page that nothing checks; write it as a .md file in docs/"
            yield Diagnostic(f"docs/{name}", 1, 1, message)


def unique_addresses(state: State) -> Iterator[Diagnostic]:
    """No two pages have the same address."""
    taken: dict[str, str] = {}
    for path in sorted(state.paths):
        other = taken.setdefault(site_folder(path), path)
        if other != path:
            message = f"has the same address as docs/{other}; rename or remove one of them"
            yield Diagnostic(f"docs/{path}", 1, 1, message)


def storable_files(state: State) -> Iterator[Diagnostic]:
    """Every file in docs/ has a name that Windows can store, and every image is valid."""
    for path in source_files(state.docs):
        file = f"docs/{path.relative_to(state.docs).as_posix()}"
        if re.match(WINDOWS_FORBIDDEN, path.name, re.I):
            message = f"Windows cannot store the name '{path.name}'; choose another"
            yield Diagnostic(file, 1, 1, message)
        elif path.is_file():
            yield from image_diagnostics(file, path)


def overrides_are_valid_jinja(state: State) -> Iterator[Diagnostic]:
    """Every theme template in overrides/ is valid Jinja."""
    jinja = Environment(extensions=["jinja2.ext.i18n"])
    for file in source_files(state.root / "overrides"):
        if file.suffix in (".html", ".xml"):
            name = file.relative_to(state.root).as_posix()
            try:
                jinja.parse(read_text(name, file))
            except TemplateSyntaxError as error:
                yield Diagnostic(name, error.lineno, 1, f"template: {error.message}")
