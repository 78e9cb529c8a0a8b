"""All pictures by name."""

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

from macros.topic.pictures.evidence_map import evidence_map
from macros.topic.pictures.how_factors_act import how_factors_act
from macros.topic.pictures.trial_effects import trial_effects
from macros.topic.pictures.vitamin_d_scale import vitamin_d_scale
from macros.topic.pictures.vitamin_k_cycle import vitamin_k_cycle
from macros.topic.schema.handbook import Handbook


class Picture(NamedTuple):
    """A drawing."""

    title: str
    """Its title in citations."""
    values: Callable[[Handbook], dict[str, Any]]
    """Returns the values that its template needs."""
    template: str = ""
    """Its template in templates/pictures/, if that has another name."""


PICTURES: dict[str, Picture] = {
    "where-calcium-goes": Picture("Where calcium goes", lambda _handbook: {}),
    "vitamin-k-cycle": Picture("The vitamin K cycle and warfarin", vitamin_k_cycle),
    "vitamin-d-scale": Picture("Vitamin D, from too little to too much", vitamin_d_scale),
    "evidence-map": Picture("The article’s claims by support and wording", evidence_map),
    "how-factors-act": Picture("How other factors act", how_factors_act),
    "trial-effects": Picture("What the trials found, in numbers", trial_effects),
    "k2-effects": Picture(
        "What the trials of K2 found, in numbers",
        partial(trial_effects, vitamin="K2"),
        "trial-effects",
    ),
}
"""Drawings by name, which is also the name of the template unless a picture names another."""
