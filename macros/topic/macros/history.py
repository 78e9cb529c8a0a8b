"""Macros for what the handbook said before."""

from macros.core.context import PageContext
from macros.core.templates import render_block
from macros.topic.schema.handbook import Handbook
from macros.topic.schema.history import lives


def change_list(handbook: Handbook, context: PageContext) -> str:
    """What changed in the whole handbook, newest first, with the claims and all pages that show it.

    No pages stand for the whole handbook.
    """
    steps = [
        (step, [path for path, shown in context.site.claims.items() if step.touches(path, shown)])
        if step.pages or step.claims
        else (step, [])
        for step in handbook.history
    ]
    touched = {path for _, paths in steps for path in paths}
    pages = {path: title for path, title in context.site.titles.items() if path in touched}
    return render_block(
        "change-list", context, steps=steps, pages=pages, claim_of=handbook.claim_of
    )


def version_table(handbook: Handbook, context: PageContext) -> str:
    """Every claim with its words and grades by version: as it stood, and since when."""
    dates = {change.version: change.date for change in handbook.changes}
    past = lives(handbook.versions)
    rows = [
        (claim, [(version, dates[version], one) for version, one in past[claim.id]])
        for claim in handbook.claims
        if claim.id in past
    ]
    return render_block("version-table", context, rows=rows, versions=list(dates.items()))


def feed_list(_handbook: Handbook, context: PageContext) -> str:
    """The feed of what changed on each page."""
    return render_block("feed-list", context)
