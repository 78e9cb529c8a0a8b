"""The vitamin K cycle."""

from collections.abc import Sequence
from typing import Any

from macros.core.schema import Claim
from macros.topic.schema.handbook import Handbook

# The vitamin K cycle


def vitamin_k_cycle(handbook: Handbook) -> dict[str, Any]:
    """The sources: first those on warfarin and MK-7, then those on the proteins."""
    claims = _named(handbook, ("table-k1-key-action", "k2-activates-calcium-proteins"))
    sources = ["theuwissen-2013", *(source for c in claims for source in c.sources)]
    return {"sources": list(dict.fromkeys(sources))}


def _named(handbook: Handbook, names: Sequence[str]) -> list[Claim]:
    """The claims of these ids, in this order."""
    return [handbook.claim_of[name] for name in names]
