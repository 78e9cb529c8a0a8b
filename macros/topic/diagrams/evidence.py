"""The map of claims by verdict and support."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from macros.core.grades import CERTAINTIES, VERDICTS
from macros.core.schema import Claim
from macros.topic.schema.handbook import Handbook

DOTS_PER_ROW = 12
PITCH = 25.4
"""Units of the drawing from one dot to the next."""
MARGIN = 8
"""The drawing's left margin, in its units."""
KEY_COLUMN, KEY_ROW = 166, 24
"""Units of the drawing from one column of the key to the next, and from one row to the next."""


class Dot(NamedTuple):
    """The shape of one claim, by its upper left corner."""

    x: float
    y: float
    verdict: str


class Band(NamedTuple):
    """The claims of one certainty."""

    certainty: str
    y: float
    """The baseline of its heading."""
    claims: int
    dots: Sequence[Dot]
    verdicts: Sequence[tuple[str, int]]
    """How many claims got each verdict."""


def evidence_map(handbook: Handbook) -> dict[str, Any]:
    """The article's claims in bands by certainty, the counts, the key and the height."""
    claims = sorted(
        (claim for claim in handbook.claims if claim.quote),
        key=lambda claim: VERDICTS.index(claim.verdict),
    )
    bands = list(_bands(claims, 82))
    counts: Counter[str] = Counter(claim.verdict for claim in claims)
    rule = bands[-1].dots[-1].y + 36  # the height of the line between the bands and the key
    rows = (len(VERDICTS) + 1) // 2  # of the key, which has two columns
    key = []
    for n, verdict in enumerate(VERDICTS):
        dot = Dot(MARGIN + KEY_COLUMN * (n // rows), rule + 32 + KEY_ROW * (n % rows), verdict)
        key.append((dot, counts[verdict]))
    firm = sum(claim.certainty == "high" for claim in claims)
    return {
        "total": len(claims),
        "firm": firm,
        "fifths": round(5 * firm / len(claims)),
        "over": counts["overstated"],
        "bands": bands,
        "rule": rule,
        "key": key,
        "height": round(rule + 32 + KEY_ROW * rows + 4),
    }


def _bands(claims: Sequence[Claim], top: float) -> Iterator[Band]:
    """One band for each certainty that a claim has, the highest first."""
    for certainty in CERTAINTIES:
        verdicts = [claim.verdict for claim in claims if claim.certainty == certainty]
        if verdicts:
            dots = []
            for n, verdict in enumerate(verdicts):
                row, column = divmod(n, DOTS_PER_ROW)
                dots.append(Dot(MARGIN + PITCH * column, top + 10 + PITCH * row, verdict))
            yield Band(certainty, top, len(dots), dots, list(Counter(verdicts).items()))
            top = dots[-1].y + 50
