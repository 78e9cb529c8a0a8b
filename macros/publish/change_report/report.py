"""Report what a change does: the pages before and after, and every other changed file.

Each version is built with its own code. Their pages are compared as readers see them, sentence by
sentence, so that nothing here depends on the models of the old version.
"""

import filecmp
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup

from macros.core.subject import Alerts, AlertsOf
from macros.core.templates import render_template
from macros.publish.change_report.entries import entry_edits, load_mapping, read_data
from macros.publish.change_report.file_kinds import OWN_CODE, SCRIPT, kind_of, not_compared_files
from macros.publish.change_report.sentences import renamed_pages, text_edits
from macros.publish.change_report.tags import tag_edits

INDEX_TEXTS = {"text", "title", "answer", "question", "tables"}
"""Fields of the search index that hold text of pages, which is compared in the pages."""
ONLY_COMMENTS = "data; only its comments or layout changed, no value"


def report(
    old_root: Path,
    new_root: Path,
    sites: tuple[Path, Path] | None,
    files: Mapping[str, str],
    alerts_of: AlertsOf = lambda _entries: Alerts(),
) -> str:
    """Describe the change between two folders of the project, as Markdown.

    `sites` are the old and the new built site, or None if the old one cannot be built; `files` has
    git's status letter of each changed file by path.
    """
    (old, old_unreadable), (new, new_unreadable) = read_data(old_root), read_data(new_root)
    entries = [(kind, fields) for data in (old, new) for (kind, _), fields in data.items()]
    alerts = alerts_of(entries)
    outputs = _changed_outputs(*sites) if sites else []
    return render_template(
        "change-report",
        "md",
        is_built=sites is not None,
        unreadable=sorted({*old_unreadable, *new_unreadable}),
        entries=list(entry_edits(old, new, alerts)),
        not_compared=not_compared_files([*files, *outputs]),
        downloads=[name for name in outputs if not name.startswith(("assets/", "search/"))],
        files=[(path, files[path], _effect(path, old_root, new_root)) for path in sorted(files)],
        own_code=[path for path in files if re.fullmatch(OWN_CODE, path)],
        scripts=[path for path in sorted(files) if kind_of(path).affects == SCRIPT],
        is_internal=all(kind_of(path).is_internal for path in files),
        **_page_changes(sites, alerts),
    )


def _effect(path: str, old_root: Path, new_root: Path) -> str:
    """Return what the change of a file can affect."""
    versions = (old_root / path, new_root / path)
    if re.fullmatch(r"data/[^/]+\.yml", path) and all(file.is_file() for file in versions):
        old, new = map(load_mapping, versions)
        if old is not None and old == new:
            return ONLY_COMMENTS
    return kind_of(path).affects


def _page_changes(sites: tuple[Path, Path] | None, alerts: Alerts) -> dict[str, Any]:
    """Compare the pages of two sites. Return values for the template."""
    (old, old_redirects), (new, redirects) = map(_read_pages, sites or (None, None))
    renamed = renamed_pages(old, new, alerts)
    old = {renamed.get(address, address): html for address, html in old.items()}
    edits = text_edits(old, new, alerts)
    return {
        "warnings": [edit for edit in edits if edit.warns],
        "edits": [edit for edit in edits if not edit.warns],
        "tags": tag_edits(old, new),
        "renamed": renamed,
        "added": [address for address in new if address not in old],
        "gone": [address for address in old if address not in new],
        "moved": redirects,
        "redirects": _redirect_changes(old_redirects, redirects),
    }


def _read_pages(site: Path | None) -> tuple[dict[str, str], dict[str, str]]:
    """Return HTML by address, and redirect targets by address. Both are empty without a site."""
    pages: dict[str, str] = {}
    redirects: dict[str, str] = {}
    if site is None:
        return pages, redirects
    for file in sorted(site.rglob("*.html")):
        address = file.relative_to(site).as_posix().removesuffix("index.html")
        html = file.read_text("utf-8")
        target = redirect_target(html)
        if target is None:
            pages[address] = html
        else:
            redirects[address] = target
    return pages, redirects


def redirect_target(html: str) -> str | None:
    """Return the address that a page redirects to; None if it does not redirect."""
    if "refresh" not in html.lower():  # parsing is slow
        return None
    tag = BeautifulSoup(html, "html.parser").select_one('meta[http-equiv="refresh" i]')
    return str(tag.get("content", "")).rpartition("=")[2].strip() if tag else None


def _redirect_changes(old: Mapping[str, str], new: Mapping[str, str]) -> list[str]:
    """Return a line for each redirect that is new, gone or changed, sorted by address."""
    lines = []
    for path in sorted({*old, *new}):
        old_target, new_target = old.get(path), new.get(path)
        if old_target and new_target and old_target != new_target:
            lines.append(f"/{path} now leads to {new_target}, and led to {old_target}")
        elif old_target and not new_target:
            lines.append(f"/{path} no longer leads to {old_target}")
        elif new_target and not old_target:
            lines.append(f"/{path} leads to {new_target}")
    return lines


def _changed_outputs(old_site: Path, new_site: Path) -> list[str]:
    """Return the files of two sites that differ, other than pages, by path below the site."""
    names = {
        file.relative_to(site).as_posix()
        for site in (old_site, new_site)
        for file in site.rglob("*")
        if file.is_file() and file.suffix != ".html"
    }
    return sorted(name for name in names if not _is_same(old_site / name, new_site / name))


def _is_same(old: Path, new: Path) -> bool:
    """Return whether two files are equal; in search/, apart from the text of pages."""
    if not (old.is_file() and new.is_file()):
        return False
    if filecmp.cmp(old, new, shallow=False):
        return True
    return old.parent.name == "search" and _index_rules(old) == _index_rules(new)


def _index_rules(script: Path) -> list[Any]:
    """Parse search/index.js into (name, value) pairs, without text of pages. Keep other lines."""

    def without_texts(fields: dict[str, Any]) -> dict[str, Any]:
        return {key: value for key, value in fields.items() if key not in INDEX_TEXTS}

    rules: list[Any] = []
    for statement in script.read_text("utf-8", "replace").split("\n"):
        name, _, value = statement.removesuffix(";").partition(" = ")
        try:
            rules.append((name, json.loads(value, object_hook=without_texts)))
        except ValueError:
            rules.append(statement)
    return rules
