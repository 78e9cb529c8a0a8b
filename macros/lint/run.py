"""The whole project, checked: the data, then every page's calls and links, then the navigation."""

import contextlib
import functools
import itertools
import os
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Any, TypeVar

from macros.core.context import SiteContext
from macros.core.dataset import draft_dataset
from macros.core.diagnostics import Diagnostic, DiagnosticError
from macros.core.page_source import Page, anchors, page_text, parse_page
from macros.core.prerender import Project, handouts, render_pages
from macros.core.source_files import source_files
from macros.core.subject import ProjectCheck, Subject
from macros.core.templates import FOLDERS
from macros.core.yaml import position_of
from macros.lint.config import (
    complete_navigation,
    known_assets,
    load_settings,
    moved_pages,
    moved_paths,
    navigation_order,
    needed_keys,
    texts_are_text,
)
from macros.lint.files import (
    MARKDOWN,
    known_files,
    readable_overrides,
    storable_names,
    unique_addresses,
)
from macros.lint.links import dead_links
from macros.lint.markdown import clashes, markdown_signs
from macros.lint.page_parts import front_marks, page_frame, page_parts
from macros.lint.records import known_pages
from macros.lint.state import State

Got = TypeVar("Got")


def check(root: Path, subject: Subject, address: str = "/", repository: str = "") -> Project:
    """The project below `root`, for a site and its source at these addresses.

    Raises DiagnosticError with all that is wrong in data/ and docs/.
    """
    settings = root / "mkdocs.yml"
    first = [settings.stat().st_mtime_ns] if settings.exists() else []
    folders = (root / "data", root / "docs", root / "overrides", *FOLDERS)
    stamp = (*first, *(state for folder in folders for state in _fingerprint(folder)))
    return _check(root, subject, address, repository, stamp)


def _fingerprint(folder: Path | str) -> Iterator[tuple[str, int, int]]:
    """Name, time and size of every file below a folder: Zensical asks for each of its pages."""
    if not Path(folder).is_dir():
        return
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            if entry.is_dir(follow_symlinks=False):
                yield from _fingerprint(entry.path)
            else:
                with contextlib.suppress(FileNotFoundError):  # it is gone, or a link to nothing
                    state = entry.stat()
                    yield entry.path, state.st_mtime_ns, state.st_size


@functools.lru_cache(maxsize=1)
def _check(root: Path, subject: Subject, address: str, repository: str, _stamp: object) -> Project:
    """Read, render and check all; the order of the steps is the order of this function."""
    diagnostics: list[Diagnostic] = []
    state = State(root, subject)
    _read(state, diagnostics)
    _render(state, diagnostics, address, repository)
    for check_project in (*PROJECT_CHECKS, *subject.project_checks):
        diagnostics += check_project(state)
    diagnostics += _dead_links(state, {diagnostic.file for diagnostic in diagnostics})
    if diagnostics or not state.dataset:
        raise DiagnosticError(diagnostics)
    meta = {path: state.pages[path].meta for path in state.navigation if path in state.pages}
    moved = moved_paths(state.settings or {})
    return Project(subject, state.dataset, state.rendered, meta, moved)


def _read(state: State, diagnostics: list[Diagnostic]) -> None:
    """Read settings, data and pages, as far as they can be read."""
    state.settings = _collect(diagnostics, load_settings, state.root)
    if state.settings is not None:
        state.navigation = _collect(diagnostics, navigation_order, state.settings) or {}
    data = draft_dataset(state.root / "data", state.subject)
    diagnostics += data.diagnostics
    state.dataset, state.left_out = data.dataset, data.left_out
    if data.dataset and data.linked:
        state.linked = data.dataset._replace(handbook=data.linked)
    files = [path for path in source_files(state.docs) if path.suffix.lower() in MARKDOWN]
    state.paths = dict.fromkeys(path.relative_to(state.docs).as_posix() for path in files)
    for path in files:
        source = _collect(diagnostics, page_text, state.docs, path)
        found = source and _collect(diagnostics, _parse, state.subject, *source)
        if found:
            page, errors, violations = found
            state.read.append(page)
            diagnostics += violations
            if not errors:
                state.pages[page.path] = page


@functools.lru_cache(maxsize=4096)
def _parse(
    subject: Subject, file: str, name: str, content: str
) -> tuple[Page, list[Diagnostic], list[Diagnostic]]:
    """A page, errors in its calls, and all that is wrong with it whatever the data say.

    An unchanged page is not parsed again. Raises DiagnosticError for its front matter.
    """
    page, errors = parse_page(file, name, content, subject)
    return page, errors, list(_page_violations(page, errors, subject))


def _page_violations(
    page: Page, errors: list[Diagnostic], subject: Subject
) -> Iterator[Diagnostic]:
    """What is wrong with a page by itself; a line whose call is wrong is told once."""
    yield from errors
    lines = {error.line for error in errors}
    signs = itertools.chain(markdown_signs(page), page_parts(page, subject))
    yield from (sign for sign in signs if sign.line not in lines)
    yield from front_marks(page)
    if not errors:
        yield from page_frame(page, subject)
    for check_page in subject.page_checks:
        yield from check_page(page, not errors)


def _render(state: State, diagnostics: list[Diagnostic], address: str, repository: str) -> None:
    """Render every call of every page."""
    if not (state.dataset and state.linked):
        return
    site = SiteContext(
        address=address,
        repository=repository.rstrip("/"),
        lines=state.dataset.lines(),
        titles={path: page.meta.title for path, page in state.pages.items()},
        handouts=handouts(state.pages, state.navigation),
    )
    state.rendered = render_pages(
        state.subject, state.linked, state.pages, site, diagnostics, state.left_out
    )


def known_pages_of_entries(state: State) -> Iterator[Diagnostic]:
    """Every page that an entry of the data names exists."""
    if state.dataset:
        for violation in known_pages(state.dataset.handbook, state.paths):
            position = position_of(state.dataset.positions, violation.key)
            yield Diagnostic(*position, violation.message)


def unique_anchors(state: State) -> Iterator[Diagnostic]:
    """An anchor is on a page once."""
    for page in state.rendered.values():
        yield from clashes(page.page, page.ids())


def _dead_links(state: State, faulty: Collection[str]) -> Iterator[Diagnostic]:
    """Links that lead nowhere, without those to anchors of `faulty` pages, which may yet come."""
    sound = {path: page for path, page in state.rendered.items() if page.page.file not in faulty}
    if state.left_out.lists:  # some of their macros could not be rendered
        sound = {path: page for path, page in sound.items() if "" not in page.html}
    known = {path: anchors(page.page).union(page.ids()) for path, page in sound.items()}
    for page in state.read:
        for diagnostic in dead_links(page, state.paths, known, state.docs):
            anchor = "is not an anchor" in diagnostic.message
            if not anchor or not state.left_out.explains(diagnostic.message):
                yield diagnostic


PROJECT_CHECKS: tuple[ProjectCheck, ...] = (
    known_files,
    unique_addresses,
    storable_names,
    known_assets,
    complete_navigation,
    readable_overrides,
    needed_keys,
    moved_pages,
    texts_are_text,
    known_pages_of_entries,
    unique_anchors,
)
"""Checks of the whole project that hold for every handbook, in order."""


def _collect(diagnostics: list[Diagnostic], call: Callable[..., Got], *words: Any) -> Got | None:
    """What a call gives; nothing when it raises Faults, which are kept."""
    try:
        return call(*words)
    except DiagnosticError as wrong:
        diagnostics += wrong.diagnostics
        return None
