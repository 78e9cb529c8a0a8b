"""The scale of vitamin D levels."""

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

from macros.core.base import by_id
from macros.topic.diagrams import LINE_HEIGHT
from macros.topic.schema.figures import Amount, BloodLevel
from macros.topic.schema.handbook import Handbook
from macros.topic.units import AMOUNT_OF_D, LEVEL_OF_D

UG_HEIGHT = 1.4
"""Units of the drawing for 1 µg a day."""
NMOL_HEIGHT = 2
"""Units of the drawing for 1 nmol/L."""
CUT_MARGIN = 12
"""nmol/L shown above the tick before the cut in the scale, and below the tick after it."""
GAP = 15
"""Units of the drawing left out of the scale at its cut."""
HEAD = 44
"""Units of the drawing from the topmost tick to the tip of its bar."""


class Tick(NamedTuple):
    """A number on a scale."""

    y: float
    label: float
    """The middle of its two lines, moved where two ticks are close."""
    si: str
    """As published: "15 µg", "30 nmol/L"."""
    us: str
    """Worked out: "600 IU", "12 ng/mL"."""
    group: str = ""
    """For whom it holds."""


class Label(NamedTuple):
    """What a zone means: a name and the lines below it."""

    y: float
    """The baseline of the name."""
    name: str
    lines: Sequence[str]


class Zone(NamedTuple):
    """A stretch of a scale, and how it is filled."""

    look: Literal["none", "little", "less", "enough", "harm", "poison"]
    top: float
    bottom: float


class Bar(NamedTuple):
    """A scale as a bar that is open at its top."""

    tip: float
    """The height of its top; heights count downward."""
    zero: float
    """The height of its foot, where the scale begins at 0."""
    ticks: Sequence[Tick]
    """The smallest number first."""
    zones: Sequence[Zone]
    labels: Sequence[Label]
    cut: Sequence[float] = ()
    """Top and bottom of the part where the scale is cut."""


def vitamin_d_scale(handbook: Handbook) -> dict[str, Any]:
    """Both bars, a day's amounts and blood levels; Europe's limit in words; the sources."""
    intakes, levels = by_id(handbook.intakes), by_id(handbook.blood_levels)
    names = ("us-rda-19-70", "us-rda-71", "us-ul", "us-ul-children", "efsa-ul")
    young, old, most, children, europe = (intakes[f"vitd-{name}"] for name in names)
    blood = [levels[f"ohd-{name}"] for name in ("deficient", "adequate", "possible-harm", "toxic")]
    claims = [c for c in handbook.claims if c.id in ("excess-d-hypercalcemia", "d-optimal-range")]
    upper = most.amounts[0].value
    day = _day(44, [*young.amounts, *old.amounts], upper)
    used = (young, old, most, children, europe, *blood, *claims)
    return {
        "day": day,
        "blood": _blood(58, *map(_limit, blood)),
        "europe": _europe(upper, next(a.value for a in europe.amounts if "adults" in a.group)),
        "sources": list(dict.fromkeys(source for entry in used for source in entry.sources)),
    }


def _limit(level: BloodLevel) -> float:
    """The one number of a blood level."""
    first = level.readings[0]
    return next(n for n in (first.value, first.above, first.below) if n is not None)


def _europe(upper: float, europe: float) -> str:
    """A sentence that compares Europe's upper level for adults with `upper`, that of the US."""
    if europe == upper:
        return "Europe sets the same upper level for adults."
    return f"Europe’s upper level for adults is {' ('.join(AMOUNT_OF_D.texts(europe))})."


def _day(tip: float, enough: Sequence[Amount], upper: float) -> Bar:
    """The amounts a day: what is enough at which age, and the upper level."""
    values = [amount.value for amount in enough] + [upper]
    zero = tip + HEAD + upper * UG_HEIGHT
    ys = [zero - value * UG_HEIGHT for value in values]
    labels = _spread(ys)
    groups = [amount.group.split(" (")[0] for amount in enough] + [""]
    ticks = zip(ys, labels, map(AMOUNT_OF_D.texts, values), groups, strict=True)
    limit, least = ys[-1], ys[0]
    head = labels[-2] - 2.5 * LINE_HEIGHT  # above the topmost amount that is enough
    return Bar(
        tip,
        zero,
        ticks=[Tick(y, at, *texts, group) for y, at, texts, group in ticks],
        zones=[Zone("harm", tip, limit), Zone("enough", limit, least), Zone("none", least, zero)],
        labels=[
            _label(tip + 4, limit, "Above upper level", "not without a doctor"),
            _label(limit, head - LINE_HEIGHT, "More", "than nearly all need"),
            _label(head, head + LINE_HEIGHT, "Enough", "for nearly everyone:"),
        ],
    )


def _blood(tip: float, low: float, enough: float, harm: float, poison: float) -> Bar:
    """The levels of 25(OH)D; between possible harm and poisoning the scale is cut."""
    high = tip + HEAD  # the tick of poisoning, above the cut
    cut = (high + CUT_MARGIN * NMOL_HEIGHT, high + CUT_MARGIN * NMOL_HEIGHT + GAP)
    zero = cut[1] + (harm + CUT_MARGIN) * NMOL_HEIGHT
    values = (low, enough, harm, poison)
    ys = [*(zero - value * NMOL_HEIGHT for value in values[:3]), high]
    ticks = zip(ys, _spread(ys), map(LEVEL_OF_D.texts, values), strict=True)
    looks: Sequence[Any] = ("little", "less", "enough", "harm", "poison")
    edges = [zero, *ys, tip]
    return Bar(
        tip,
        zero,
        ticks=[Tick(y, at, *texts) for y, at, texts in ticks],
        zones=[Zone(look, edges[n + 1], edges[n]) for n, look in enumerate(looks)],
        labels=[
            _label(tip + 4, high, "Poisoning", "typical at such levels"),
            _label(high, ys[2], "Possible harm", "a US panel saw signs of it"),
            _label(ys[2], ys[1], "Enough", "for nearly everyone's", "bones; no range is",
                   "shown to protect arteries"),
            _label(ys[1], ys[0], "Maybe too little", "for some people’s bones"),
            _label(ys[0], zero, "Too little for bones", "linked with rickets and", "osteomalacia"),
        ],
        cut=cut,
    )  # fmt: skip


def _label(top: float, bottom: float, name: str, *lines: str) -> Label:
    """A label in the middle of a zone."""
    return Label((top + bottom - len(lines) * LINE_HEIGHT) / 2 + 4.5, name, lines)


def _spread(ys: Sequence[float]) -> list[float]:
    """Heights of labels, from the lowest tick up, moved apart so that two lines fit at each."""
    spread = list(ys)
    for _ in ys:  # moving one pair apart may bring another together
        for n in range(len(spread) - 1):
            lack = 2 * LINE_HEIGHT - (spread[n] - spread[n + 1])
            if lack > 0:
                spread[n] += lack / 2
                spread[n + 1] -= lack / 2
    return spread
