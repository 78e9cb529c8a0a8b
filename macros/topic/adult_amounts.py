"""The amounts on the card for adults: what to aim for and the limit, by who sets them."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from macros.core.base import group_by
from macros.topic.schema.figures import Intake
from macros.topic.schema.handbook import Handbook
from macros.topic.schema.safety import Group

CARD_NUTRIENTS = ("vitamin K", "vitamin D", "calcium")
"""The rows of the card, and the tables of intakes; of "vitamin K" are also K1 and K2."""
REGIONS = {"US": "US", "EFSA": "Europe"}
"""By the first word of the name of the body that sets an amount."""


class Amounts(NamedTuple):
    """What one region, or several that agree, set for adults."""

    regions: str
    values: dict[float, list[str]]
    """The people for whom each amount is set, as the card calls them; empty when none is set."""
    first: Intake
    """Its unit, nutrient and note hold for all of them."""
    sources: list[str]


class CardRow(NamedTuple):
    """One nutrient on the card."""

    nutrient: str
    aims: list[Amounts]
    limits: list[Amounts]
    groups: list[Group]
    """Who must ask first."""


def adult_rows(handbook: Handbook) -> list[CardRow]:
    """The card's rows from figures.yml and safety.yml.

    It shows the intakes that are for adults, and those of no amount at all.
    """
    shown = [i for i in handbook.intakes if not i.amounts or any(one.card for one in i.amounts)]
    rows = []
    for nutrient in CARD_NUTRIENTS:
        own = [intake for intake in shown if intake.nutrient.startswith(nutrient)]
        limits = [intake for intake in own if intake.kind == "upper level"]
        aims = [intake for intake in own if intake.kind != "upper level"]
        groups = [group for group in handbook.groups if nutrient in group.asks]
        rows.append(CardRow(nutrient, merged(aims), merged(limits), groups))
    return rows


def merged(intakes: Iterable[Intake]) -> list[Amounts]:
    """The amounts of each region; regions with the same amounts for the same people are joined."""
    found: list[Amounts] = []
    by_region = group_by(intakes, lambda i: (REGIONS.get(i.body.split()[0], i.body), i.nutrient))
    for (region, _), own in by_region.items():
        amounts = _amounts(region, own)
        same = next((other for other in found if _are_same(amounts, other)), None)
        if same:
            found.remove(same)
            names = f"{same.regions} and {region}"
            amounts = same._replace(regions=names, sources=[*same.sources, *amounts.sources])
        found.append(amounts)
    return found


def _are_same(one: Amounts, other: Amounts) -> bool:
    same_nutrient = one.first.nutrient == other.first.nutrient
    return bool(one.values) and one.values == other.values and same_nutrient


def _amounts(region: str, intakes: Sequence[Intake]) -> Amounts:
    """The amounts of one region, each with everyone for whom it is set."""
    shown = [amount for intake in intakes for amount in intake.amounts if amount.card]
    by_value = group_by(shown, lambda amount: amount.value)
    values = {value: [amount.card or "" for amount in same] for value, same in by_value.items()}
    sources = dict.fromkeys(source for intake in intakes for source in intake.sources)
    return Amounts(region, values, intakes[0], list(sources))
