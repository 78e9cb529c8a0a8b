"""What a change does: what readers see before and after, and every other file that changed.

Both versions are built, each with its own code, and compared as a reader meets them: the text of
every page, sentence by sentence. Nothing here depends on the shape that the data had before.
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
from macros.publish.changes.entries import entry_edits, read_data, read_tree
from macros.publish.changes.files import OWN_CODE, SCRIPT, kind_of, uncompared
from macros.publish.changes.sentences import renamed_pages, text_edits
from macros.publish.changes.tags import tag_edits

INDEX_TEXTS = {"text", "title", "answer", "question", "tables"}
"""Fields of the search index that hold text of pages."""
ONLY_COMMENTS = "data; only its comments or layout changed, no value"


def report(
    before: Path,
    after: Path,
    sites: tuple[Path, Path] | None,
    files: Mapping[str, str],
    alerts_of: AlertsOf = lambda _entries: Alerts(),
) -> str:
    """The change between two folders of the project, as Markdown.

    `sites` are the two built sites, or None where the version before could not be built; `files`
    are the changed files by path, with git's letter for what happened to each.
    """
    (old, old_errors), (new, new_errors) = read_data(before), read_data(after)
    entries = [(kind, fields) for data in (old, new) for (kind, _), fields in data.items()]
    alerts = alerts_of(entries)
    outputs = _changed_outputs(*sites) if sites else []
    return render_template(
        "change-report",
        "md",
        built=sites is not None,
        unreadable=sorted({*old_errors, *new_errors}),
        entries=list(entry_edits(old, new, alerts)),
        uncompared=uncompared([*files, *outputs]),
        downloads=[name for name in outputs if not name.startswith(("assets/", "search/"))],
        files=[(path, files[path], _effect(path, before, after)) for path in sorted(files)],
        own_code=[path for path in files if re.fullmatch(OWN_CODE, path)],
        scripts=[path for path in sorted(files) if kind_of(path).affects == SCRIPT],
        unread=all(kind_of(path).is_unread for path in files),
        **_page_changes(sites, alerts),
    )


def _effect(path: str, before: Path, after: Path) -> str:
    """What this change of a file can affect."""
    both = (before / path, after / path)
    if re.fullmatch(r"data/[^/]+\.yml", path) and all(file.is_file() for file in both):
        was, now = map(read_tree, both)
        if was is not None and was == now:
            return ONLY_COMMENTS
    return kind_of(path).affects


def _page_changes(sites: tuple[Path, Path] | None, alerts: Alerts) -> dict[str, Any]:
    """What changed in the pages of two sites, as values of the template."""
    (old, moved_before), (new, moved) = map(_page_texts, sites or (None, None))
    renamed = renamed_pages(old, new, alerts)
    same_names = {renamed.get(path, path): html for path, html in old.items()}
    edits = text_edits(same_names, new, alerts)
    return {
        "warnings": [edit for edit in edits if edit.warns],
        "edits": [edit for edit in edits if not edit.warns],
        "tags": tag_edits(same_names, new),
        "renamed": renamed,
        "added": [path for path in new if path not in same_names],
        "gone": [path for path in same_names if path not in new],
        "moved": moved,
        "redirects": _changed_redirects(moved_before, moved),
    }


def _page_texts(site: Path | None) -> tuple[dict[str, str], dict[str, str]]:
    """The HTML of every page of a site by its address, "factors/diabetes/", and its redirects."""
    pages: dict[str, str] = {}
    redirects: dict[str, str] = {}
    if site is None:
        return pages, redirects
    for file in sorted(site.rglob("*.html")):
        address = file.relative_to(site).as_posix().removesuffix("index.html")
        html = file.read_text("utf-8")
        target = redirect(html)
        if target is None:
            pages[address] = html
        else:
            redirects[address] = target
    return pages, redirects


def redirect(html: str) -> str | None:
    """Where a page leads that does nothing else; None for a page that stays."""
    if "refresh" not in html.lower():
        return None
    tag = BeautifulSoup(html, "html.parser").select_one('meta[http-equiv="refresh" i]')
    return str(tag.get("content", "")).rpartition("=")[2].strip() if tag else None


def _changed_redirects(old: Mapping[str, str], new: Mapping[str, str]) -> list[str]:
    """What changed in where former addresses lead, a line each."""
    lines = []
    for path in sorted({*old, *new}):
        was, now = old.get(path), new.get(path)
        if was and now and was != now:
            lines.append(f"/{path} now leads to {now}, and led to {was}")
        elif was and not now:
            lines.append(f"/{path} no longer leads to {was}")
        elif now and not was:
            lines.append(f"/{path} leads to {now}")
    return lines


def _changed_outputs(before: Path, after: Path) -> list[str]:
    """Files of the site that differ, besides pages; of the search, when more than texts differ."""
    names = {
        file.relative_to(site).as_posix()
        for site in (before, after)
        for file in site.rglob("*")
        if file.is_file() and file.suffix != ".html"
    }
    return sorted(name for name in names if not _is_same(before / name, after / name))


def _is_same(before: Path, after: Path) -> bool:
    """Whether a file of both sites is the same; the search index, apart from pages' texts."""
    if not (before.is_file() and after.is_file()):
        return False
    if filecmp.cmp(before, after, shallow=False):
        return True
    if before.parent.name != "search":
        return False
    was, now = (_index_rules(file.read_text("utf-8", "replace")) for file in (before, after))
    return was == now


def _index_rules(script: str) -> list[Any]:
    """The variables of search/index.js, each as name and value, without the text of pages.

    Lines of another form are kept as they are. See search_index.as_script.
    """

    def without_texts(fields: dict[str, Any]) -> dict[str, Any]:
        return {key: value for key, value in fields.items() if key not in INDEX_TEXTS}

    rules: list[Any] = []
    for statement in script.split("\n"):
        name, _, value = statement.removesuffix(";").partition(" = ")
        try:
            rules.append((name, json.loads(value, object_hook=without_texts)))
        except ValueError:
            rules.append(statement)
    return rules
