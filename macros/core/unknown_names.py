"""The message for a name that does not exist: what is allowed, and the most similar name."""

import difflib
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

Item = TypeVar("Item")
MAX_LISTED = 20
"""If there are more known names, a message does not list them. Our own choice."""
LOCATIONS = {
    "a claim": "claims are in data/claims.yml",
    "a reference": "references are in data/references.yml",
    "a term": "terms are in data/glossary.yml",
}
"""Where editors find the ids that are too many to list."""


def unknown(what: str, name: object, known: Iterable[str], limit: int = MAX_LISTED) -> str:
    """Return the message for a name that is not `what`, with the known ones if at most `limit`."""
    names = list(dict.fromkeys(known))
    lower = {other.lower(): other for other in names}
    # 0.65 is our own choice; the default of 0.6 suggests names that are less similar.
    close = difflib.get_close_matches(str(name).lower(), lower, n=1, cutoff=0.65)
    quote = "'" if "," in "".join(names) else ""
    listed = [f"{quote}{other}{quote}" for other in names if other]
    allowed = f"; there is {', '.join(listed)}" if 0 < len(listed) <= limit else ""
    guess = f"; did you mean '{lower[close[0]]}'?" if close else ""
    where = f"; {LOCATIONS[what]}, after '- id:'" if what in LOCATIONS else ""
    return f"'{name}' is not {what}{where}{allowed}{guess}"


def select(
    what: str, known: Mapping[Any, Item], names: Iterable[str], limit: int = MAX_LISTED
) -> list[Item]:
    """Return the items with these names, or all if none. Raises ValueError: see `unknown`."""
    for name in names:
        if name not in known:
            raise ValueError(unknown(what, name, known, limit))
    return [known[name] for name in names] or list(known.values())
