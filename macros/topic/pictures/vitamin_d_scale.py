"""Two scales of vitamin D: amounts a day, and levels in the blood."""

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

from macros.core.schema.record import by_id
from macros.topic.pictures import LINE_HEIGHT
from macros.topic.schema.figures import Amount, BloodLevel, Intake
from macros.topic.schema.handbook import Handbook
from macros.topic.units import AMOUNT_OF_D, LEVEL_OF_D

UG_HEIGHT = 1.4
"""Height of 1 µg a day."""
NMOL_HEIGHT = 2
"""Height of 1 nmol/L."""
CUT_MARGIN = 12
"""nmol/L shown above the last tick below the cut in the scale, and below the tick above it."""
GAP = 15
"""Height of the cut."""
HEAD = 44
"""From the topmost tick to the tip of its bar."""


class Tick(NamedTuple):
    """A number on a scale."""

    y: float
    label_y: float
    """Center of the two-line label, moved apart from its neighbors."""
    si: str
    """As published: "15 µg", "30 nmol/L"."""
    us: str
    """Converted: "600 IU", "12 ng/mL"."""
    group: str = ""
    """The people for whom it is set."""


class Label(NamedTuple):
    """The meaning of a zone: a name and the lines below it, centered from `top` to `bottom`."""

    top: float
    bottom: float
    name: str
    lines: Sequence[str]


class Zone(NamedTuple):
    """A range of a scale."""

    kind: Literal["none", "little", "less", "enough", "harm", "poison"]
    """Decides how it is filled."""
    top: float
    bottom: float


class Bar(NamedTuple):
    """A scale as a bar that is open at its top. Coordinates count downward."""

    tip: float
    """Its top."""
    zero: float
    """Its foot, where the scale begins at 0."""
    ticks: Sequence[Tick]
    """The smallest number first."""
    zones: Sequence[Zone]
    labels: Sequence[Label]
    cut: Sequence[float] = ()
    """Top and bottom of the cut in the scale; empty without one."""


def vitamin_d_scale(handbook: Handbook) -> dict[str, Any]:
    """Return the template's values. Raises ValueError if an intake has no amount for adults."""
    intakes, levels = by_id(handbook.intakes), by_id(handbook.blood_levels)
    names = ("us-rda-19-70", "us-rda-71", "us-ul", "us-ul-children", "efsa-ul")
    young, old, most, children, europe = (intakes[f"vitd-{name}"] for name in names)
    upper, europe_upper = _adult_amount(most).value, _adult_amount(europe).value
    same = "Europe sets the same upper level for adults."
    other = f"Europe’s upper level for adults is {' ('.join(AMOUNT_OF_D.texts(europe_upper))})."
    blood = [levels[f"ohd-{name}"] for name in ("deficient", "adequate", "possible-harm", "toxic")]
    claims = [c for c in handbook.claims if c.id in ("excess-d-hypercalcemia", "d-optimal-range")]
    used = (young, old, most, children, europe, *blood, *claims)
    return {
        "day": _day(44, [_adult_amount(young), _adult_amount(old)], upper),
        "blood": _blood(58, *map(_limit, blood)),
        "europe": same if europe_upper == upper else other,
        "sources": list(dict.fromkeys(source for entry in used for source in entry.sources)),
    }


def _adult_amount(intake: Intake) -> Amount:
    """Return the first amount for adults. Raises ValueError if there is none."""
    amount = next((amount for amount in intake.amounts if amount.card), None)
    if not amount:
        raise ValueError(f"'{intake.id}' in data/figures.yml needs an amount with 'card'")
    return amount


def _limit(level: BloodLevel) -> float:
    """Return the value, or else the limit, of a blood level's first reading."""
    first = level.readings[0]
    return next(n for n in (first.value, first.above, first.below) if n is not None)


def _day(tip: float, enough: Sequence[Amount], upper: float) -> Bar:
    """Lay out the amounts a day: enough at each age, youngest first, and the upper level."""
    values = [amount.value for amount in enough] + [upper]
    zero = tip + HEAD + upper * UG_HEIGHT
    ys = [zero - value * UG_HEIGHT for value in values]
    label_ys = _spread(ys)
    groups = [amount.group.split(" (")[0] for amount in enough] + [""]
    ticks = zip(ys, label_ys, map(AMOUNT_OF_D.texts, values), groups, strict=True)
    limit, least = ys[-1], ys[0]
    head = label_ys[-2] - 2.5 * LINE_HEIGHT  # above the topmost amount that is enough
    return Bar(
        tip,
        zero,
        ticks=[Tick(y, label_y, *texts, group) for y, label_y, texts, group in ticks],
        zones=[Zone("harm", tip, limit), Zone("enough", limit, least), Zone("none", least, zero)],
        labels=[
            Label(tip + 4, limit, "Above upper level", ["not without a doctor"]),
            Label(limit, head - LINE_HEIGHT, "More", ["than nearly all need"]),
            Label(head, head + LINE_HEIGHT, "Enough", ["for nearly everyone:"]),
        ],
    )


def _blood(tip: float, low: float, enough: float, harm: float, poison: float) -> Bar:
    """Lay out the levels of 25(OH)D, cutting the scale between possible harm and poisoning.

    `low` to `poison` are in nmol/L; `tip` is the bar's top in drawing units.
    """
    poison_y = tip + HEAD  # the tick of poisoning, above the cut
    cut_top = poison_y + CUT_MARGIN * NMOL_HEIGHT
    zero = cut_top + GAP + (harm + CUT_MARGIN) * NMOL_HEIGHT
    low_y, enough_y, harm_y = (zero - value * NMOL_HEIGHT for value in (low, enough, harm))
    ys = (low_y, enough_y, harm_y, poison_y)
    values = (low, enough, harm, poison)
    ticks = zip(ys, _spread(ys), map(LEVEL_OF_D.texts, values), strict=True)
    kinds: Sequence[Any] = ("little", "less", "enough", "harm", "poison")
    edges = [zero, *ys, tip]
    return Bar(
        tip,
        zero,
        ticks=[Tick(y, label_y, *texts) for y, label_y, texts in ticks],
        zones=[Zone(kind, edges[n + 1], edges[n]) for n, kind in enumerate(kinds)],
        labels=[
            Label(tip + 4, poison_y, "Poisoning", ["typical at such levels"]),
            Label(poison_y, harm_y, "Possible harm", ["a US panel saw signs of it"]),
            Label(harm_y, enough_y, "Enough", ["for nearly everyone’s", "bones; no range is",
                  "shown to protect arteries"]),
            Label(enough_y, low_y, "Maybe too little", ["for some people’s bones"]),
            Label(low_y, zero, "Too little for bones", ["linked with rickets and", "osteomalacia"]),
        ],
        cut=(cut_top, cut_top + GAP),
    )  # fmt: skip


def _spread(ys: Sequence[float]) -> list[float]:
    """Move labels apart toward a gap of two lines, and return their centers.

    `ys` are the ticks, the lowest on the page first. Crowded labels can stay slightly closer.
    """
    spread = list(ys)
    for _ in ys:  # moving one pair apart may bring another together
        for n in range(len(spread) - 1):
            lack = 2 * LINE_HEIGHT - (spread[n] - spread[n + 1])
            if lack > 0:
                spread[n] += lack / 2
                spread[n + 1] -= lack / 2
    return spread
