"""What the frame of a page shows and the theme's search reads: additions to its front matter."""

from collections.abc import Sequence
from typing import Any

from macros.core.prerender import Project
from macros.core.templates import format_date, strip_scheme


def page_metadata(project: Project, path: str) -> dict[str, Any]:
    """Front matter of a page besides its own, of every handbook and of this subject."""
    context = project.rendered[path].context
    return {
        # Zensical's search reads a page's tags as words that lead to it.
        "tags": project.search_words(path),
        # The theme prints these in the margins.
        "address": strip_scheme(context.paper_address),
        "asof": format_date(context.meta.reviewed),
        "version": project.dataset.handbook.history[0].version,
        "trail": breadcrumbs(context.trail()),
        **project.subject.page_metadata(project, path),
    }


def breadcrumbs(trail: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """The pages above a page as schema.org's BreadcrumbList; nothing for the first page."""
    steps = [
        {"@type": "ListItem", "position": number, "name": name, "item": address}
        for number, (name, address) in enumerate(trail, 1)
    ]
    schema = {"@context": "https://schema.org", "@type": "BreadcrumbList"}
    return schema | {"itemListElement": steps} if steps else {}
