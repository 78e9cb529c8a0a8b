"""The Atom feeds of changes: of the whole handbook, and of each page."""

from pathlib import Path
from typing import Any

from macros.core.prerender import Project
from macros.core.templates import render_text

FEED = "changes.xml"
"""The file of the whole handbook's feed, below the site."""


def write_feeds(site: Path, project: Project, address: str) -> None:
    """Write the Atom feeds (RFC 4287) of changes, newest first.

    The feed of the whole handbook has every change, a page's those that the page lists. `address`
    is the site's.
    """
    handbook = project.dataset.handbook
    feeds: list[dict[str, Any]] = [
        {"file": FEED, "title": project.name, "steps": handbook.history},
    ]
    for context in (page.context for page in project.rendered.values()):
        file = context.site.feed_path(context.path).removeprefix(context.site.root)
        title, steps = f"{project.name}, {context.meta.title}", context.steps(handbook.history)
        feeds.append({"file": file, "title": title, "steps": steps})
    (site / "feeds").mkdir(exist_ok=True)
    for feed in feeds:
        text = render_text("feed", "xml", site=address, claims=handbook.claim_of, **feed)
        (site / feed["file"]).write_text(text, "utf-8")
