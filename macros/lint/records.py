"""Checks of the data that hold for every handbook."""

import itertools
import os
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta

from macros.core.base import Entry, Record
from macros.core.diagnostics import Diagnostic, KeyPath, Violation, unknown
from macros.core.markup import markup_signs, without_calls
from macros.core.schema import MOST_WORDS_IN_DEFINITION, BaseHandbook, Issued, Reference
from macros.lint.state import State

ASKED = ("question", "also")
"""Fields with the words of readers."""
NOT_PROSE = ("quote", "heading", "article", "DOI", "URL", "url", "query", "notices")
"""Fields with the article's words, addresses, and words for a search."""


def unknown_ids(
    path: KeyPath, names: Iterable[str], what: str, known: Collection[str]
) -> Iterator[Violation]:
    """The names of a list that are no ids of entries; `what` says what they must be."""
    for index, name in enumerate(names):
        if name not in known:
            yield Violation((*path, index), unknown(what, name, known))


def known_pages(state: State) -> Iterator[Diagnostic]:
    """Every page that an entry names exists."""
    if state.dataset is None:
        return
    records_with = state.dataset.handbook.records_with
    named: dict[KeyPath, str] = {}
    for key, record in records_with["pages"]:
        named |= {(*key, "pages", index): page for index, page in enumerate(record.pages)}
    for key, record in records_with["page"]:
        if record.page and not isinstance(record, Reference):  # its page is one of paper
            named[*key, "page"] = record.page
    for path, page in named.items():
        if page not in state.paths:
            yield state.at(path, unknown("a page", page, state.paths))


def latest_day() -> date:
    """Today, in the time zone that is furthest ahead: an editor there is not in the future."""
    return (datetime.now(UTC) + timedelta(hours=14)).date()


def build_day() -> date:
    """The day that SOURCE_DATE_EPOCH names, if it is set, else today.

    Its source: https://reproducible-builds.org/specs/source-date-epoch/
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.fromtimestamp(int(epoch), UTC).date() if epoch.isdigit() else latest_day()


def unique_ids(handbook: BaseHandbook) -> Iterator[Violation]:
    """An id stands once in its list."""
    seen: Counter[tuple[KeyPath, str]] = Counter()
    for key, record in handbook.records_with["id"]:
        seen[key[:-1], record.id] += 1
        if seen[key[:-1], record.id] > 1:
            yield Violation((*key, "id"), f"'{record.id}' is already the id of another entry here")


def known_sources(handbook: BaseHandbook) -> Iterator[Violation]:
    """Every source is a reference."""
    for key, record in handbook.records_with["sources"]:
        for index, source in enumerate(record.sources):
            if source not in handbook.work_of:
                message = unknown("a reference", source, handbook.work_of)
                yield Violation((*key, "sources", index), message)
            elif source in handbook.never_cited:
                message = f"'{source}' is {handbook.never_cited[source]}"
                yield Violation((*key, "sources", index), message)


def dates_are_possible(handbook: BaseHandbook) -> Iterator[Violation]:
    """Nothing was checked, changed or published after today, or checked before the handbook was."""
    for name in ("checked", "date", "looked", "seen", "dealt_with"):
        for key, record in handbook.records_with[name]:
            day = getattr(record, name)
            if day and (wrong := wrong_day(day, handbook.first_day)):
                yield Violation((*key, name), wrong)
    for key, issued in handbook.records_with["year"]:
        if isinstance(issued, Issued) and issued.first_day > latest_day():
            yield Violation((*key, "year"), f"{issued.first_day} is in the future")


def wrong_day(day: date, first_day: date) -> str:
    """What is wrong with the day on which somebody checked or changed something, or nothing."""
    if day > latest_day():
        return f"{day} is in the future"
    return "" if day >= first_day else f"{day} is before the handbook was begun, {first_day}"


def changes_newest_first(handbook: BaseHandbook) -> Iterator[Violation]:
    """A newer change has a higher version and no earlier day, and stands first."""
    for index, (newer, older) in enumerate(itertools.pairwise(handbook.changes)):
        key: KeyPath = ("changes", index)
        if newer.number <= older.number:
            message = f"{newer.version} must be higher than {older.version}, which stands below"
            yield Violation((*key, "version"), message)
        if newer.date < older.date:
            message = f"{newer.date} is before {older.date}, which stands below; newest first"
            yield Violation((*key, "date"), message)


def new_grades_have_reasons(handbook: BaseHandbook) -> Iterator[Violation]:
    """A claim's grade is the newest of its history; each but the first has a day and a reason."""
    for index, claim in enumerate(handbook.claims):
        newest = claim.history[0]
        latest = max(grade.date for grade in claim.history)
        if latest != newest.date:
            message = f"the newest grade, of {latest}, stands first; move it up"
            yield Violation(("claims", index, "history"), message)
            continue
        for name in ("verdict", "certainty"):
            now, was = getattr(claim, name), getattr(newest, name)
            if now != was:
                day = f"{was!r} since {newest.date}; a new {name} needs a dated reason"
                what = f"was {day}: add to 'history', on top, date, verdict, certainty and why"
                yield Violation(("claims", index, name), f"{claim.id}: {now!r} {what}")
        if claim.checked < newest.date:
            message = f"{claim.checked} is before the newest grade, {newest.date}"
            yield Violation(("claims", index, "checked"), message)
        for position, (after, before) in enumerate(itertools.pairwise(claim.history)):
            key: KeyPath = ("claims", index, "history", position)
            if not after.why:
                yield Violation(key, "needs 'why': what made the grade move, in a sentence")
            if after.date <= before.date:
                message = f"{after.date} must be after {before.date}, which stands below"
                yield Violation((*key, "date"), message)
            if (after.verdict, after.certainty) == (before.verdict, before.certainty):
                yield Violation(key, "verdict and certainty are the same as before")


