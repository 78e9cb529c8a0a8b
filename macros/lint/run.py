"""The whole project, checked: the data, then every page's calls and links, then the navigation."""

import contextlib
import functools
import gc
import itertools
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from macros.core.context import SiteContext
from macros.core.dataset import draft_dataset
from macros.core.diagnostics import Diagnostic, DiagnosticError
from macros.core.page_source import Page, anchors, page_text, parse_page
from macros.core.prerender import Project, RenderedPage, handouts, render_pages
from macros.core.source_files import source_files
from macros.core.yaml import position_of
from macros.lint.config import (
    complete_navigation,
    known_assets,
    load_settings,
    moved_pages,
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
from macros.topic.lint.pages import (
    agreeing_units,
    careful_summaries,
    doses_have_warnings,
    emergency_numbers_on_pages,
    no_written_counts,
    prose_matches_certainty,
    shown_answers,
    shown_claims,
    topics_of_pages,
    unused_references,
)

Got = TypeVar("Got")


TEMPLATES = Path(__file__).parent.parent / "templates"


def check(root: Path, address: str = "/", repository: str = "") -> Project:
    """The project below `root`, for a site and its source at these addresses.

    Raises Faults with all that is wrong in data/ and docs/.
    """
    settings = root / "mkdocs.yml"
    first = [settings.stat().st_mtime_ns] if settings.exists() else []
    folders = (root / "data", root / "docs", root / "overrides", TEMPLATES)
    stamp = (*first, *(state for folder in folders for state in _fingerprint(folder)))
    gc.disable()  # all that is read stays, so that Python need not look for what could go
    try:
        return _check(root, address, repository, stamp)
    finally:
        gc.enable()


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
def _check(root: Path, address: str, repository: str, _stamp: object) -> Project:
    diagnostics: list[Diagnostic] = []
    docs = root / "docs"
    files = [path for path in source_files(docs) if path.suffix.lower() in MARKDOWN]
    paths = dict.fromkeys(path.relative_to(docs).as_posix() for path in files)
    data = draft_dataset(root / "data")
    diagnostics += data.diagnostics
    read = [found for path in files if (found := _collect(diagnostics, _draft, docs, path))]
    site = {page.path: page for page, wrong, _ in read if not wrong}
    diagnostics += itertools.chain.from_iterable(alone for _, _, alone in read)
    diagnostics += [*known_files(docs, site), *unique_addresses(paths), *storable_names(docs)]
    settings = _collect(diagnostics, load_settings, root)
    order = {} if settings is None else _collect(diagnostics, navigation_order, settings) or {}
    diagnostics += [
        *known_assets(settings or {}, docs),
        *complete_navigation(order, paths),
        *readable_overrides(root),
    ]
    if settings is not None:
        diagnostics += [
            *needed_keys(settings),
            *moved_pages(settings, paths),
            *texts_are_text(settings),
        ]
    rendered: dict[str, RenderedPage] = {}
    dataset, left = data.dataset, data.left_out
    if dataset and data.linked:
        where = SiteContext(
            address=address,
            repository=repository.rstrip("/"),
            lines=dataset.lines(),
            titles={path: page.meta.title for path, page in site.items()},
            handouts=handouts(site, order),
        )
        rendered = render_pages(
            dataset._replace(handbook=data.linked), site, where, diagnostics, left
        )
        # What a page lacks can be said only when every page could be read.
        if len(site) == len(files):
            diagnostics += unused_references(dataset, rendered, left.text)
            diagnostics += shown_answers(dataset._replace(handbook=data.linked), site)
            if "comparison" not in left.lists:
                diagnostics += shown_claims(dataset, site)
    if dataset:
        for breach in known_pages(dataset.handbook, paths):
            diagnostics.append(
                Diagnostic(*position_of(dataset.positions, breach.key), breach.message)
            )
        diagnostics += [
            *topics_of_pages(dataset, site),
            *prose_matches_certainty(dataset, rendered),
            *doses_have_warnings(rendered),
        ]
        diagnostics += [*emergency_numbers_on_pages(dataset, site), *agreeing_units(rendered)]
    ids = {path: re.findall(r' id="([^"]+)"', "".join(one.html)) for path, one in rendered.items()}
    for path, one in rendered.items():
        diagnostics += clashes(one.page, ids[path])
    # A page that is wrong may lack anchors that it will have when it is right.
    faulty = {diagnostic.file for diagnostic in diagnostics}
    sound = [path for path, page in site.items() if path in rendered and page.file not in faulty]
    if left.lists:  # some of their macros could not be made
        sound = [path for path in sound if "" not in rendered[path].html]
    known = {path: anchors(site[path]).union(ids[path]) for path in sound}
    for page, _, _ in read:
        for diagnostic in dead_links(page, paths, known, docs):
            if "is not an anchor" not in diagnostic.message or not left.explains(
                diagnostic.message
            ):
                diagnostics.append(diagnostic)
    if diagnostics or not dataset:
        raise DiagnosticError(diagnostics)
    return Project(dataset, rendered, {path: site[path].meta for path in order if path in site})


def _draft(docs: Path, path: Path) -> tuple[Page, list[Diagnostic], list[Diagnostic]]:
    """One page, its calls that are no calls, and all that is wrong with it whatever the data say.

    Raises Faults for its name or front matter.
    """
    return _parsed(*page_text(docs, path))


@functools.lru_cache(maxsize=4096)
def _parsed(file: str, name: str, content: str) -> tuple[Page, list[Diagnostic], list[Diagnostic]]:
    """The same from the page's text; what has not changed is not read again."""
    page, wrong = parse_page(file, name, content)
    return page, wrong, list(_alone(page, wrong))


def _alone(page: Page, wrong: list[Diagnostic]) -> Iterator[Diagnostic]:
    """What is wrong with a page whatever the data say; `wrong` are its calls that are no calls."""
    yield from wrong
    calls = {diagnostic.line for diagnostic in wrong}
    yield from (diagnostic for diagnostic in markdown_signs(page) if diagnostic.line not in calls)
    yield from (diagnostic for diagnostic in page_parts(page) if diagnostic.line not in calls)
    yield from front_marks(page)
    yield from careful_summaries(page, sources=not wrong)
    if not wrong:
        yield from [*page_frame(page), *no_written_counts(page)]


def _collect(diagnostics: list[Diagnostic], call: Callable[..., Got], *words: Any) -> Got | None:
    """What a call gives; nothing when it raises Faults, which are kept."""
    try:
        return call(*words)
    except DiagnosticError as wrong:
        diagnostics += wrong.diagnostics
        return None
