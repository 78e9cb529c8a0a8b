"""The card of amounts for adults: what to aim for and the limit, by region."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from macros.core.schema.record import group_by
from macros.topic.schema.figures import Intake
from macros.topic.schema.handbook import Handbook
from macros.topic.schema.safety import Group

CARD_NUTRIENTS = ("vitamin K", "vitamin D", "calcium")
"""The rows of the card, and the tables of intakes; "vitamin K" includes K1 and K2."""
REGIONS = {"US": "US", "EFSA": "Europe"}
"""Names for readers, by the first word of the body that sets an amount."""


class RegionAmounts(NamedTuple):
    """The amounts of one region, or of several that agree, for adults."""

    regions: str
    values: dict[float, list[str]]
    """The people for whom each amount is set, by amount; empty if none is set."""
    example: Intake
    """The first of them; its unit and nutrient are those of all, its note stands for theirs."""
    sources: list[str]


class CardRow(NamedTuple):
    """One nutrient on the card."""

    nutrient: str
    aims: list[RegionAmounts]
    limits: list[RegionAmounts]
    groups: list[Group]
    """People who must ask a clinician first."""


def adult_rows(handbook: Handbook) -> list[CardRow]:
    """Return the card's rows: intakes for adults, and those that set no amount at all."""
    shown = [i for i in handbook.intakes if not i.amounts or any(a.card for a in i.amounts)]
    rows = []
    for nutrient in CARD_NUTRIENTS:
        intakes = [intake for intake in shown if intake.nutrient.startswith(nutrient)]
        limits = [intake for intake in intakes if intake.kind == "upper level"]
        aims = [intake for intake in intakes if intake.kind != "upper level"]
        groups = [group for group in handbook.groups if nutrient in group.asks]
        rows.append(CardRow(nutrient, amounts_by_region(aims), amounts_by_region(limits), groups))
    return rows


def amounts_by_region(intakes: Iterable[Intake]) -> list[RegionAmounts]:
    """Return the amounts of each region and nutrient, merging regions that agree on all of them."""
    merged: list[RegionAmounts] = []
    groups = group_by(intakes, lambda i: (REGIONS.get(i.body.split()[0], i.body), i.nutrient))
    for (region, nutrient), group in groups.items():
        amounts = _region_amounts(region, group)
        for other in merged if amounts.values else ():
            if other.values == amounts.values and other.example.nutrient == nutrient:
                merged.remove(other)
                sources = [*other.sources, *amounts.sources]
                amounts = other._replace(regions=f"{other.regions} and {region}", sources=sources)
                break
        merged.append(amounts)
    return merged


def _region_amounts(region: str, intakes: Sequence[Intake]) -> RegionAmounts:
    """Return the amounts that one region sets for one nutrient."""
    shown = [amount for intake in intakes for amount in intake.amounts if amount.card]
    by_value = group_by(shown, lambda amount: amount.value)
    values = {value: [amount.card or "" for amount in same] for value, same in by_value.items()}
    sources = dict.fromkeys(source for intake in intakes for source in intake.sources)
    return RegionAmounts(region, values, intakes[0], list(sources))
