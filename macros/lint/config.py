"""mkdocs.yml: navigation, assets, moved pages, and the keys that a site needs."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from macros.core.base import PAGE
from macros.core.context import site_folder
from macros.core.diagnostics import Diagnostic, DiagnosticError, unknown
from macros.core.yaml import compose, differs, misread, read_text, scalars
from macros.lint.links import OUTSIDE
from macros.lint.state import State

CONFIG_TEXTS = (
    *("site_name", "site_description", "site_author", "site_url", "repo_url", "repo_name"),
    *("edit_uri", "copyright", "nav"),
)
"""Keys of mkdocs.yml that hold nothing but text."""


def load_settings(root: Path) -> dict[str, Node]:
    """The top-level keys of mkdocs.yml. Raises DiagnosticError when it is no YAML."""
    file = root / "mkdocs.yml"
    tree = compose(file.name, read_text(file.name, file))
    keys = tree.value if isinstance(tree, MappingNode) else []
    return {str(key.value): value for key, value in keys}


def texts_are_text(state: State) -> Iterator[Diagnostic]:
    """Texts of mkdocs.yml are text in YAML 1.1 and in 1.2, and all else is the same in both."""
    for key, node in (state.settings or {}).items():
        texts = (text for text in scalars(node) if key in CONFIG_TEXTS or differs(text))
        yield from misread("mkdocs.yml", texts)


def known_assets(state: State) -> Iterator[Diagnostic]:
    """Every style sheet, script and picture that mkdocs.yml names exists."""
    docs, settings = state.docs, state.settings or {}
    known = [p.relative_to(docs).as_posix() for p in docs.glob("assets/*")]
    theme = settings.get("theme")
    icons = [v for k, v in getattr(theme, "value", ()) if k.value in ("logo", "favicon")]
    for node in (settings.get("extra_css"), settings.get("extra_javascript"), *icons):
        for name in scalars(node, keys=False):
            if name.value not in known:
                yield _at(name.start_mark, unknown("a file of docs/", name.value, known))


def navigation_order(settings: dict[str, Node]) -> dict[str, Any]:
    """Every entry of the navigation with its position in mkdocs.yml. Raises DiagnosticError."""
    nav = settings.get("nav")
    if not isinstance(nav, SequenceNode) or not nav.value:
        message = "no list of pages; it stands under the key 'nav'"
        raise DiagnosticError([Diagnostic("mkdocs.yml", 1, 1, message)])
    entries: dict[str, Any] = {}
    for path in scalars(nav, keys=False):
        mark = path.start_mark
        if path.value in entries:
            raise DiagnosticError([_at(mark, f"'{path.value}' stands twice")])
        entries[path.value] = mark
    return entries


def complete_navigation(state: State) -> Iterator[Diagnostic]:
    """Every page stands in the navigation, and everything in the navigation is a page."""
    entries, paths = state.navigation, state.paths
    for path, mark in entries.items():
        if path not in paths and not re.match(OUTSIDE, path):
            yield _at(mark, unknown("a page", path, paths))
    # Marks count lines from 0: this is the line above the first entry, "nav:".
    first = min((mark.line for mark in entries.values()), default=0)
    for path in paths if entries else ():
        if path not in entries:
            message = f"docs/{path} is missing from the navigation; add '- Its title: {path}'"
            yield Diagnostic("mkdocs.yml", first, 1, message)


def moved_pages(state: State) -> Iterator[Diagnostic]:
    """A page that has moved: its old path is free and is named once, its new path is a page."""
    if state.settings is None:
        return
    extra, paths = state.settings.get("extra"), state.paths
    moved = _setting(extra, "moved")
    if not isinstance(moved, MappingNode):
        node = moved or extra
        message = "under 'extra' stands 'moved: {}', or {old-name.md: new-name.md} in it"
        yield Diagnostic("mkdocs.yml", node.start_mark.line + 1 if node else 1, 1, message)
        return
    taken = {site_folder(path): "is a page; it has not moved" for path in paths}
    for old, new in moved.value:
        name, to = (n.value if isinstance(n, ScalarNode) else "a list" for n in (old, new))
        what = taken.get(site_folder(name)) if re.match(PAGE, name) else "can be no page's name"
        taken[site_folder(name)] = "stands twice"
        if what:
            yield _at(old.start_mark, f"moved: '{name}' {what}")
        if to not in paths:
            yield _at(new.start_mark, f"moved: {unknown('a page', to, paths)}")


def moved_paths(settings: dict[str, Node]) -> dict[str, str]:
    """The path of each page that has moved, by its former path."""
    moved = _setting(settings.get("extra"), "moved")
    return {old.value: new.value for old, new in moved.value} if moved else {}


def _setting(node: Node | None, key: str) -> Node | None:
    """The value of a key of a YAML mapping."""
    pairs = node.value if isinstance(node, MappingNode) else []
    return next((value for name, value in pairs if name.value == key), None)


def needed_keys(state: State) -> Iterator[Diagnostic]:
    """mkdocs.yml names the site, its address, that of its source, and the folder to build in."""
    if state.settings is None:
        return
    settings = state.settings
    for key in ("site_name", "site_url", "repo_url"):
        if key not in settings or settings[key].value in ("", "null"):
            yield Diagnostic("mkdocs.yml", 1, 1, f"the key '{key}' is missing")
    folder = settings.get("site_dir")
    names = [name.value for name in scalars(folder, keys=False)]
    if folder is None or str(folder.tag) != "!ENV" or names[:1] != ["SITE_DIR"]:
        line = folder.start_mark.line + 1 if folder else 1
        message = "write 'site_dir: !ENV [SITE_DIR, site]': both engines are told there"
        yield Diagnostic("mkdocs.yml", line, 1, message)


def plain_name(state: State) -> Iterator[Diagnostic]:
    """The name of the site is plain text: no list, and no tag such as !ENV."""
    name = (state.settings or {}).get("site_name")
    if name and (not isinstance(name, ScalarNode) or str(name.tag).startswith("!")):
        yield _at(name.start_mark, "write 'site_name: ' and the name itself, as plain text")


def _at(mark: Any, message: str) -> Diagnostic:
    """What is wrong at a place of mkdocs.yml."""
    return Diagnostic("mkdocs.yml", mark.line + 1, mark.column + 1, message)
