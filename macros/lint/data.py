"""Checks of the data of any handbook."""

import itertools
import os
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from macros.core.diagnostics import Diagnostic, KeyPath, Violation
from macros.core.markup import markup_mistakes
from macros.core.schema.glossary import MOST_WORDS_IN_DEFINITION
from macros.core.schema.handbook import BaseHandbook
from macros.core.schema.record import Entry, Record
from macros.core.schema.references import Issued, Reference
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


def latest_day() -> date:
    """Return today's date in the time zone furthest ahead, UTC+14, where an editor may be."""
    return (datetime.now(UTC) + timedelta(hours=14)).date()


def build_day() -> date:
    """Return the date of SOURCE_DATE_EPOCH, in seconds since 1970, or today's if it is not set.

    https://reproducible-builds.org/specs/source-date-epoch/
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.fromtimestamp(int(epoch), UTC).date() if epoch.isdecimal() else latest_day()


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


def dates_are_possible(handbook: BaseHandbook) -> Iterator[Violation]:
    """No date of an editor's work is before the handbook was begun; no date is in the future."""
    for name in ("checked", "date", "looked", "seen", "dealt_with"):
        for key, record in handbook.records_with[name]:
            day = getattr(record, name)
            if day and (error := day_error(day, handbook.first_day)):
                yield Violation((*key, name), error)
    for key, issued in handbook.records_with["year"]:
        if isinstance(issued, Issued) and issued.first_day > latest_day():
            yield Violation((*key, "year"), f"{issued.first_day} is in the future")


def day_error(day: date, first_day: date) -> str:
    """Return why a date of an editor's work is impossible, or an empty string."""
    if day > latest_day():
        return f"{day} is in the future"
    return "" if day >= first_day else f"{day} is before the handbook was begun, {first_day}"


def changes_newest_first(handbook: BaseHandbook) -> Iterator[Violation]:
    """Each change has a higher version than the change below it, and no earlier date."""
    for index, (newer, older) in enumerate(itertools.pairwise(handbook.changes)):
        if newer.number <= older.number:
            message = f"{newer.version} must be higher than {older.version}, the version below"
            yield Violation(("changes", index, "version"), message)
        if newer.date < older.date:
            message = f"{newer.date} is before {older.date}, the date below; newest first"
            yield Violation(("changes", index, "date"), message)


def grades_match_history(handbook: BaseHandbook) -> Iterator[Violation]:
    """A claim has the grade at the top of its history, and was checked since."""
    for index, claim in enumerate(handbook.claims):
        newest = claim.history[0]
        if newest.date < max(grade.date for grade in claim.history):
            continue  # reported by grades_have_reasons
        for name in ("verdict", "certainty"):
            value, recorded = getattr(claim, name), getattr(newest, name)
            if value != recorded:
                what = f"{claim.id}: {value!r} was {recorded!r} since {newest.date}"
                todo = f"a new {name} needs a dated reason: add to 'history', on top, date, "
                message = f"{what}; {todo}verdict, certainty and why"
                yield Violation(("claims", index, name), message)
        if claim.checked < newest.date:
            message = f"{claim.checked} is before the newest grade, {newest.date}"
            yield Violation(("claims", index, "checked"), message)


def grades_have_reasons(handbook: BaseHandbook) -> Iterator[Violation]:
    """A claim's grades are newest first; each but the oldest changed something and has a reason."""
    for index, claim in enumerate(handbook.claims):
        path: KeyPath = ("claims", index, "history")
        latest = max(grade.date for grade in claim.history)
        if latest != claim.history[0].date:
            yield Violation(path, f"move the newest grade, of {latest}, to the top")
            continue
        for number, (newer, older) in enumerate(itertools.pairwise(claim.history)):
            key = (*path, number)
            if not newer.why:
                yield Violation(key, "needs 'why': what made the grade move, in a sentence")
            if newer.date <= older.date:
                message = f"{newer.date} must be after {older.date}, the date below"
                yield Violation((*key, "date"), message)
            if (newer.verdict, newer.certainty) == (older.verdict, older.certainty):
                yield Violation(key, "verdict and certainty are the same as before")


