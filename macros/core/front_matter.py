"""The front matter of a page."""

from datetime import date
from typing import Literal

from macros.core.schema.record import Many, Positive, Record, Text

TEXTS = ("title", "description", "handout", "keywords")
"""Keys whose values are text for readers."""


class Search(Record):
    """How the search ranks a page."""

    boost: Positive
    """Above 1, the page appears earlier among the results."""


class Meta(Record):
    """A page's front matter."""

    title: Text
    description: Text
    """One sentence for search engines and shared links."""
    reviewed: date
    """The day an editor last read the whole page against its data."""
    keywords: Many[Text] = ()
    """Other terms that readers may type to find the page."""
    search: Search | None = None
    handout: Text | None = None
    """The people whom the page is printed for. A page with this key also becomes a PDF."""
    sheet: Literal["leaflet", "table", "landscape"] | None = None
    """Layout of a page that fits on one printed side: text, a table in large type, landscape."""
    hide: Many[Literal["navigation", "toc"]] = ()
    """Parts of the theme that this page does not show."""
