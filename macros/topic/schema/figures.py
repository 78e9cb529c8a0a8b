"""figures.yml: amounts, levels, foods, prevalence, trials."""

from typing import Annotated, Literal, get_args

from pydantic import Field, model_validator

from macros.core.base import Entry, Many, Number, Positive, Record, Some, Text
from macros.topic.schema.trials import Trial

Form = Literal["K1", "MK-4", "MK-7", "D"]
Nutrient = Literal["vitamin K", "vitamin K1", "vitamin K2", "vitamin D", "calcium"]
Status = Literal["seen", "converted", "copy"]


NUTRIENTS: tuple[str, ...] = get_args(Nutrient)
UNITS = {"25(OH)D": ("nmol/L",), "calcium": ("mmol/L", "mg/dL"), "dp-ucMGP": ("pmol/L",)}
"""In which units the level of a substance in blood is stored."""


class Figure(Entry):
    """A number from one place in one source."""

    where: Text
    """The place in the source."""
    status: Status
    """seen: read in the source; converted: worked out from it; copy: read in a copy of it."""


class Amount(Record):
    """A daily amount for one group of people."""

    group: Text
    value: Positive
    """As published, in the unit of the intake."""
    card: Text | None = None
    """For which adults, in a few words: an amount with them stands on the card of amounts."""


class Intake(Figure):
    """A recommended amount or an upper level, as one body sets it."""

    nutrient: Nutrient
    kind: Literal[
        "adequate intake",
        "recommended allowance",
        "population reference intake",
        "average requirement",
        "upper level",
    ]
    """An average requirement is enough for half of a group; the note says that it is no aim."""
    body: Text
    """Who set it."""
    unit: Literal["µg", "mg"]
    """Per day."""
    amounts: Many[Amount]
    """Empty when none has been set; then the note says so."""
    note: Text | None = None
    """A sentence that stands below the amounts, or in their place."""

    @model_validator(mode="after")
    def amounts_or_note(self) -> "Intake":
        """Without amounts a note says why; every nutrient has its unit."""
        if (self.unit == "mg") != (self.nutrient == "calcium"):
            raise ValueError(f"unit: {self.nutrient} is not measured in {self.unit} here")
        if not self.amounts and not self.note:
            raise ValueError("without amounts it needs a note that says why")
        if self.kind == "average requirement" and not self.note:
            raise ValueError("an average requirement needs a note that says that it is no aim")
        if self.kind == "average requirement" and any(amount.card for amount in self.amounts):
            raise ValueError("an average requirement is no aim; remove 'card'")
        return self


class BloodReading(Record):
    """One limit or value of a blood test."""

    label: Text | None = None
    above: Positive | None = None
    below: Positive | None = None
    value: Number | None = None

    @model_validator(mode="after")
    def one_limit(self) -> "BloodReading":
        """A value, or one or two limits in their order."""
        limits = [n for n in (self.above, self.below) if n is not None]
        if (self.value is None) == (not limits) or limits != sorted(limits):
            raise ValueError("needs either 'value', or 'above' and 'below' in their order")
        return self


class BloodLevel(Figure):
    """What a blood level means."""

    name: Text
    substance: Literal["25(OH)D", "calcium", "dp-ucMGP"]
    """Decides the second unit: ng/mL for 25(OH)D, mg/dL or mmol/L for calcium."""
    unit: Literal["nmol/L", "mmol/L", "mg/dL", "pmol/L"]
    readings: Some[BloodReading]

    @model_validator(mode="after")
    def unit_of_its_substance(self) -> "BloodLevel":
        """A level is in a unit of its substance; only a change can be below zero."""
        if self.unit not in UNITS[self.substance]:
            units = " or ".join(UNITS[self.substance])
            raise ValueError(f"unit: {self.substance} is measured in {units}, not in {self.unit}")
        if self.substance != "dp-ucMGP" and any((r.value or 1) <= 0 for r in self.readings):
            raise ValueError("readings: a level must be above 0")
        return self


class Food(Figure):
    """How much of a vitamin one portion holds."""

    name: Text
    portion: Text
    form: Form
    """K1, MK-4 and MK-7 are kept apart; D is vitamin D."""
    amount: Positive
    """µg in the portion, as published."""
    up_to: Positive | None = None
    """µg, the upper end of a published range."""
    iu: Positive | None = None
    """International units in the portion, as published; vitamin D only."""
    iu_up_to: Positive | None = None
    daily_value: Annotated[Number, Field(ge=0)] | None = None
    """Percent of the US daily value, as published."""


class Prevalence(Figure):
    """How common something is."""

    label: Text
    value: Text
    population: Text


class Figures(Record):
    """figures.yml: the numbers."""

    intakes: Some[Intake]
    blood_levels: Some[BloodLevel]
    foods: Some[Food]
    prevalence: Some[Prevalence]
    trials: Some[Trial]
