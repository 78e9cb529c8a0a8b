"""The effects of the trials, outcome by outcome: a forest plot with one axis for each unit."""

import math
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from macros.core.base import group_by
from macros.core.schema import Reference
from macros.topic.diagrams import LINE_HEIGHT
from macros.topic.schema.handbook import Handbook
from macros.topic.schema.trials import OUTCOMES, RATIOS, EffectSize, Trial, TrialEffect
from macros.topic.units import format_number

LEFT, RIGHT = 18, 306
"""Ends of every axis, in units of the drawing."""
ROW = 36
"""Units of the drawing from one trial to the next, beside its lines of small text."""
TICKS = 2
"""About as many numbers stand below an axis."""
RATIO_TICKS = (0.05, 0.1, 0.5, 1, 2, 4, 8, 16)
"""Numbers below an axis of ratios."""
LINE_LENGTH = 48
"""Characters of small text that fit in the drawing's width."""
NO_INTERVAL = " (no interval)"
"""What stands behind an effect without one; the drawing shows it as a square without a line."""
OUTCOME_NAMES = {
    "coronary": "Calcium in the heart’s arteries",
    "valve": "Calcium in the heart valve",
    "aorta": "Calcium in the aorta",
    "leg arteries": "Calcium in leg arteries",
    "stiffness": "Stiff arteries",
}
"""What the outcomes are called."""
UNITS_IN_WORDS = {
    "units of the calcium score": "Change of the calcium score, in units",
    "units of the valve score": "Change of the valve score, in units",
    "units of the PET ratio": "New calcium on a PET scan, difference",
    "thousandths per mmHg": "How far the aorta widens, 1/1000 per mmHg",
    "ratio of the scores": "Calcium scores as a ratio (0.5 is half)",
    "odds ratio": "New spots on a PET scan, odds ratio",
}
"""What an axis shows."""
NO_BREAK = "\N{NO-BREAK SPACE}"
SIDES = {"stiffness": ("softer arteries", "stiffer arteries")}
"""What left and right of the upright line mean."""
CALCIUM_SIDES = ("less calcium", "more calcium")
"""The same, of every other outcome."""
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
"""What the signs mean, in paragraphs."""


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
    signs: Sequence[PlotLine]
    """Blinding, plan and payer, in words."""
    x: float
    """The middle of its mark."""
    ends: Sequence[float]
    """Both ends of its interval; empty without one."""
    look: str
    """"blind", "open" or "unread": how its mark is filled."""
    later: bool
    """Whether it is an analysis made afterward; its line is dashed."""


class PlotAxis(NamedTuple):
    """The trials that share a unit."""

    y: int
    """The baseline of its name."""
    name: str
    note: str
    """Which numbers stand left, where those are the high ones."""
    y_sides: int
    sides: tuple[str, str]
    """What is better and worse with the vitamin, left and right of `zero`."""
    rows: Sequence[PlotRow]
    zero: float
    """Where no difference is."""
    y_axis: int
    ticks: Sequence[tuple[float, str]]


class PlotPart(NamedTuple):
    """One outcome."""

    y: int
    """The baseline of its name."""
    name: str
    axes: Sequence[PlotAxis]
    unread: Sequence[PlotLine]
    """Lines that name the trials without numbers."""
    bottom: int


class TrialResult(NamedTuple):
    """One effect, and the trial that found it."""

    trial: Trial
    effect: TrialEffect


def effects(handbook: Handbook, vitamin: str = "") -> dict[str, Any]:
    """The plot's parts, height and sources, for its template; of one `vitamin`, if it is named."""
    parts: list[PlotPart] = []
    sources: list[str] = []
    for outcome, results in by_outcome(handbook, vitamin):
        top = parts[-1].bottom + 34 if parts else 24
        parts.append(_part(handbook, outcome, results, top))
        for _, effect in results:
            sources += effect.numbers.sources if effect.numbers else ()
    legend = _legend(parts[-1].bottom + 34)
    axes = [axis for part in parts for axis in part.axes]
    return {
        "vitamin": vitamin,
        "parts": parts,
        "axes": axes,
        "rows": [row for axis in axes for row in axis.rows],
        "legend": legend,
        "height": legend[-1].y + 8,
        "sources": list(dict.fromkeys(sources)),
    }


def by_outcome(handbook: Handbook, vitamin: str = "") -> Iterator[tuple[str, list[TrialResult]]]:
    """Each outcome that a trial has measured, with its results, those with numbers first."""
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
    """An effect in numbers: "−17 (−86 to 53)", or "27 against 37 (no interval)"."""
    if size.value is None:
        arms = format_number(size.with_vitamin or 0), format_number(size.without or 0)
        return f"{arms[0]} against {arms[1]}{NO_INTERVAL}"
    interval = NO_INTERVAL
    if size.low is not None and size.high is not None:
        interval = f" ({format_number(size.low)} to {format_number(size.high)})"
    return format_number(size.value) + interval


def effect_signs(trial: Trial, effect: TrialEffect, work: Reference) -> str:
    """Blinding, plan and payer of an effect in words; `work` is the trial's first source."""
    payer = (work.funding or "").partition(":")[0]
    paid = f"paid: {payer}" if payer else "payer not known"
    return f"{BLINDING[trial.blinding]} · {PLANS[effect.plan]} · {paid}"


def unread_trials(found: Sequence[TrialResult]) -> str:
    """The trials without numbers, with what is known of their result; empty without any."""
    names = [
        f"{trial.name} ({_unread_result(trial, effect)})"
        for trial, effect in found
        if effect.numbers is None
    ]
    return f"Trials with numbers that we could not read: {', '.join(names)}." if names else ""


