"""The effects of the trials, outcome by outcome: a forest plot with one axis for each unit."""

import math
import textwrap
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from macros.core.schema.record import group_by
from macros.core.schema.references import Reference
from macros.topic.pictures import LINE_HEIGHT
from macros.topic.schema.handbook import Handbook
from macros.topic.schema.trials import OUTCOMES, RATIOS, EffectSize, Trial, TrialEffect
from macros.topic.units import format_number

LEFT, RIGHT = 18, 306
"""Ends of every axis, from the left edge of the drawing."""
TOP, OUTCOME_GAP = 24, 34
"""The name of the first outcome, and from the foot of one to the next or to the legend."""
AXIS_GAP, AFTER_AXIS = 22, 20
"""Above the name of an axis, and from an axis to the foot of its ticks' labels."""
DETAILS_DROP, ROW_GAP = 26, 24
"""From the name of a trial to its details, and from these to the name of the next trial."""
LIST_GAP = 24
"""From the last axis to the list of trials without numbers."""
RATIO_TICKS = (0.01, 0.05, 0.1, 0.5, 1, 2, 4, 8, 16, 100, 1000, 10_000, 100_000, 1_000_000)
"""Ticks of a logarithmic axis; the last one is the largest number that the data may hold."""
LINE_LENGTH = 48
"""Characters of small text that fit the width of the drawing."""
NO_INTERVAL = " (no interval)"
"""Follows an effect without an interval; the drawing shows a square without a line instead."""
OUTCOME_NAMES = {
    "coronary": "Calcium in the heart’s arteries",
    "valve": "Calcium in the heart valve",
    "aorta": "Calcium in the aorta",
    "leg arteries": "Calcium in leg arteries",
    "stiffness": "Stiff arteries",
}
"""Headings for readers, by outcome."""
AXIS_NAMES = {
    "units of the calcium score": "Change of the calcium score, in units",
    "units of the valve score": "Change of the valve score, in units",
    "units of the PET ratio": "New calcium on a PET scan, difference",
    "thousandths per mmHg": "How far the aorta widens, 1/1000 per mmHg",
    "ratio of the scores": "Calcium scores as a ratio (0.5 is half)",
    "odds ratio": "New spots on a PET scan, odds ratio",
}
"""Headings of axes, by unit."""
SIDES = {"stiffness": ("softer arteries", "stiffer arteries")}
"""Meaning of left and right of the upright line, by outcome."""
CALCIUM_SIDES = ("less calcium", "more calcium")
"""The same for every other outcome."""
PLANS = {
    "main": "main question",
    "second": "second question",
    "afterward": "looked at afterward",
    "not read": "plan not seen by us",
}
BLINDING = {
    "double-blind": "double-blind",
    "open label": "open: all knew",
    "not read": "blinding not seen by us",
}
LEGEND = (
    "■ double-blind: nobody knew who got the vitamin",
    "□ open: all knew who got it",
    "- - - looked at only afterward",
    "The line through a square shows how far off the result may be (95% interval). Where it"
    " reaches the upright line, there may be no difference. A square without a line: we do not"
    " know how far off it may be.",
)
"""Paragraphs that explain the symbols."""


class PlotLine(NamedTuple):
    """A line of small text."""

    y: int
    """Its baseline."""
    text: str


class PlotRow(NamedTuple):
    """One trial on an axis."""

    y: int
    """The baseline of its name."""
    name: str
    text: str
    """Its numbers, as in the table."""
    details: Sequence[PlotLine]
    """Blinding, plan and payer."""
    x: float
    """The center of its square."""
    ends: Sequence[float]
    """Both ends of its interval; empty without one."""
    blinding: str
    """As in Trial; decides how its square is filled."""
    post_hoc: bool
    """Whether it is a post hoc analysis; its line is dashed."""


class PlotAxis(NamedTuple):
    """The trials that share a unit."""

    y: int
    """The baseline of its name."""
    name: str
    note: str
    """Says that high numbers are on the left; empty where low ones are."""
    y_sides: int
    """The baseline of `sides`."""
    sides: tuple[str, str]
    """Meaning of left (better with the vitamin) and right."""
    rows: Sequence[PlotRow]
    neutral_x: float
    """The x of no difference: the upright line."""
    y_axis: int
    ticks: Sequence[tuple[float, str]]
    """x and label of each tick."""


