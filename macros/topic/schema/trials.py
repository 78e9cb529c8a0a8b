"""Trials in figures.yml, and what they found."""

from typing import Annotated, Literal, get_args

from pydantic import BeforeValidator, model_validator

from macros.core.base import LARGEST, Entry, Id, Number, Record, Some, Text


def _people(value: object) -> object:
    """Raise ValueError for what is no number of people."""
    whole = isinstance(value, int) and not isinstance(value, bool) and 0 < value <= LARGEST
    if not whole and value != "not known":
        raise ValueError(f"must be a whole number from 1 to {LARGEST:,}, or not known")
    return value


People = Annotated[int | str, BeforeValidator(_people)]
"""A whole number of people, or "not known"."""

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
