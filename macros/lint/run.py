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
    faults: list[Diagnostic] = []
    docs = root / "docs"
    files = [path for path in source_files(docs) if path.suffix.lower() in MARKDOWN]
    paths = dict.fromkeys(path.relative_to(docs).as_posix() for path in files)
    data = draft_dataset(root / "data")
    faults += data.faults
    read = [found for path in files if (found := _collect(faults, _draft, docs, path))]
    site = {page.path: page for page, wrong, _ in read if not wrong}
    faults += itertools.chain.from_iterable(alone for _, _, alone in read)
    faults += [*known_files(docs, site), *unique_addresses(paths), *storable_names(docs)]
    settings = _collect(faults, load_settings, root)
    order = {} if settings is None else _collect(faults, navigation_order, settings) or {}
    faults += [
        *known_assets(settings or {}, docs),
        *complete_navigation(order, paths),
        *readable_overrides(root),
    ]
    if settings is not None:
        faults += [*needed_keys(settings), *moved_pages(settings, paths), *texts_are_text(settings)]
    made: dict[str, RenderedPage] = {}
    book, left = data.book, data.left_out
    if book and data.linked:
        where = SiteContext(
            address=address,
            repository=repository.rstrip("/"),
            lines=book.lines(),
            titles={path: page.meta.title for path, page in site.items()},
            handouts=handouts(site, order),
        )
        made = render_pages(book._replace(data=data.linked), site, where, faults, left)
        # What a page lacks can be said only when every page could be read.
        if len(site) == len(files):
            faults += unused_references(book, made, left.text)
            faults += shown_answers(book._replace(data=data.linked), site)
            if "comparison" not in left.lists:
                faults += shown_claims(book, site)
    if book:
        for breach in known_pages(book.data, paths):
            faults.append(Diagnostic(*position_of(book.places, breach.key), breach.message))
        faults += [
            *topics_of_pages(book, site),
            *prose_matches_certainty(book, made),
            *doses_have_warnings(made),
        ]
        faults += [*emergency_numbers_on_pages(book, site), *agreeing_units(made)]
    ids = {path: re.findall(r' id="([^"]+)"', "".join(one.html)) for path, one in made.items()}
    for path, one in made.items():
        faults += clashes(one.page, ids[path])
    # A page that is wrong may lack anchors that it will have when it is right.
    faulty = {fault.file for fault in faults}
    sound = [path for path, page in site.items() if path in made and page.file not in faulty]
    if left.lists:  # some of their macros could not be made
        sound = [path for path in sound if "" not in made[path].html]
    known = {path: anchors(site[path]).union(ids[path]) for path in sound}
    for page, _, _ in read:
        for fault in dead_links(page, paths, known, docs):
            if "is not an anchor" not in fault.message or not left.explains(fault.message):
                faults.append(fault)
    if faults or not book:
        raise DiagnosticError(faults)
    return Project(book, made, {path: site[path].meta for path in order if path in site})


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
    calls = {fault.line for fault in wrong}
    yield from (fault for fault in markdown_signs(page) if fault.line not in calls)
    yield from (fault for fault in page_parts(page) if fault.line not in calls)
    yield from front_marks(page)
    yield from careful_summaries(page, sources=not wrong)
    if not wrong:
        yield from [*page_frame(page), *no_written_counts(page)]


def _collect(faults: list[Diagnostic], call: Callable[..., Got], *words: Any) -> Got | None:
    """What a call gives; nothing when it raises Faults, which are kept."""
    try:
        return call(*words)
    except DiagnosticError as wrong:
        faults += wrong.faults
        return None
