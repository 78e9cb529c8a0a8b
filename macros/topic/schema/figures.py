"""figures.yml: intakes, blood levels, foods, prevalence."""

from typing import Annotated, Literal, get_args

from pydantic import Field, model_validator

from macros.core.schema.record import Entry, Many, Number, Positive, Record, Some, Text

Form = Literal["K1", "MK-4", "MK-7", "D"]
Nutrient = Literal["vitamin K", "vitamin K1", "vitamin K2", "vitamin D", "calcium"]
NUTRIENTS: tuple[str, ...] = get_args(Nutrient)
UNITS = {"25(OH)D": ("nmol/L",), "calcium": ("mmol/L", "mg/dL"), "dp-ucMGP": ("pmol/L",)}
"""Units in which a blood level is stored, by substance."""


class Figure(Entry):
    """A number and where its source gives it."""

    where: Text
    """The place in the source."""
    status: Literal["seen", "converted", "copy"]
    """seen: read in the source; converted: calculated from it; copy: read in a copy of it."""


class Amount(Record):
    """A daily amount for one group of people."""

    group: Text
    value: Positive
    """As published, in the unit of the intake."""
    card: Text | None = None
    """For which adults, in a few words; an amount with it is shown on the card of amounts."""


class Intake(Figure):
    """A recommended amount or an upper level, as set by one body."""

    nutrient: Nutrient
    kind: Literal[
        "adequate intake",
        "recommended allowance",
        "population reference intake",
        "average requirement",
        "upper level",
    ]
    """An average requirement is enough for half of a group; a note says that it is not a goal."""
    body: Text
    """Who set it."""
    unit: Literal["µg", "mg"]
    """Per day."""
    amounts: Many[Amount]
    """Empty if none has been set; then the note says so."""
    note: Text | None = None
    """A sentence shown below the amounts, or instead of them."""

    @model_validator(mode="after")
    def amounts_or_note(self) -> "Intake":
        """Only calcium is in mg; an intake without an amount to aim for has a note."""
        if (self.unit == "mg") != (self.nutrient == "calcium"):
            raise ValueError(f"unit: {self.nutrient} is not measured in {self.unit} here")
        if not self.amounts and not self.note:
            raise ValueError("without amounts it needs a note that says why")
        if self.kind == "average requirement" and not self.note:
            raise ValueError("an average requirement needs a note that it is not a goal")
        if self.kind == "average requirement" and any(amount.card for amount in self.amounts):
            raise ValueError("an average requirement is not a goal; remove 'card'")
        return self


class BloodReading(Record):
    """A value or a range of a blood test."""

    label: Text | None = None
    above: Positive | None = None
    below: Positive | None = None
    value: Number | None = None

    @model_validator(mode="after")
    def one_limit(self) -> "BloodReading":
        """A reading has a value or limits, not both, and 'above' is the lower limit."""
        limits = [limit for limit in (self.above, self.below) if limit is not None]
        if (self.value is None) == (not limits) or limits != sorted(limits):
            raise ValueError("needs either 'value', or 'above' and 'below' in their order")
        return self


class BloodLevel(Figure):
    """A blood level with a meaning, such as "deficient"."""

    name: Text
    substance: Literal["25(OH)D", "calcium", "dp-ucMGP"]
    """Decides the second unit: ng/mL for 25(OH)D, mg/dL or mmol/L for calcium."""
    unit: Literal["nmol/L", "mmol/L", "mg/dL", "pmol/L"]
    readings: Some[BloodReading]

    @model_validator(mode="after")
    def unit_of_its_substance(self) -> "BloodLevel":
        """A level is in a unit of its substance and above 0; dp-ucMGP can be a change below 0."""
        if self.unit not in UNITS[self.substance]:
            units = " or ".join(UNITS[self.substance])
            raise ValueError(f"unit: {self.substance} is measured in {units}, not in {self.unit}")
        if self.substance != "dp-ucMGP" and any((r.value or 1) <= 0 for r in self.readings):
            raise ValueError("readings: a level must be above 0")
        return self


class Food(Figure):
    """How much of a vitamin one portion contains."""

    name: Text
    portion: Text
    form: Form
    """K1, MK-4 and MK-7 are listed separately; D is vitamin D."""
    amount: Positive
    """µg in the portion, as published."""
    up_to: Positive | None = None
    """The upper end of a published range, in µg."""
    iu: Positive | None = None
    """International units in the portion, as published; vitamin D only."""
    iu_up_to: Positive | None = None
    """The upper end of a published range, in IU."""
    daily_value: Annotated[Number, Field(ge=0)] | None = None
    """Percent of the US daily value, as published."""


class Prevalence(Figure):
    """How common calcification is in one population."""

    label: Text
    value: Text
    population: Text


class Figures(Record):
    """figures.yml: intakes, blood levels, foods, prevalence."""

    intakes: Some[Intake]
    blood_levels: Some[BloodLevel]
    foods: Some[Food]
    prevalence: Some[Prevalence]
