"""The Atom feeds of changes: of the whole handbook, and of each page."""

from pathlib import Path

from macros.core.prerender import Project
from macros.core.templates import render_text


def write_feeds(site: Path, project: Project, address: str) -> None:
    """Write the Atom feeds (RFC 4287) of changes, newest first.

    The feed of the whole handbook has every change, a page's those that the page lists. `address`
    is the site's.
    """
    handbook = project.dataset.handbook
    feeds = {"changes.xml": (project.name, handbook.history)}
    for context in (page.context for page in project.rendered.values()):
        file = context.site.feed_path(context.path).removeprefix(context.site.root)
        feeds[file] = f"{project.name}, {context.meta.title}", context.steps(handbook.history)
    (site / "feeds").mkdir(exist_ok=True)
    for file, (title, steps) in feeds.items():
        text = render_text(
            "feed",
            "xml",
            site=address,
            file=file,
            title=title,
            steps=steps,
            claims=handbook.claim_of,
        )
        (site / file).write_text(text, "utf-8")