class OutcomePlot(NamedTuple):
    """The axes of one outcome."""

    y: int
    """The baseline of its name."""
    name: str
    axes: Sequence[PlotAxis]
    without_numbers: Sequence[PlotLine]
    """Lines that list the trials whose numbers we could not read."""
    bottom: int


class TrialResult(NamedTuple):
    """One effect, and the trial that found it."""

    trial: Trial
    effect: TrialEffect


_Sized = tuple[TrialResult, EffectSize]  # a result that has numbers


def trial_effects(handbook: Handbook, vitamin: str = "") -> dict[str, Any]:
    """Return the template's values for one vitamin's trials, or all. Raises ValueError for none."""
    parts: list[OutcomePlot] = []
    sources: list[str] = []
    for outcome, results in by_outcome(handbook, vitamin):
        top = parts[-1].bottom + OUTCOME_GAP if parts else TOP
        parts.append(_outcome_plot(handbook, outcome, results, top))
        for _, effect in results:
            sources += effect.numbers.sources if effect.numbers else ()
    if not parts:
        raise ValueError(f"no trial in data/trials.yml is of '{vitamin}'")
    legend = _legend(parts[-1].bottom + OUTCOME_GAP)
    return {
        "vitamin": vitamin,
        "parts": parts,
        "legend": legend,
        "height": legend[-1].y + 8,
        "sources": list(dict.fromkeys(sources)),
    }


def by_outcome(handbook: Handbook, vitamin: str = "") -> Iterator[tuple[str, list[TrialResult]]]:
    """Yield each outcome that trials measured, with its results, those with numbers first."""
    results = [
        TrialResult(trial, effect)
        for trial in handbook.trials
        if vitamin in ("", trial.vitamin)
        for effect in trial.effects
    ]
    for outcome in OUTCOMES:
        found = [result for result in results if result.effect.outcome == outcome]
        if found:
            yield outcome, sorted(found, key=lambda result: result.effect.numbers is None)


def effect_text(size: EffectSize) -> str:
    """Return an effect with its 95% interval, "−17 (−86 to 53)", or with against without the
    vitamin, "27 against 37 (no interval)".
    """
    if size.value is None:  # then EffectSize has both arms; "or 0" is for mypy
        arms = format_number(size.with_vitamin or 0), format_number(size.without or 0)
        return f"{arms[0]} against {arms[1]}{NO_INTERVAL}"
    interval = NO_INTERVAL
    if size.low is not None and size.high is not None:
        interval = f" ({format_number(size.low)} to {format_number(size.high)})"
    return format_number(size.value) + interval


def effect_details(trial: Trial, effect: TrialEffect, work: Reference) -> list[str]:
    """Return blinding, plan and payer; `work` is the trial's first source."""
    payer = (work.funding or "").partition(":")[0]
    paid = f"paid: {payer}" if payer else "payer not known"
    return [BLINDING[trial.blinding], PLANS[effect.plan], paid]


def trials_without_numbers(results: Sequence[TrialResult]) -> str:
    """Return a sentence that lists the trials without numbers; empty without any."""
    names = [
        f"{trial.name} ({_result_without_numbers(trial, effect)})"
        for trial, effect in results
        if effect.numbers is None
    ]
    return f"Trials with numbers that we could not read: {', '.join(names)}." if names else ""


def _result_without_numbers(trial: Trial, effect: TrialEffect) -> str:
    """Return what we know of an effect without numbers: "no benefit", "result not read"."""
    kind = "stiffness" if effect.outcome == "stiffness" else "calcium"
    if kind not in trial.measured:
        return "result not read"
    return trial.result.removesuffix(", numbers not read").removeprefix("reported, ")


def _outcome_plot(
    handbook: Handbook, outcome: str, results: Sequence[TrialResult], top: int
) -> OutcomePlot:
    """Lay out one outcome below `top`: an axis for each unit, then the trials without numbers."""
    sized = [(result, size) for result in results if (size := result.effect.numbers)]
    axes, bottom = [], top
    for group in group_by(sized, lambda pair: pair[1].unit).values():
        axes.append(_axis(handbook, group, bottom + AXIS_GAP))
        bottom = axes[-1].y_axis + AFTER_AXIS
    without_numbers = _lines(trials_without_numbers(results), bottom + LIST_GAP)
    bottom = without_numbers[-1].y if without_numbers else bottom
    return OutcomePlot(top, OUTCOME_NAMES[outcome], axes, without_numbers, bottom)


def _lines(text: str, y: int) -> list[PlotLine]:
    """Wrap a text into lines of LINE_LENGTH; `y` is the first baseline."""
    lines = textwrap.wrap(text, LINE_LENGTH)
    return [PlotLine(y + LINE_HEIGHT * index, line) for index, line in enumerate(lines)]


