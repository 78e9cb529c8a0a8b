"""Macros for what the handbook said before."""

from macros.core.context import PageContext
from macros.core.templates import render_block
from macros.topic.schema.handbook import Handbook
from macros.topic.schema.history import lives


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
