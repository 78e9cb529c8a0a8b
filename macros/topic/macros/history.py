"""Macros for changes and past versions of the handbook."""

from macros.core.context import PageContext
from macros.core.templates import render_block
from macros.topic.macros.pass_through import pass_through
from macros.topic.schema.handbook import Handbook
from macros.topic.schema.history import past_by_claim


def change_list(handbook: Handbook, context: PageContext) -> str:
    """Render all changes, newest first, with the claims and pages that each one touched.

    A change that names neither pages nor claims touched all pages, and lists none.
    """
    steps = []
    for step in handbook.history:
        shown = context.site.claims if step.pages or step.claims else {}
        steps.append((step, [path for path, ids in shown.items() if step.touches(path, ids)]))
    touched = {path for _, paths in steps for path in paths}
    pages = {path: title for path, title in context.site.titles.items() if path in touched}
    return render_block("change-list", context, steps=steps, pages=pages, claims=handbook.claim_of)


def version_table(handbook: Handbook, context: PageContext) -> str:
    """Render the wording and grades of every claim, from each version on."""
    past = past_by_claim(handbook.versions)
    rows = [(claim, past[claim.id]) for claim in handbook.claims if claim.id in past]
    return render_block("version-table", context, rows=rows, changes=handbook.changes)


feed_list = pass_through("feed-list", "Render the feed of each page.")
