"""figures.yml: amounts, levels, foods, prevalence, trials."""

from typing import Annotated, Literal, get_args

from pydantic import BeforeValidator, Field, model_validator

from macros.core.base import LARGEST, Entry, Id, Many, Number, Positive, Record, Some, Text

Form = Literal["K1", "MK-4", "MK-7", "D"]
Nutrient = Literal["vitamin K", "vitamin K1", "vitamin K2", "vitamin D", "calcium"]
Status = Literal["seen", "converted", "copy"]


def _people(value: object) -> object:
    """Raise ValueError for what is no number of people."""
    whole = isinstance(value, int) and not isinstance(value, bool) and 0 < value <= LARGEST
    if not whole and value != "not known":
        raise ValueError(f"must be a whole number from 1 to {LARGEST:,}, or not known")
    return value


People = Annotated[int | str, BeforeValidator(_people)]
"""A whole number of people, or "not known"."""
NUTRIENTS: tuple[str, ...] = get_args(Nutrient)
UNITS = {
    "25(OH)D": ("nmol/L",),
    "calcium": ("mmol/L", "mg/dL"),
    "dp-ucMGP": ("pmol/L",),
}
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


Outcome = Literal["coronary", "valve", "aorta", "leg arteries", "stiffness"]
OUTCOMES: tuple[str, ...] = get_args(Outcome)
Unit = Literal[
    "units of the calcium score",
    "units of the valve score",
    "units of the PET ratio",
    "thousandths per mmHg",
    "ratio of the scores",
    "odds ratio",
]
"""Effects share an axis only in one unit; a percentage or a speed is another unit."""
RATIOS = ("ratio of the scores", "odds ratio")
"""Units without a difference at 1; all others have none at 0."""


class EffectSize(Record):
    """How large an effect was: a difference or ratio with its interval, or what both arms had."""

    unit: Unit
    better: Literal["lower", "higher"]
    """Which way is better for the patient."""
    value: Number | None = None
    """The difference (with the vitamin less without), or the ratio, as published."""
    low: Number | None = None
    """The lower end of the 95% confidence interval."""
    high: Number | None = None
    with_vitamin: Number | None = None
    """The change with the vitamin, where the source gives no difference."""
    without: Number | None = None
    where: Text
    """The place in the source."""
    sources: Some[Id]

    @model_validator(mode="after")
    def a_value_in_its_interval(self) -> "EffectSize":
        """A value with its interval, or both arms; a ratio is above 0."""
        value, ends, arms = self.value, (self.low, self.high), (self.with_vitamin, self.without)
        if (value is None) == (None in arms) or (value is None) != (arms != (None, None)):
            raise ValueError("needs either 'value', or 'with_vitamin' and 'without'")
        if (ends[0] is None) != (ends[1] is None) or (value is None and ends != (None, None)):
            raise ValueError("an interval needs 'low', 'high' and the 'value' between them")
        ends_known = self.low is not None and self.high is not None and value is not None
        if ends_known and not self.low <= value <= self.high:  # type: ignore[operator]
            raise ValueError(f"value: {value:g} is not from {self.low:g} to {self.high:g}")
        if self.unit in RATIOS and (value is None or min(value, self.low or value) <= 0):
            raise ValueError("value: a ratio is above 0, and is given as such")
        return self

    @property
    def difference(self) -> float:
        """The value; of two arms, the first less the second."""
        return (
            self.value if self.value is not None else (self.with_vitamin or 0) - (self.without or 0)
        )


class TrialEffect(Record):
    """What a trial found on one outcome; without numbers, none could be read."""

    outcome: Outcome
    measure: Text
    """What was measured, as readers call it."""
    plan: Literal["main", "second", "afterward", "not read"]
    """main or second: planned as such an outcome; afterward: a later (post hoc) analysis."""
    numbers: EffectSize | None = None


class Trial(Entry):
    """A randomized trial with a calcification or stiffness outcome."""

    name: Text
    plain: Text
    """Who, what and what came out, in one sentence of common words, from the fields below."""
    people: People
    """Number randomized or analyzed."""
    population: Text
    vitamin: Literal["K1", "K2", "menadiol", "D"]
    """What was tested; K2 also where vitamin D was given with it."""
    agent: Text
    dose: Text
    duration: Text
    outcome: Text
    measured: Some[Literal["calcium", "stiffness"]]
    """What the result tells of: calcium on scans, stiff arteries, or both."""
    result: Literal[
        "benefit",
        "benefit reported, numbers not read",
        "only in a subgroup",
        "only in a later analysis",
        "no benefit",
        "reported, result not read",
    ]
    """What came out, as far as an editor could read it."""
    detail: Text
    blinding: Literal["double-blind", "open label", "not read"]
    """Whether people and doctors knew who got the vitamin."""
    effects: Some[TrialEffect]
    """What was found on each outcome, whether its numbers could be read or not."""

    @model_validator(mode="after")
    def effects_of_this_trial(self) -> "Trial":
        """An outcome is measured in one way once, and its numbers are from the trial's sources."""
        seen = [(effect.outcome, effect.measure) for effect in self.effects]
        if len(set(seen)) < len(seen):
            raise ValueError("effects: one outcome has the same measure twice")
        for effect in self.effects:
            for source in effect.numbers.sources if effect.numbers else ():
                if source not in self.sources:
                    raise ValueError(f"effects: '{source}' is not among the sources of the trial")
        return self


class Figures(Record):
    """figures.yml: the numbers."""

    intakes: Some[Intake]
    blood_levels: Some[BloodLevel]
    foods: Some[Food]
    prevalence: Some[Prevalence]
    trials: Some[Trial]