def claims_have_sources(handbook: BaseHandbook) -> Iterator[Violation]:
    """Every entry with sources names at least one."""
    for key, record in handbook.records:
        if isinstance(record, Entry) and not record.sources:
            yield Violation((*key, "sources"), "needs at least one reference")


def works_once(handbook: BaseHandbook) -> Iterator[Violation]:
    """A work stands once in the bibliography, and its DOI is the one in its address."""
    seen: dict[str, str] = {}
    for index, work in enumerate(handbook.references):
        fields = [f for f in ("DOI", "PMID", "PMCID", "URL") if getattr(work, f)]
        first = {f: seen.setdefault(f"{f} {getattr(work, f).lower()}", work.id) for f in fields}
        if same := [field for field, name in first.items() if name != work.id]:
            message = f"this is the same work as '{first[same[0]]}'"
            todo = "use that id and leave this entry out"
            yield Violation(("references", index, same[0]), f"{message}; {todo}")
        if work.DOI and work.URL and "doi.org/" in work.URL:
            address = work.URL.partition("doi.org/")[2]
            if address.lower() != work.DOI.lower():
                message = f"'{work.URL}' and the DOI '{work.DOI}' differ; one of them is wrong"
                yield Violation(("references", index, "URL"), message)


def kinds_of_works(handbook: BaseHandbook) -> Iterator[Violation]:
    """A work has a kind, by which the bibliography lists it."""
    for index, work in enumerate(handbook.references):
        if work.kind is None and work.id not in handbook.never_cited:
            yield Violation(("references", index), f"{work.id}: the key 'kind' is missing")


def notices_have_works(handbook: BaseHandbook) -> Iterator[Violation]:
    """A notice is on a reference; a kind of notice stands once for each of its addresses."""
    seen: set[tuple[str, str, str]] = set()
    for index, notice in enumerate(handbook.known):
        if notice.reference not in handbook.work_of:
            message = unknown("a reference", notice.reference, handbook.work_of)
            yield Violation(("known", index, "reference"), message)
        names = {(notice.reference, notice.kind, name.lower()) for name in notice.notices or ("",)}
        if names & seen:
            message = f"this {notice.kind} of '{notice.reference}' stands above already"
            yield Violation(("known", index), message)
        seen |= names


def retractions_are_dealt_with(handbook: BaseHandbook) -> Iterator[Violation]:
    """An editor deals with a retraction or an expression of concern before its last day."""
    for index, notice in enumerate(handbook.known):
        last_day = handbook.last_day(notice)
        if notice.warns and not notice.dealt_with and last_day < build_day():
            what = f"{notice.reference}: the {notice.kind} seen on {notice.seen}"
            todo = "change what rests on it, then write 'decided' and 'dealt_with'"
            message = f"{what} had to be dealt with by {last_day}: {todo}"
            yield Violation(("known", index, "seen"), message)


def terms_once(handbook: BaseHandbook) -> Iterator[Violation]:
    """A term is explained once."""
    seen: dict[str, str] = {}
    for index, term in enumerate(handbook.terms):
        other = seen.setdefault(term.term.lower(), term.id)
        if other != term.id:
            yield Violation(("terms", index, "term"), f"'{other}' is the same term")


def short_definitions(handbook: BaseHandbook) -> Iterator[Violation]:
    """A term is defined in one plain sentence."""
    for index, term in enumerate(handbook.terms):
        count = len(term.definition.split())
        if count > MOST_WORDS_IN_DEFINITION:
            message = f"{count} words; a definition has at most {MOST_WORDS_IN_DEFINITION}"
            yield Violation(("terms", index, "definition"), message)


def texts_are_plain(handbook: BaseHandbook) -> Iterator[Violation]:
    """No text but the article's own holds Markdown or HTML, which would show as it is typed.

    Calls in answers are exempt: answers_can_be_filled looks at them.
    """
    records: list[tuple[KeyPath, Record]] = [((), handbook), *handbook.records]
    for key, record in records:
        for path, text in texts_of(record):
            if path[0] in record.calls_in:
                text = without_calls(text, "0")
            for sign in markup_signs(text) if path[0] not in NOT_PROSE else ():
                yield Violation((*key, *path), sign.message, sign.text.strip(), text[: sign.offset])


def texts_of(record: Record) -> Iterator[tuple[KeyPath, str]]:
    """The texts of a record, and of its lists of texts, with their paths."""
    for name, info in type(record).model_fields.items():
        field, value = info.alias or name, getattr(record, name)
        if isinstance(value, str):
            yield (field,), value
        elif isinstance(value, tuple):
            yield from (((field, n), item) for n, item in enumerate(value) if isinstance(item, str))