def _unread_result(trial: Trial, effect: TrialEffect) -> str:
    """What is known of an effect without numbers: "no benefit", "result not read"."""
    kind = "stiffness" if effect.outcome == "stiffness" else "calcium"
    if kind not in trial.measured:
        return "result not read"
    return trial.result.removesuffix(", numbers not read").removeprefix("reported, ")


def _part(handbook: Handbook, outcome: str, found: Sequence[TrialResult], top: int) -> PlotPart:
    """One outcome: an axis for each unit, from `top` on, and below them the trials not read."""
    with_numbers = [result for result in found if result.effect.numbers]
    axes, bottom = [], top
    for group in group_by(with_numbers, _unit).values():
        axes.append(_axis(handbook, group, bottom + 22))
        bottom = axes[-1].y_axis + 20
    unread = _lines(unread_trials(found), bottom + 24)
    bottom = unread[-1].y if unread else bottom
    return PlotPart(top, OUTCOME_NAMES[outcome], axes, unread, bottom)


def _lines(text: str, y: int) -> list[PlotLine]:
    """A text in lines of LINE_LENGTH, the first one at `y`."""
    lines = textwrap.wrap(text, LINE_LENGTH)
    return [PlotLine(y + LINE_HEIGHT * number, line) for number, line in enumerate(lines)]


def _legend(y: int) -> list[PlotLine]:
    """The lines of LEGEND, the first one at `y`."""
    lines: list[PlotLine] = []
    for paragraph in LEGEND:
        lines += _lines(paragraph, lines[-1].y + LINE_HEIGHT + 2 if lines else y)
    return lines


def _unit(result: TrialResult) -> str:
    return result.effect.numbers.unit if result.effect.numbers else ""


def _axis(handbook: Handbook, group: Sequence[TrialResult], y: int) -> PlotAxis:
    """The trials of one unit, one below the other, and the axis at their foot."""
    sizes = [effect.numbers for _, effect in group if effect.numbers]
    unit, is_turned = sizes[0].unit, sizes[0].better == "higher"
    scale = _Scale(sizes, unit in RATIOS, is_turned)
    y_sides = y + LINE_HEIGHT * (2 if is_turned else 1)
    rows, bottom = [], y_sides + 25
    for result in group:
        rows.append(_row(handbook, result, scale, bottom))
        bottom = rows[-1].signs[-1].y + ROW - 12
    ticks = [(scale.position(tick), format_number(tick)) for tick in scale.numbers]
    zero = scale.position(scale.none)
    return PlotAxis(
        y=y,
        name=UNITS_IN_WORDS[unit],
        note=f"Here a number above {scale.none:g} is better: it stands left." if is_turned else "",
        y_sides=y_sides,
        sides=SIDES.get(group[0].effect.outcome, CALCIUM_SIDES),
        rows=rows,
        zero=zero,
        y_axis=rows[-1].signs[-1].y + 8,
        ticks=[(x, f"{label} = same" if x == zero else label) for x, label in ticks],
    )


def _row(handbook: Handbook, result: TrialResult, scale: "_Scale", y: int) -> PlotRow:
    """One trial with its name at `y`."""
    trial, effect = result
    size = effect.numbers
    assert size is not None
    signs = effect_signs(trial, effect, handbook.work_of[trial.sources[0]]).split(" · ")
    unbroken = " · ".join(sign.replace(" ", NO_BREAK) for sign in signs)
    return PlotRow(
        y=y,
        name=trial.name,
        text=effect_text(size).removesuffix(NO_INTERVAL),
        signs=_lines(unbroken, y + 26),
        x=scale.position(size.difference),
        ends=[scale.position(end) for end in (size.low, size.high) if end is not None],
        look={"double-blind": "blind", "open label": "open"}.get(trial.blinding, "unread"),
        later=effect.plan == "afterward",
    )


class _Scale:
    """From numbers to positions on an axis; what is better with the vitamin is on the left."""

    def __init__(self, sizes: Iterable[EffectSize], ratio: bool, turned: bool) -> None:
        """`turned`: the highest number is on the left, for a higher one is better.

        Ratios get a logarithmic axis: half and twice are equally far from 1, no difference.
        """
        self.ratio, self.turned, self.none = ratio, turned, 1.0 if ratio else 0.0
        numbers = [self.none]
        for size in sizes:
            ends = (size.low, size.high)
            numbers += [size.difference, *(end for end in ends if end is not None)]
        self.numbers = self._round(min(numbers), max(numbers))

    def _round(self, low: float, high: float) -> list[float]:
        """Round numbers from below `low` to above `high`, and on both sides of no difference."""
        if self.ratio:
            below = [tick for tick in RATIO_TICKS if tick <= low and tick < self.none][-1:]
            above = [tick for tick in RATIO_TICKS if tick >= high and tick > self.none][:1]
            return [tick for tick in RATIO_TICKS if below <= [tick] <= above]
        rough = (high - low) / TICKS
        power = 10 ** math.floor(math.log10(rough))
        step = next(power * n for n in (1, 2, 5, 10) if power * n >= rough)  # such as 0.2, 50
        first = math.floor((low if low < self.none else -step) / step)
        last = math.ceil((high if high > self.none else step) / step)
        return [round(step * n, 6) for n in range(first, last + 1)]

    def _linear(self, number: float) -> float:
        return math.log(number) if self.ratio else number

    def position(self, number: float) -> float:
        """Where a number is on the axis, in units of the drawing from its left edge."""
        low, high = self._linear(self.numbers[0]), self._linear(self.numbers[-1])
        share = (self._linear(number) - low) / (high - low)
        return LEFT + (RIGHT - LEFT) * (1 - share if self.turned else share)
