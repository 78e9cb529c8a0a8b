"""Days in data and pages are possible: not before the handbook was begun, not in the future."""

import os
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from macros.core.diagnostics import Violation
from macros.core.schema.handbook import BaseHandbook
from macros.core.schema.references import Issued


def latest_day() -> date:
    """Return today's date in the time zone furthest ahead, UTC+14, where an editor may be."""
    return (datetime.now(UTC) + timedelta(hours=14)).date()


def build_day() -> date:
    """Return the date of SOURCE_DATE_EPOCH, in seconds since 1970, or today's if it is not set.

    https://reproducible-builds.org/specs/source-date-epoch/
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.fromtimestamp(int(epoch), UTC).date() if epoch.isdecimal() else latest_day()


def dates_are_possible(handbook: BaseHandbook) -> Iterator[Violation]:
    """No date of an editor's work is before the handbook was begun; no date is in the future."""
    for name in ("checked", "date", "looked", "seen", "dealt_with"):
        for key, record in handbook.records_with[name]:
            day = getattr(record, name)
            if day and (error := day_error(day, handbook.first_day)):
                yield Violation((*key, name), error)
    for key, issued in handbook.records_with["year"]:
        if isinstance(issued, Issued) and (error := day_error(issued.first_day, date.min)):
            yield Violation((*key, "year"), error)


def day_error(day: date, first_day: date) -> str:
    """Return why a date of an editor's work is impossible, or an empty string."""
    if day > latest_day():
        return f"{day} is in the future"
    return "" if day >= first_day else f"{day} is before the handbook was begun, {first_day}"
