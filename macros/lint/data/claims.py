"""Checks of claims.yml: grades and their history."""

import itertools
from collections.abc import Iterator

from macros.core.diagnostics import KeyPath, Violation
from macros.core.schema.handbook import BaseHandbook


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
