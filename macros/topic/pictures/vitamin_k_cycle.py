"""The vitamin K cycle."""

from typing import Any

from macros.topic.schema.handbook import Handbook


def vitamin_k_cycle(handbook: Handbook) -> dict[str, Any]:
    """Return the sources: those on warfarin and MK-7, then those on the proteins."""
    names = ("table-k1-key-action", "k2-activates-calcium-proteins")
    sources = [source for name in names for source in handbook.claim_of[name].sources]
    return {"sources": list(dict.fromkeys(["theuwissen-2013", *sources]))}
