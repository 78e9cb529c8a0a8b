"""Checks of changes.yml."""

import itertools
from collections.abc import Iterator

from macros.core.diagnostics import Violation
from macros.core.schema.handbook import BaseHandbook


def changes_newest_first(handbook: BaseHandbook) -> Iterator[Violation]:
    """Each change has a higher version than the change below it, and no earlier date."""
    for index, (newer, older) in enumerate(itertools.pairwise(handbook.changes)):
        if newer.number <= older.number:
            message = f"{newer.version} must be higher than {older.version}, the version below"
            yield Violation(("changes", index, "version"), message)
        if newer.date < older.date:
            message = f"{newer.date} is before {older.date}, the date below; newest first"
            yield Violation(("changes", index, "date"), message)
