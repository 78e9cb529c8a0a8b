"""Checks of every entry: ids, sources, pages, plain text."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from macros.core.diagnostics import Diagnostic, KeyPath, Violation
from macros.core.markup import markup_mistakes
from macros.core.schema.handbook import BaseHandbook
from macros.core.schema.record import Entry, Record
from macros.core.schema.references import Reference
from macros.core.unknown_names import unknown
from macros.lint.state import State

READER_WORDING = ("question", "also")
"""Fields with questions as readers ask them."""
NOT_PROSE = ("quote", "heading", "article", "DOI", "URL", "url", "query", "notices")
"""Fields with the article's text, addresses, identifiers or search terms."""


def unknown_ids(
    path: KeyPath, names: Iterable[str], what: str, known: Collection[str]
) -> Iterator[Violation]:
    """Yield a violation for each name in the list at `path` that is not `known`.

    `what` completes the message "'…' is not …", as in "a reference".
    """
    for index, name in enumerate(names):
        if name not in known:
            yield Violation((*path, index), unknown(what, name, known))


def unknown_values(
    records: Iterable[tuple[KeyPath, Any]], field: str, what: str, known: Collection[str]
) -> Iterator[Violation]:
    """Yield a violation for each record whose `field` has a name that is not `known`."""
    for key, record in records:
        name = getattr(record, field)
        if name is not None and name not in known:
            yield Violation((*key, field), unknown(what, name, known))


def known_pages(state: State) -> Iterator[Diagnostic]:
    """Every page that an entry names exists."""
    if state.dataset is None:
        return
    records_with = state.dataset.handbook.records_with
    # The page of a reference is one of a journal.
    records = (pair for pair in records_with["page"] if not isinstance(pair[1], Reference))
    found = list(unknown_values(records, "page", "a page", state.paths))
    for key, record in records_with["pages"]:
        found += unknown_ids((*key, "pages"), record.pages, "a page", state.paths)
    for violation in found:
        yield state.at(violation.key, violation.message)


def unique_ids(handbook: BaseHandbook) -> Iterator[Violation]:
    """An id appears once in its list."""
    seen: Counter[tuple[KeyPath, str]] = Counter()
    for key, record in handbook.records_with["id"]:
        seen[key[:-1], record.id] += 1
        if seen[key[:-1], record.id] > 1:
            yield Violation((*key, "id"), f"'{record.id}' is already the id of another entry here")


def known_sources(handbook: BaseHandbook) -> Iterator[Violation]:
    """Every source is a reference that may be cited."""
    for key, record in handbook.records_with["sources"]:
        path = (*key, "sources")
        yield from unknown_ids(path, record.sources, "a reference", handbook.work_of)
        for index, source in enumerate(record.sources):
            if reason := handbook.never_cited.get(source):
                yield Violation((*path, index), f"'{source}' is {reason}")


def entries_have_sources(handbook: BaseHandbook) -> Iterator[Violation]:
    """Every entry with the key 'sources' names at least one."""
    for key, record in handbook.records:
        if isinstance(record, Entry) and not record.sources:
            yield Violation((*key, "sources"), "needs at least one reference")


def texts_are_plain(handbook: BaseHandbook) -> Iterator[Violation]:
    """Prose in the data has no Markdown and no HTML, which would show as typed.

    Calls are exempt in the fields that may have them.
    """
    for key, record in ((), handbook), *handbook.records:
        for path, text in texts_of(record):
            if path[0] in NOT_PROSE:
                continue
            for mistake in markup_mistakes(text, path[0] in record.calls_in):
                before = text[: mistake.offset]
                yield Violation((*key, *path), mistake.message, mistake.text, before)


def texts_of(record: Record) -> Iterator[tuple[KeyPath, str]]:
    """Yield the path and value of each text in a record, also in its lists of texts."""
    for name, info in type(record).model_fields.items():
        field, value = info.alias or name, getattr(record, name)
        if isinstance(value, str):
            yield (field,), value
        elif isinstance(value, tuple):
            yield from (((field, n), item) for n, item in enumerate(value) if isinstance(item, str))
