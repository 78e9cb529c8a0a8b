"""The front matter of a page."""

from datetime import date
from typing import Literal

from macros.core.base import Many, Positive, Record, Text

TEXTS = ("title", "description", "handout", "keywords")
"""Keys of the front matter that hold text for readers."""


class Search(Record):
    """How the search treats a page."""

    boost: Positive
    """Above 1 the page comes earlier among the results."""


class Meta(Record):
    """A page's front matter."""

    title: Text
    description: Text
    """One sentence for search engines and shared links."""
    reviewed: date
    """The day an editor last read the whole page against its data."""
    keywords: Many[Text] = ()
    """What else readers may type to find the page, in their own words."""
    search: Search | None = None
    handout: Text | None = None
    """For whom the page is printed and handed out; such a page gets PDFs."""
    sheet: Literal["leaflet", "table", "landscape"] | None = None
    """Made for one printed side: text, one table in large type, or landscape."""
    hide: Many[Literal["navigation", "toc"]] = ()
    """Parts of the theme that this page goes without."""
