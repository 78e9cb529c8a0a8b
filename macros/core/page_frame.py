"""Values that a theme reads from the front matter, for the frame of a page and for search."""

from collections.abc import Sequence
from typing import Any

from macros.core.prerender import Project
from macros.core.templates import format_date, strip_scheme


def page_metadata(project: Project, path: str) -> dict[str, Any]:
    """Return what to add to a page's front matter, in any handbook and in this subject's."""
    context = project.rendered[path].context
    return {
        # Zensical's search finds a page by its tags.
        "tags": project.search_terms(path),
        # The theme prints these in the margins.
        "address": strip_scheme(context.paper_address),
        "asof": format_date(context.meta.reviewed),
        "version": project.dataset.handbook.history[0].version,
        "trail": breadcrumbs(context.trail()),
        **project.subject.page_metadata(project, path),
    }


def breadcrumbs(trail: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Return schema.org's BreadcrumbList for titles and addresses; empty for an empty trail."""
    steps = [
        {"@type": "ListItem", "position": number, "name": name, "item": address}
        for number, (name, address) in enumerate(trail, 1)
    ]
    schema = {"@context": "https://schema.org", "@type": "BreadcrumbList"}
    return schema | {"itemListElement": steps} if steps else {}
