"""What changed, as a feed."""

from macros.core.schema import BaseHandbook
from macros.core.templates import render_text


def feed(handbook: BaseHandbook, title: str, address: str) -> str:
    """What changed, newest first, as a feed for readers of news (Atom, RFC 4287)."""
    parts = {"steps": handbook.history, "claims": handbook.claim_of}
    return render_text("feed", "xml", site=address, title=title, **parts)
