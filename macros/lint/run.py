"""The whole project, checked: the data, then every page's calls and links, then the navigation."""

import functools
import itertools
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from macros.core.base import T
from macros.core.cite_handbook import CITATION, read_citation, work_of
from macros.core.context import SiteContext
from macros.core.dataset import Draft, draft_dataset
from macros.core.diagnostics import Diagnostic, DiagnosticError, gather
from macros.core.page_source import Page, page_text, parse_page
from macros.core.prerender import Project, handouts, render_pages
from macros.core.source_files import fingerprint, source_files
from macros.core.subject import PageCheck, ProjectCheck, Subject
from macros.core.templates import FOLDERS
from macros.core.text_cache import cached, digest
from macros.lint import (
    citation_cff,
    config,
    files,
    headings,
    html,
    links,
    markdown,
    page_structure,
    records,
    style_sheets,
)
from macros.lint.records import build_day, latest_day
from macros.lint.state import PageState, State


def check(root: Path, subject: Subject, address: str = "/", repository: str = "") -> Project:
    """The project below `root`, for a site and its source at these addresses.

    Raises DiagnosticError with all that is wrong in data/ and docs/.
    """
    alone = [root / name for name in ("mkdocs.yml", CITATION)]
    first = [file.stat().st_mtime_ns if file.exists() else 0 for file in alone]
    folders = (root / "data", root / "docs", root / "overrides", *FOLDERS)
    stamp = (*first, *(state for folder in folders for state in fingerprint(folder)))
    return _check(root, subject, address, repository, stamp)


@functools.lru_cache(maxsize=1)
def _check(root: Path, subject: Subject, address: str, repository: str, _stamp: object) -> Project:
    """Read and render the project, then run every check of the whole."""
    state = State(root, subject)
    _read_settings(state)
    _read_data(state)
    _read_pages(state)
    _render(state, address, repository)
    of_subject = subject.project_checks if state.dataset else ()
    for check_project in (*PROJECT_CHECKS, *of_subject, links.no_dead_links):
        gather(state.diagnostics, state.diagnostics.extend, check_project(state))
    if state.diagnostics or not state.dataset:
        raise DiagnosticError(state.diagnostics)
    meta = {path: state.pages[path].meta for path in state.navigation if path in state.pages}
    settings = state.settings or {}
    moved, name = config.moved_paths(settings), settings["site_name"].value
    return Project(subject, state.dataset, state.rendered, meta, moved, name)


def _read_settings(state: State) -> None:
    """Read mkdocs.yml and CITATION.cff."""
    state.settings = settings = gather(state.diagnostics, config.load_settings, state.root)
    if settings is not None:
        state.navigation = gather(state.diagnostics, config.navigation_order, settings) or {}
    positions = state.citation_positions
    state.citation = gather(state.diagnostics, read_citation, state.root, positions) or {}


def _read_data(state: State) -> None:
    """Read the data and run their checks, so that wrong entries are left out of what follows."""
    data = _load_data(state.root / "data", state.subject)
    state.diagnostics += data.diagnostics
    state.dataset, state.left_out = data.dataset, data.left_out
    if data.dataset and data.linked:
        state.linked = data.dataset._replace(handbook=data.linked)


def _load_data(folder: Path, subject: Subject) -> Draft:
    """The data and what is wrong with them; unchanged data are not read again on the same day.

    A retraction must be dealt with by a day, so that what is right today may be wrong tomorrow.
    """
    days = str(latest_day()), str(build_day())
    load = functools.partial(draft_dataset, folder, subject)
    return _cached(
        subject, "data", (*days, *_checksums(folder)), load, lambda draft: not draft.diagnostics
    )


def _read_pages(state: State) -> None:
    """Read every page and run the checks of one page."""
    found = source_files(state.docs)
    paths = [path for path in found if path.suffix.lower() in files.MARKDOWN]
    state.paths = dict.fromkeys(path.relative_to(state.docs).as_posix() for path in paths)
    for path in paths:
        source = gather(state.diagnostics, page_text, state.docs, path)
        parsed = source and gather(state.diagnostics, _parse_and_check, state.subject, *source)
        if parsed:
            page, complete, diagnostics = parsed
            state.read.append(page)
            state.diagnostics += diagnostics
            if complete:
                state.pages[page.path] = page


@functools.lru_cache(maxsize=4096)
def _parse_and_check(
    subject: Subject, file: str, name: str, content: str
) -> tuple[Page, bool, list[Diagnostic]]:
    """A page, whether its calls are right, and all that is wrong with it apart from the data.

    An unchanged page is not parsed again. Raises DiagnosticError for its front matter.
    """

    def parse_and_check() -> tuple[Page, bool, list[Diagnostic]]:
        page, errors = parse_page(file, name, content, subject)
        wrong = [*errors, *check_page(PageState(page, subject, not errors), errors)]
        return page, not errors, wrong

    # What is wrong is looked at anew: a day in the future is right when it has come.
    return _cached(
        subject, f"page: {file}", (content,), parse_and_check, lambda found: not found[2]
    )


def _checksums(folder: Path) -> Iterator[str]:
    """Name and SHA-256 of every file that can be read below a folder."""
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
    """What `make` gives, or gave before; always anew for a subject whose code stands elsewhere."""
    if not subject.handbook.__module__.startswith("macros."):
        return make()  # the cache does not know the code of its checks
    return cached(name, parts, make, keep)


def check_page(state: PageState, errors: Iterable[Diagnostic] = ()) -> Iterator[Diagnostic]:
    """What breaks the checks of one page; PAGE_CHECKS skip lines with `errors` in their calls."""
    lines = {error.line for error in errors}
    found = itertools.chain.from_iterable(check(state) for check in PAGE_CHECKS)
    yield from (diagnostic for diagnostic in found if diagnostic.line not in lines)
    for check_topic in state.subject.page_checks:
        yield from check_topic(state)


def _render(state: State, address: str, repository: str) -> None:
    """Render every call of every page."""
    if not (state.dataset and state.linked):
        return
    site = SiteContext(
        address=address,
        repository=repository.rstrip("/"),
        lines=state.dataset.lines(),
        titles={path: page.meta.title for path, page in state.pages.items()},
        handouts=handouts(state.pages, state.navigation),
        work=work_of(state.citation, *state.dataset.handbook.history[0][:2]),
    )
    state.rendered = render_pages(
        state.subject, state.linked, state.pages, site, state.diagnostics, state.left_out
    )


PAGE_CHECKS: tuple[PageCheck, ...] = (
    markdown.no_sign_left_over, markdown.text_at_the_margin, markdown.bold_text_ends,
    markdown.nothing_swallowed, markdown.boxes_complete, markdown.tables_even,
    markdown.known_link_names, markdown.addresses_are_links,
    html.allowed_tags, html.allowed_classes,
    page_structure.possible_review_date, page_structure.calls_have_two_braces,
    headings.headings_in_order, page_structure.answer_in_short, page_structure.page_frame,
    page_structure.front_matter_is_plain,
)  # fmt: skip
"""Of one page by itself, in order."""
PROJECT_CHECKS: tuple[ProjectCheck, ...] = (
    files.known_files, files.unique_titles, files.unique_addresses, files.storable_names,
    files.readable_overrides, style_sheets.known_imports,
    config.known_assets, config.complete_navigation, config.needed_keys, config.plain_name,
    config.moved_pages, config.texts_are_text,
    citation_cff.citation_of_this_version,
    records.known_pages,
    links.unique_anchors,
)  # fmt: skip
"""Of the whole project, in order; those of the subject follow, and no_dead_links ends."""
