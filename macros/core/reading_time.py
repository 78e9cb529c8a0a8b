"""How long a page takes to read."""

import math

from selectolax.lexbor import LexborNode


def reading_minutes(body: LexborNode) -> int:
    """Return the minutes to read a page, rounded up. Removes its folded parts: not counted."""
    for folded in body.css("details"):
        folded.decompose()
    return math.ceil(len(body.text(separator=" ").split()) / 200)  # words a minute; our own choice
