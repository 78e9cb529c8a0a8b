"""Check the whole project: settings, data, then each page, its calls and its links."""

import functools
import itertools
import os
from collections.abc import Callable, Iterator
from pathlib import Path

from macros.core.cite_handbook import CITATION, handbook_edition
from macros.core.context import SiteContext
from macros.core.dataset import Draft, draft_dataset
from macros.core.diagnostics import Diagnostic, DiagnosticError, collect_diagnostics
from macros.core.page_source import Page, page_text, parse_page
from macros.core.prerender import Project, handouts, render_pages
from macros.core.schema.record import T
from macros.core.source_files import file_states, source_files
from macros.core.subject import PageCheck, ProjectCheck, Subject
from macros.core.templates import FOLDERS
from macros.core.text_cache import cached, digest
from macros.lint import (
    asset_links,
    citation_cff,
    config,
    files,
    front_matter,
    headings,
    html,
    links,
    markdown,
    page_structure,
    style_sheets,
)
from macros.lint.data import any_entry
from macros.lint.dates import build_day, latest_day
from macros.lint.state import PageState, State

CheckedPage = tuple[Page, bool, list[Diagnostic]]
"""A page, whether all its calls parsed, and its diagnostics."""


def check(root: Path, subject: Subject, address: str = "/", repository: str = "") -> Project:
    """Return the project below `root`, rendered for a site and a repository at these addresses.

    Raises DiagnosticError with every diagnostic of settings, data and pages.
    """
    single_files = (root / "mkdocs.yml", root / CITATION)
    times = [file.stat().st_mtime_ns if file.exists() else 0 for file in single_files]
    folders = (root / "data", root / "docs", root / "overrides", *FOLDERS)
    stamp = (*times, *(state for folder in folders for state in file_states(folder)))
    return _check(root, subject, address, repository, stamp)


@functools.lru_cache(maxsize=1)
def _check(root: Path, subject: Subject, address: str, repository: str, _stamp: object) -> Project:
    """Read, check and render the project. Raises DiagnosticError.

    Engines ask again for each page: `_stamp` is the key.
    """
    state = State(root, subject)
    _read_settings(state)
    _read_data(state)
    _read_pages(state)
    _render(state, address, repository)
    of_subject = subject.project_checks if state.dataset else ()
    for project_check in (*PROJECT_CHECKS, *of_subject, links.no_dead_links):
        collect_diagnostics(state.diagnostics, state.diagnostics.extend, project_check(state))
    if state.diagnostics or not state.dataset:
        raise DiagnosticError(state.diagnostics)
    meta = {path: state.pages[path].meta for path in state.navigation if path in state.pages}
    settings = state.settings or {}
    moved, name = config.moved_paths(settings), settings["site_name"].value
    return Project(subject, state.dataset, state.rendered, meta, moved, name)


def _read_settings(state: State) -> None:
    """Read mkdocs.yml and CITATION.cff into the state."""
    found = state.diagnostics
    state.settings = settings = collect_diagnostics(found, config.load_settings, state.root)
    if settings is not None:
        state.navigation = collect_diagnostics(found, config.read_navigation, settings) or {}
    load, positions = citation_cff.load_citation, state.citation_positions
    state.citation = collect_diagnostics(found, load, state.root, positions) or {}


def _read_data(state: State) -> None:
    """Read and check the data into the state, without invalid entries."""
    draft = _load_data(state.root / "data", state.subject)
    state.diagnostics += draft.diagnostics
    state.dataset, state.invalid = draft.dataset, draft.invalid
    if draft.dataset and draft.linked_handbook:
        state.linked_dataset = draft.dataset._replace(handbook=draft.linked_handbook)


def _load_data(folder: Path, subject: Subject) -> Draft:
    """Return the data and their diagnostics; valid data are cached until a file or the day changes.

    The day matters because an editor must deal with a retraction by its last day.
    """
    days = str(latest_day()), str(build_day())
    load = functools.partial(draft_dataset, folder, subject)
    return _cached(
        subject, "data", (*days, *_checksums(folder)), load, lambda draft: not draft.diagnostics
    )


def _read_pages(state: State) -> None:
    """Parse every page into the state and run the checks of single pages."""
    found = source_files(state.docs)
    paths = [path for path in found if path.suffix.lower() in files.MARKDOWN_SUFFIXES]
    state.paths = dict.fromkeys(path.relative_to(state.docs).as_posix() for path in paths)
    for path in paths:
        source = collect_diagnostics(state.diagnostics, page_text, state.docs, path)
        result = source and collect_diagnostics(
            state.diagnostics, _parse_and_check, state.subject, *source
        )
        if result:
            page, calls_parsed, diagnostics = result
            state.parsed.append(page)
            state.diagnostics += diagnostics
            if calls_parsed:
                state.pages[page.path] = page


