"""The amounts on the card for adults: what to aim for and the limit, by who sets them."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from macros.topic.schema.figures import Intake
from macros.topic.schema.handbook import Handbook
from macros.topic.schema.safety import Group

NUTRIENTS = ("vitamin K", "vitamin D", "calcium")
"""The rows of the card."""


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


class Row(NamedTuple):
    """One nutrient on the card."""

    nutrient: str
    aims: list[Amounts]
    limits: list[Amounts]
    groups: list[Group]
    """Who must ask first."""


def adult_rows(handbook: Handbook) -> list[Row]:
    """The card's rows from figures.yml and safety.yml."""
    return [_row(handbook, nutrient) for nutrient in NUTRIENTS]


def _row(handbook: Handbook, nutrient: str) -> Row:
    shown = [
        intake
        for intake in handbook.intakes
        if intake.nutrient.startswith(nutrient)
        and (not intake.amounts or any(amount.card for amount in intake.amounts))
    ]
    limits = [intake for intake in shown if intake.kind == "upper level"]
    aims = [intake for intake in shown if intake.kind != "upper level"]
    groups = [group for group in handbook.groups if nutrient in group.asks]
    return Row(nutrient, merged(aims), merged(limits), groups)


def merged(intakes: Iterable[Intake]) -> list[Amounts]:
    """Intakes by region; regions with the same amounts for the same people stand together."""
    by_region: dict[tuple[str, str], list[Intake]] = {}
    for intake in intakes:
        region = REGIONS.get(intake.body.split()[0], intake.body)
        by_region.setdefault((region, intake.nutrient), []).append(intake)
    found: list[Amounts] = []
    for (region, _), alike in by_region.items():
        amounts = _amounts(region, alike)
        same = next((other for other in found if _agree(amounts, other)), None)
        if same:
            found.remove(same)
            names = f"{same.regions} and {region}"
            amounts = same._replace(regions=names, sources=[*same.sources, *amounts.sources])
        found.append(amounts)
    return found


def _agree(one: Amounts, other: Amounts) -> bool:
    return (
        bool(one.values)
        and one.values == other.values
        and (one.first.nutrient == other.first.nutrient)
    )


def _amounts(region: str, intakes: Sequence[Intake]) -> Amounts:
    """The amounts of one region, each with everyone for whom it is set."""
    values: dict[float, list[str]] = {}
    for intake in intakes:
        for amount in intake.amounts:
            if amount.card:
                values.setdefault(amount.value, []).append(amount.card)
    sources = dict.fromkeys(source for intake in intakes for source in intake.sources)
    return Amounts(region, values, intakes[0], list(sources))