def _legend(y: int) -> list[PlotLine]:
    """Wrap LEGEND into lines; `y` is the first baseline."""
    lines: list[PlotLine] = []
    for paragraph in LEGEND:
        lines += _lines(paragraph, lines[-1].y + LINE_HEIGHT + 2 if lines else y)
    return lines


def _axis(handbook: Handbook, results: Sequence[_Sized], y: int) -> PlotAxis:
    """Lay out the trials of one unit below each other, and their axis below them."""
    first = results[0][1]
    is_reversed = first.better == "higher"
    scale = _Scale([size for _, size in results], first.unit in RATIOS, is_reversed)
    y_sides = y + LINE_HEIGHT * (2 if is_reversed else 1)
    rows, bottom = [], y_sides + 25
    for result in results:
        rows.append(_row(handbook, result, scale, bottom))
        bottom = rows[-1].details[-1].y + ROW_GAP
    labels = {scale.neutral: f"{scale.neutral:g} = same"}
    note = f"Here a number above {scale.neutral:g} is better: it stands left."
    return PlotAxis(
        y=y,
        name=AXIS_NAMES[first.unit],
        note=note if is_reversed else "",
        y_sides=y_sides,
        sides=SIDES.get(results[0][0].effect.outcome, CALCIUM_SIDES),
        rows=rows,
        neutral_x=scale.x(scale.neutral),
        y_axis=rows[-1].details[-1].y + 8,
        ticks=[(scale.x(n), labels.get(n) or format_number(n)) for n in scale.ticks],
    )


def _row(handbook: Handbook, result: _Sized, scale: "_Scale", y: int) -> PlotRow:
    """Lay out one trial; `y` is the baseline of its name."""
    (trial, effect), size = result
    details = effect_details(trial, effect, handbook.work_of[trial.sources[0]])
    unbroken = " · ".join(detail.replace(" ", "\N{NO-BREAK SPACE}") for detail in details)
    return PlotRow(
        y=y,
        name=trial.name,
        text=effect_text(size).removesuffix(NO_INTERVAL),
        details=_lines(unbroken, y + DETAILS_DROP),
        x=scale.x(size.estimate),
        ends=[scale.x(end) for end in (size.low, size.high) if end is not None],
        blinding=trial.blinding,
        post_hoc=effect.plan == "afterward",
    )


class _Scale:
    """Map numbers to an axis, with better for the patient on the left."""

    def __init__(self, sizes: Sequence[EffectSize], is_ratio: bool, is_reversed: bool) -> None:
        """Reverse the axis where higher is better.

        Ratios get a logarithmic axis: half and twice are equally far from 1, no difference.
        """
        self.is_ratio, self.is_reversed = is_ratio, is_reversed
        # The logarithm of a ratio; any other number unchanged.
        self.linear: Callable[[float], float] = math.log if is_ratio else float
        self.neutral = 1.0 if is_ratio else 0.0
        ends = [end for size in sizes for end in (size.low, size.high) if end is not None]
        numbers = [self.neutral, *ends, *(size.estimate for size in sizes)]
        self.ticks = self._ticks(min(numbers), max(numbers))

    def _ticks(self, low: float, high: float) -> list[float]:
        """Return round numbers that enclose `low`, `high` and no difference, in order."""
        if self.is_ratio:
            below = [tick for tick in RATIO_TICKS if tick <= low and tick < self.neutral][-1:]
            above = [tick for tick in RATIO_TICKS if tick >= high and tick > self.neutral][:1]
            return [tick for tick in RATIO_TICKS if below <= [tick] <= above]
        rough = (high - low) / 2 or 1  # about two intervals; all effects can be 0
        power = 10 ** math.floor(math.log10(rough))
        step = next(power * n for n in (1, 2, 5, 10) if power * n >= rough)  # such as 0.2, 50
        first = math.floor((low if low < self.neutral else -step) / step)
        last = math.ceil((high if high > self.neutral else step) / step)
        return [round(step * n, 6) for n in range(first, last + 1)]

    def x(self, number: float) -> float:
        """Return how far a number is from the left edge of the drawing."""
        low, high = self.linear(self.ticks[0]), self.linear(self.ticks[-1])
        share = (self.linear(number) - low) / (high - low)
        return LEFT + (RIGHT - LEFT) * (1 - share if self.is_reversed else share)
