"""The Atom feeds of changes: of the whole handbook, and of each page."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from macros.core.prerender import RenderedPage
from macros.core.schema import BaseHandbook, Step
from macros.core.templates import render_text

FEED = "changes.xml"
"""The feed of the whole handbook, below the site."""


def feed(handbook: BaseHandbook, title: str, address: str) -> str:
    """The Atom feed (RFC 4287) of what changed, newest first."""
    return _feed(handbook, handbook.history, title, address, FEED)


def write_page_feeds(
    site: Path, handbook: BaseHandbook, title: str, pages: Mapping[str, RenderedPage]
) -> None:
    """Write the feed of each page: what changed on it, as the list at its foot says."""
    (site / "feeds").mkdir(exist_ok=True)
    for page in pages.values():
        context = page.context
        name = context.site.feed(context.path).removeprefix(context.site.root)
        steps, address = context.steps(handbook.history), context.site.address
        text = _feed(handbook, steps, f"{title}, {context.meta.title}", address, name)
        (site / name).write_text(text, "utf-8")


def _feed(
    handbook: BaseHandbook, steps: Sequence[Step], title: str, address: str, name: str
) -> str:
    parts = {"steps": steps, "claims": handbook.claim_of, "name": name}
    return render_text("feed", "xml", site=address, title=title, **parts)
