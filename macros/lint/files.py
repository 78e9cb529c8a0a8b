"""Only pages and assets are in docs/, under names that every system can store."""

import functools
import re
from collections.abc import Iterator

from jinja2 import Environment, TemplateSyntaxError

from macros.core.context import site_folder
from macros.core.diagnostics import Diagnostic
from macros.core.page_source import front_value
from macros.core.source_files import source_files
from macros.core.text_cache import cached
from macros.core.yaml import read_text
from macros.lint.images import image_diagnostics
from macros.lint.state import State

MARKDOWN = {".md", ".markdown", ".mdown", ".mkdn", ".mkd"}
"""What MkDocs takes for a page."""
WINDOWS = r"(?:con|prn|aux|nul|(?:com|lpt)[0-9¹²³])(?:\.|$)|.*[<>:\"\\|?*]|.*[. ]$"
"""Names of files and folders that Windows keeps for itself, and signs that it does not store.

https://learn.microsoft.com/windows/win32/fileio/naming-a-file
"""


def known_files(state: State) -> Iterator[Diagnostic]:
    """docs/ holds nothing but pages and assets, and no HTML that nothing checks."""
    for path in source_files(state.docs):
        name, suffix = path.relative_to(state.docs).as_posix(), path.suffix.lower()
        if not name.startswith("assets") and path.suffix and suffix not in MARKDOWN:
            message = "is no page; a page ends with .md, and all else stands in docs/assets/"
            yield Diagnostic(f"docs/{name}", 1, 1, message)
        elif suffix in (".html", ".htm", ".xhtml"):
            message = "is a page that nothing checks; write it as a .md file in docs/"
            yield Diagnostic(f"docs/{name}", 1, 1, message)


def unique_titles(state: State) -> Iterator[Diagnostic]:
    """No two pages have one title."""
    titles: dict[str, str] = {}
    for page in state.pages.values():
        other = titles.setdefault(page.meta.title, page.file)
        if other != page.file:
            message = f"title: '{page.meta.title}' is the title of {other} too"
            yield Diagnostic(page.file, *front_value(page, "title"), message)


def unique_addresses(state: State) -> Iterator[Diagnostic]:
    """No two pages have one address."""
    taken: dict[str, str] = {}
    for path in sorted(state.paths):
        other = taken.setdefault(site_folder(path), path)
        if other != path:
            message = f"has the same address as docs/{other}; rename or remove one of them"
            yield Diagnostic(f"docs/{path}", 1, 1, message)


def storable_names(state: State) -> Iterator[Diagnostic]:
    """Every file has a name that Windows can store, and every picture can be read."""
    docs = state.docs
    for path in source_files(docs):
        file = f"docs/{path.relative_to(docs).as_posix()}"
        if re.match(WINDOWS, path.name, re.I):
            yield Diagnostic(
                file, 1, 1, f"Windows cannot store the name '{path.name}'; choose another"
            )
        elif path.is_file():
            yield from image_diagnostics(file, path)


def readable_overrides(state: State) -> Iterator[Diagnostic]:
    """Every template of the frame can be read."""
    for file in source_files(state.root / "overrides"):
        if file.suffix in (".html", ".xml"):
            name = file.relative_to(state.root).as_posix()
            text = read_text(name, file)
            error = cached(f"template: {name}", (text,), functools.partial(_template_error, text))
            if error:
                yield Diagnostic(name, error[0], 1, f"template: {error[1]}")


def _template_error(text: str) -> tuple[int, str] | None:
    """Line and message of what Jinja cannot parse, if anything."""
    try:
        Environment(extensions=["jinja2.ext.i18n"]).parse(text)
    except TemplateSyntaxError as error:
        return error.lineno, str(error.message)
    return None
