"""The map of the article's claims by support and verdict."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from macros.core.schema.claims import Claim
from macros.core.schema.verdicts import CERTAINTIES, VERDICTS
from macros.topic.schema.handbook import Handbook

DOTS_PER_ROW = 12
PITCH = 25.4
"""From one dot to the next: 12 of them fill the width."""
MARGIN = 8
KEY_COLUMN, KEY_ROW = 166, 24
"""From one column of the key to the next, and from one row to the next."""


class Dot(NamedTuple):
    """The upper left corner of one claim's shape."""

    x: float
    y: float
    verdict: str
    """Decides the shape."""


class CertaintyBand(NamedTuple):
    """The claims of one certainty."""

    certainty: str
    y: float
    """The baseline of its heading."""
    dots: Sequence[Dot]
    verdicts: Sequence[tuple[str, int]]
    """Each verdict with its number of claims."""


def evidence_map(handbook: Handbook) -> dict[str, Any]:
    """Return the template's values: the article's claims in bands by certainty, and a key."""
    claims = sorted(handbook.quoted_claims, key=lambda claim: VERDICTS.index(claim.verdict))
    bands = list(_bands(claims, 82))
    counts: Counter[str] = Counter(claim.verdict for claim in claims)
    rule = bands[-1].dots[-1].y + 36  # the height of the line between the bands and the key
    rows = (len(VERDICTS) + 1) // 2  # of the key, which has two columns
    key = []
    for index, verdict in enumerate(VERDICTS):
        column, row = divmod(index, rows)
        dot = Dot(MARGIN + KEY_COLUMN * column, rule + 32 + KEY_ROW * row, verdict)
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


def _bands(claims: Sequence[Claim], y: float) -> Iterator[CertaintyBand]:
    """Yield a band for each certainty of the claims, highest first; `y` is the first baseline."""
    for certainty in CERTAINTIES:
        verdicts = [claim.verdict for claim in claims if claim.certainty == certainty]
        if verdicts:
            dots = []
            for index, verdict in enumerate(verdicts):
                row, column = divmod(index, DOTS_PER_ROW)
                # 10: from the baseline of a heading to its dots.
                dots.append(Dot(MARGIN + PITCH * column, y + 10 + PITCH * row, verdict))
            yield CertaintyBand(certainty, y, dots, list(Counter(verdicts).items()))
            y = dots[-1].y + 50  # from the last row of dots to the next baseline
