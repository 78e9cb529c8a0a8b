"""The grade of a claim: whether its wording fits the studies, and how well they support it."""

from collections.abc import Iterable
from datetime import date
from typing import Literal, get_args

from macros.core.schema.record import Record, Text

Verdict = Literal[
    "well established", "supported", "mixed", "limited", "contested", "overstated", "not verified"
]
Certainty = Literal["high", "moderate", "low", "very low"]
VERDICTS: tuple[str, ...] = get_args(Verdict)
CERTAINTIES: tuple[str, ...] = get_args(Certainty)


def lowest(grades: Iterable[Certainty]) -> Certainty:
    """Return the lowest of several certainties. Raises ValueError if there are none."""
    return max(grades, key=CERTAINTIES.index)


class Grade(Record):
    """A verdict and a certainty, the day of the grading, and why they changed."""

    date: date
    verdict: Verdict
    """Whether the wording fits the studies."""
    certainty: Certainty
    """How well studies support the statement as it is worded. Not how sure the verdict is."""
    why: Text | None = None
    """Why the grade changed, in a sentence for readers. Only a claim's first grade has none."""
