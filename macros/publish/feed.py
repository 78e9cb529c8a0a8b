"""The Atom feed of changes."""

from macros.core.schema import BaseHandbook
from macros.core.templates import render_text


def feed(handbook: BaseHandbook, title: str, address: str) -> str:
    """The Atom feed (RFC 4287) of what changed, newest first."""
    parts = {"steps": handbook.history, "claims": handbook.claim_of}
    return render_text("feed", "xml", site=address, title=title, **parts)
