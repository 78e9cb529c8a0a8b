"""The front matter of this handbook's pages."""

from typing import Literal

from macros.core.front_matter import Meta
from macros.core.schema.record import Id, Many


class PageMeta(Meta):
    """The front matter of a page."""

    topics: Many[Id] = ()
    """Ids of topics in safety.yml; they decide which warnings the page must show."""
    dataset: Literal["comparison", "claims"] | None = None
    """The downloadable data that the page shows."""
