"""How long a page takes to read."""

from selectolax.lexbor import LexborNode

WORDS_A_MINUTE = 200
"""Our own choice."""


def reading_minutes(body: LexborNode) -> int:
    """Return the minutes to read a page, rounded up. Removes its folded parts: not counted."""
    for folded in body.css("details"):
        folded.decompose()
    return -(-len(body.text(separator=" ").split()) // WORDS_A_MINUTE)
