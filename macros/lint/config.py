"""mkdocs.yml: navigation, assets, moved pages and required keys."""

import re
from collections.abc import Iterator
from pathlib import Path

from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from macros.core.context import site_folder
from macros.core.diagnostics import Diagnostic, DiagnosticError
from macros.core.schema.record import PAGE
from macros.core.unknown_names import unknown
from macros.core.yaml import Position, compose, differs_in_yaml11, misread_texts, read_text, scalars
from macros.lint.asset_links import asset_files, missing_asset
from macros.lint.links import EXTERNAL
from macros.lint.state import State

TEXT_KEYS = (
    *("site_name", "site_description", "site_author", "site_url", "repo_url", "repo_name"),
    *("edit_uri", "copyright", "nav"),
)
"""Keys of mkdocs.yml whose values are all text."""


def load_settings(root: Path) -> dict[str, Node]:
    """Return the YAML node of each top-level key of mkdocs.yml. Raises DiagnosticError."""
    file = root / "mkdocs.yml"
    tree = compose(file.name, read_text(file.name, file))
    keys = tree.value if isinstance(tree, MappingNode) else []
    return {str(key.value): value for key, value in keys}


def yaml_versions_agree(state: State) -> Iterator[Diagnostic]:
    """TEXT_KEYS hold text in YAML 1.1 and 1.2, and every other value has one type in both."""
    for key, node in (state.settings or {}).items():
        texts = (text for text in scalars(node) if key in TEXT_KEYS or differs_in_yaml11(text))
        yield from misread_texts("mkdocs.yml", texts)


def theme_assets_exist(state: State) -> Iterator[Diagnostic]:
    """Every style sheet, script and icon named in mkdocs.yml is directly in docs/assets/."""
    settings, known = state.settings or {}, asset_files(state.docs)
    icons = [_setting(settings.get("theme"), key) for key in ("logo", "favicon")]
    for named in (settings.get("extra_css"), settings.get("extra_javascript"), *icons):
        for node in scalars(named, keys=False):
            if message := missing_asset(node.value, known):
                yield _diagnostic(node, message)


def read_navigation(settings: dict[str, Node]) -> dict[str, Node]:
    """Return the YAML node of each navigation entry by path, in order.

    Raises DiagnosticError for a missing or empty list, or a repeated entry.
    """
    nav = settings.get("nav")
    if not isinstance(nav, SequenceNode) or not nav.value:
        message = "no list of pages; write it under the key 'nav'"
        raise DiagnosticError.at("mkdocs.yml", 1, 1, message)
    entries: dict[str, Node] = {}
    for node in scalars(nav, keys=False):
        if node.value in entries:
            raise DiagnosticError([_diagnostic(node, f"'{node.value}' appears twice")])
        entries[node.value] = node
    return entries


def complete_navigation(state: State) -> Iterator[Diagnostic]:
    """Every page is in the navigation, and every entry is a page or an external address."""
    entries, paths = state.navigation, state.paths
    for path, node in entries.items():
        if path not in paths and not re.match(EXTERNAL, path):
            yield _diagnostic(node, unknown("a page", path, paths))
    # Marks count lines from 0, so this is the line above the first entry: "nav:".
    first = min((node.start_mark.line for node in entries.values()), default=0)
    for path in paths if entries else ():
        if path not in entries:
            message = f"docs/{path} is missing from the navigation; add '- Its title: {path}'"
            yield Diagnostic("mkdocs.yml", first, 1, message)


def moves_are_valid(state: State) -> Iterator[Diagnostic]:
    """The old path of a moved page is free and listed once; its new path is a page."""
    if state.settings is None:
        return
    extra, paths = state.settings.get("extra"), state.paths
    moved = _setting(extra, "moved")
    if not isinstance(moved, MappingNode):
        node = moved or extra
        message = "write 'moved: {}' under 'extra', or 'moved: {old-name.md: new-name.md}'"
        yield Diagnostic("mkdocs.yml", node.start_mark.line + 1 if node else 1, 1, message)
        return
    # By folder: why no page can have moved from there.
    blocked = {site_folder(path): "is a page; it has not moved" for path in paths}
    for nodes in moved.value:
        old, new = (node.value if isinstance(node, ScalarNode) else "a list" for node in nodes)
        error = blocked.get(site_folder(old)) if re.match(PAGE, old) else "cannot be a page's name"
        blocked[site_folder(old)] = "appears twice"
        if error:
            yield _diagnostic(nodes[0], f"moved: '{old}' {error}")
        if new not in paths:
            yield _diagnostic(nodes[1], f"moved: {unknown('a page', new, paths)}")


def moved_paths(settings: dict[str, Node]) -> dict[str, str]:
    """Return the new path of each moved page by its old path, from valid settings."""
    moved = _setting(settings.get("extra"), "moved")
    return {old.value: new.value for old, new in moved.value} if moved else {}


def _setting(node: Node | None, key: str) -> Node | None:
    """Return the value of a key; None if the node is not a mapping or lacks the key."""
    pairs = node.value if isinstance(node, MappingNode) else []
    return next((value for name, value in pairs if name.value == key), None)


def required_keys(state: State) -> Iterator[Diagnostic]:
    """mkdocs.yml sets site_name, site_url, repo_url and, by !ENV [SITE_DIR, …], site_dir."""
    if state.settings is None:
        return
    settings = state.settings
    for key in ("site_name", "site_url", "repo_url"):
        if key not in settings or settings[key].value in ("", "~", "null"):
            yield Diagnostic("mkdocs.yml", 1, 1, f"the key '{key}' is missing")
    folder = settings.get("site_dir")
    names = [name.value for name in scalars(folder, keys=False)]
    if folder is None or str(folder.tag) != "!ENV" or names[:1] != ["SITE_DIR"]:
        line = folder.start_mark.line + 1 if folder else 1
        message = "write 'site_dir: !ENV [SITE_DIR, site]', which sets the folder for both engines"
        yield Diagnostic("mkdocs.yml", line, 1, message)


def plain_site_name(state: State) -> Iterator[Diagnostic]:
    """`site_name` is plain text, without a list or a tag such as !ENV."""
    name = (state.settings or {}).get("site_name")
    if name and (not isinstance(name, ScalarNode) or str(name.tag).startswith("!")):
        message = "write 'site_name: ' and the name itself, as plain text"
        yield _diagnostic(name, message)


def _diagnostic(node: Node, message: str) -> Diagnostic:
    """Return a diagnostic at a node of mkdocs.yml."""
    return Diagnostic(*Position.of("mkdocs.yml", node), message)