def entries_have_sources(handbook: BaseHandbook) -> Iterator[Violation]:
    """Every entry with the key 'sources' names at least one."""
    for key, record in handbook.records:
        if isinstance(record, Entry) and not record.sources:
            yield Violation((*key, "sources"), "needs at least one reference")


def unique_works(handbook: BaseHandbook) -> Iterator[Violation]:
    """No two references have the same DOI, PMID, PMCID or URL."""
    seen: dict[str, str] = {}
    for index, work in enumerate(handbook.references):
        fields = [field for field in ("DOI", "PMID", "PMCID", "URL") if getattr(work, field)]
        first = {f: seen.setdefault(f"{f} {getattr(work, f).lower()}", work.id) for f in fields}
        if same := [field for field, name in first.items() if name != work.id]:
            message = f"this is the same work as '{first[same[0]]}'"
            todo = "use that id and leave this entry out"
            yield Violation(("references", index, same[0]), f"{message}; {todo}")


def urls_have_dois(handbook: BaseHandbook) -> Iterator[Violation]:
    """A reference whose URL is a DOI link has the same DOI in both."""
    for index, work in enumerate(handbook.references):
        _, is_doi_link, doi = (work.URL or "").partition("doi.org/")
        if work.DOI and is_doi_link and doi.lower() != work.DOI.lower():
            message = f"'{work.URL}' and the DOI '{work.DOI}' differ; one of them is wrong"
            yield Violation(("references", index, "URL"), message)


def works_have_kinds(handbook: BaseHandbook) -> Iterator[Violation]:
    """Every reference that may be cited has a kind, by which the bibliography lists it."""
    for index, work in enumerate(handbook.references):
        if work.kind is None and work.id not in handbook.never_cited:
            yield Violation(("references", index), f"{work.id}: the key 'kind' is missing")


def notices_have_works(handbook: BaseHandbook) -> Iterator[Violation]:
    """Every notice is about a reference."""
    notices = handbook.records_with["reference"]
    yield from unknown_values(notices, "reference", "a reference", handbook.work_of)


def unique_notices(handbook: BaseHandbook) -> Iterator[Violation]:
    """No two entries have the same reference, kind and DOI or PMID of a notice."""
    seen: set[tuple[str, str, str]] = set()
    for index, notice in enumerate(handbook.known):
        names = {(notice.reference, notice.kind, name.lower()) for name in notice.notices or ("",)}
        if names & seen:
            message = f"this {notice.kind} of '{notice.reference}' is already listed above"
            yield Violation(("known", index), message)
        seen |= names


def retractions_are_dealt_with(handbook: BaseHandbook) -> Iterator[Violation]:
    """An editor deals with a retraction or an expression of concern by its last day."""
    for index, notice in enumerate(handbook.known):
        # dates_are_possible reports a date in the future, from which no last day may be counted.
        if not notice.warns or notice.dealt_with or notice.seen > build_day():
            continue
        last_day = handbook.last_day(notice)
        if last_day < build_day():
            what = f"{notice.reference}: the {notice.kind} seen on {notice.seen}"
            todo = "change what rests on it, then write 'decided' and 'dealt_with'"
            message = f"{what} had to be dealt with by {last_day}: {todo}"
            yield Violation(("known", index, "seen"), message)


def unique_terms(handbook: BaseHandbook) -> Iterator[Violation]:
    """A term is explained once."""
    seen: dict[str, str] = {}
    for index, term in enumerate(handbook.terms):
        other = seen.setdefault(term.term.lower(), term.id)
        if other != term.id:
            yield Violation(("terms", index, "term"), f"'{other}' is the same term")


def short_definitions(handbook: BaseHandbook) -> Iterator[Violation]:
    """A definition has at most MOST_WORDS_IN_DEFINITION words."""
    for index, term in enumerate(handbook.terms):
        count = len(term.definition.split())
        if count > MOST_WORDS_IN_DEFINITION:
            message = f"{count} words; a definition has at most {MOST_WORDS_IN_DEFINITION}"
            yield Violation(("terms", index, "definition"), message)


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