@functools.lru_cache(maxsize=4096)
def _parse_and_check(subject: Subject, file: str, path: str, content: str) -> CheckedPage:
    """Return a checked page, from the cache if neither page nor code has changed."""
    make = functools.partial(check_page, subject, file, path, content)
    # Do not store faulty pages on disk: a date in the future becomes valid. lru_cache still keeps
    # them for this process.
    return _cached(subject, f"page: {file}", (content,), make, lambda result: not result[2])


def check_page(subject: Subject, file: str, path: str, content: str) -> CheckedPage:
    """Parse a page and run all page checks; PAGE_CHECKS skip lines with errors in calls.

    Raises DiagnosticError for invalid front matter.
    """
    page, errors = parse_page(file, path, content, subject)
    state, lines = PageState(page, subject, not errors), {error.line for error in errors}
    found = itertools.chain.from_iterable(page_check(state) for page_check in PAGE_CHECKS)
    diagnostics = [*errors, *(diagnostic for diagnostic in found if diagnostic.line not in lines)]
    for page_check in subject.page_checks:
        diagnostics += page_check(state)
    return page, not errors, diagnostics


def _checksums(folder: Path) -> Iterator[str]:
    """Yield the name and the SHA-256 of each readable file below a folder."""
    for file in source_files(folder):
        if file.is_file() and os.access(file, os.R_OK):
            yield from (str(file.relative_to(folder)), digest(file.read_bytes()).hex())


def _cached(
    subject: Subject,
    name: str,
    parts: tuple[str, ...],
    make: Callable[[], T],
    keep: Callable[[T], bool],
) -> T:
    """Return text_cache.cached(), or make() for a subject outside this package.

    The cache's key has the code of this package alone, not that of such a subject's checks.
    """
    if not subject.handbook.__module__.startswith("macros."):
        return make()
    return cached(name, parts, make, keep)


def _render(state: State, address: str, repository: str) -> None:
    """Render every call of every page into the state, if there are data.

    If a template is faulty, nothing is rendered: other faults of calls may only follow from it.
    """
    if not (state.dataset and state.linked_dataset):
        return
    site = SiteContext(
        address=address,
        repository=repository.rstrip("/"),
        lines=state.dataset.lines(),
        titles={path: page.meta.title for path, page in state.pages.items()},
        handouts=handouts(state.pages, state.navigation),
        edition=handbook_edition(state.citation, *state.dataset.handbook.history[0][:2]),
    )
    found: list[Diagnostic] = []
    rendered = render_pages(
        state.subject, state.linked_dataset, state.pages, site, found, state.invalid
    )
    of_templates = [diagnostic for diagnostic in found if diagnostic.file.endswith(".jinja")]
    state.diagnostics += of_templates or found
    if of_templates:
        state.linked_dataset = None
    else:
        state.rendered = rendered


PAGE_CHECKS: tuple[PageCheck, ...] = (
    markdown.no_literal_markup, markdown.text_at_left_margin, markdown.bold_text_closed,
    markdown.blank_line_above_blocks, markdown.complete_admonitions, markdown.rectangular_tables,
    markdown.known_link_labels, markdown.addresses_are_links,
    html.allowed_tags, html.allowed_classes,
    front_matter.possible_review_date, page_structure.calls_have_two_braces,
    headings.headings_in_order, page_structure.answer_in_short,
    page_structure.required_macros, front_matter.front_matter_is_plain,
)  # fmt: skip
"""Checks of a single page, in order; those of the subject follow."""
PROJECT_CHECKS: tuple[ProjectCheck, ...] = (
    files.known_files, front_matter.unique_titles, files.unique_addresses, files.storable_files,
    files.overrides_are_valid_jinja, asset_links.loaded_assets_exist,
    style_sheets.known_imports, style_sheets.flat_folders,
    config.theme_assets_exist, config.complete_navigation, config.required_keys,
    config.plain_site_name, config.moves_are_valid, config.yaml_versions_agree,
    citation_cff.citation_of_this_version,
    any_entry.known_pages,
    links.unique_anchors,
)  # fmt: skip
"""Checks of the whole project, in order; those of the subject and no_dead_links follow."""
