"""Checks of the notices on references in watch.yml."""

from collections.abc import Iterator

from macros.core.diagnostics import Violation
from macros.core.schema.handbook import BaseHandbook
from macros.lint.data.any_entry import unknown_values
from macros.lint.dates import build_day


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
    """An editor deals with a retraction or an expression of concern in time.

    In `days_to_decide` of watch.yml, counted from the day it was seen.
    """
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
