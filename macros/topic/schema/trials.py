"""trials.yml: trials and their results."""

from typing import Annotated, Literal, get_args

from pydantic import BeforeValidator, model_validator

from macros.core.schema.record import MAX_NUMBER, Entry, Id, Number, Record, Some, Text


def _people(value: object) -> object:
    """Return a number of people unchanged. Raises ValueError for any other value."""
    if value != "not known" and not (type(value) is int and 0 < value <= MAX_NUMBER):
        raise ValueError(f"must be a whole number from 1 to {MAX_NUMBER:,}, or not known")
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
"""Effects share an axis only if they share a unit; a percentage is not a difference in units."""
RATIOS = ("ratio of the scores", "odds ratio")
"""Units in which 1 is no difference; in all others 0 is."""


class EffectSize(Record):
    """The size of an effect: a difference or ratio with its interval, or the change in each arm."""

    unit: Unit
    better: Literal["lower", "higher"]
    """Which direction is better for the patient."""
    value: Number | None = None
    """The difference (with the vitamin minus without), or the ratio, as published."""
    low: Number | None = None
    """The lower end of the 95% confidence interval."""
    high: Number | None = None
    """Its upper end."""
    with_vitamin: Number | None = None
    """The change with the vitamin, if the source gives no difference."""
    without: Number | None = None
    """The change without the vitamin."""
    where: Text
    """The place in the source."""
    sources: Some[Id]

    @model_validator(mode="after")
    def a_value_in_its_interval(self) -> "EffectSize":
        """An effect has a value within its interval, or both arms; a ratio is above 0."""
        value, low, high = self.value, self.low, self.high
        arms = [arm for arm in (self.with_vitamin, self.without) if arm is not None]
        if len(arms) != (2 if value is None else 0):
            raise ValueError("needs either 'value', or 'with_vitamin' and 'without'")
        if (low is None) != (high is None) or (value is None and low is not None):
            raise ValueError("an interval needs 'low', 'high' and the 'value' between them")
        if value is not None and low is not None and high is not None and not low <= value <= high:
            raise ValueError(f"value: {value:g} is not from {low:g} to {high:g}")
        if self.unit in RATIOS and value is None:
            raise ValueError("value: needed for a ratio")
        if self.unit in RATIOS and any(n is not None and n <= 0 for n in (value, low)):
            raise ValueError("value: a ratio and its interval are above 0")
        return self

    @property
    def estimate(self) -> float:
        """The point estimate: `value`, or else the difference between the arms."""
        if self.value is not None:
            return self.value
        return (self.with_vitamin or 0) - (self.without or 0)


class TrialEffect(Record):
    """The result of a trial on one outcome."""

    outcome: Outcome
    measure: Text
    """What was measured, in the words of readers."""
    plan: Literal["main", "second", "afterward", "not read"]
    """main or second: planned as such an outcome; afterward: a later (post hoc) analysis."""
    numbers: EffectSize | None = None
    """Omitted if the numbers could not be read."""


class Trial(Entry):
    """A randomized trial with a calcification or stiffness outcome."""

    name: Text
    plain: Text
    """Who was tested, with what, and the result, in one plain sentence from the fields below."""
    people: People
    """The number of people randomized or analyzed."""
    population: Text
    vitamin: Literal["K1", "K2", "menadiol", "D"]
    """The vitamin tested; K2 also if vitamin D was given with it."""
    agent: Text
    dose: Text
    duration: Text
    outcome: Text
    measured: Some[Literal["calcium", "stiffness"]]
    """What the result is about: calcium on scans, stiff arteries, or both."""
    result: Literal[
        "benefit",
        "benefit reported, numbers not read",
        "only in a subgroup",
        "only in a later analysis",
        "no benefit",
        "reported, result not read",
    ]
    """The result, as far as an editor could read it."""
    detail: Text
    blinding: Literal["double-blind", "open label", "not read"]
    """Whether participants and doctors knew who got the vitamin."""
    effects: Some[TrialEffect]
    """The result on each outcome, whether or not its numbers could be read."""

    @model_validator(mode="after")
    def effects_of_this_trial(self) -> "Trial":
        """No outcome has a measure twice, and numbers come from the trial's own sources."""
        seen = [(effect.outcome, effect.measure) for effect in self.effects]
        if len(set(seen)) < len(seen):
            raise ValueError("effects: one outcome has the same measure twice")
        for effect in self.effects:
            for source in effect.numbers.sources if effect.numbers else ():
                if source not in self.sources:
                    raise ValueError(f"effects: '{source}' is not among the sources of the trial")
        return self


class Trials(Record):
    """trials.yml: the trials."""

    trials: Some[Trial]
