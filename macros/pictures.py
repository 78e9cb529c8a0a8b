"""The pictures: what each needs from the data, as values for its template.

One function a picture: Handbook → the values of picture-….html.jinja. Choosing, counting, wording
and placing happen here; the template draws. A picture is 320 units wide.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from macros.model import CERTAINTIES, VERDICTS, Amount, BloodLevel, Claim, Handbook, by_id
from macros.units import IU_PER_UG, NG_PER_NMOL, number

# From deficiency to upper level


UG_HEIGHT = 1.4
"""Units of the drawing for 1 µg a day."""
NMOL_HEIGHT = 2
"""Units of the drawing for 1 nmol/L."""
CUT = 12
"""nmol/L shown above the mark before the cut in the scale, and below the mark after it."""
GAP = 15
"""Units of the drawing where the scale is cut."""
HEAD = 44
"""Units of the drawing from the topmost mark to the tip of its bar."""
LINE = 16
"""Units of the drawing from one line of words to the next."""


class Mark(NamedTuple):
    """A number on a scale."""

    y: float
    label: float
    """The middle of its two lines, moved where two marks are close."""
    si: str
    """As published: "15 µg", "30 nmol/L"."""
    us: str
    """Worked out: "600 IU", "12 ng/mL"."""
    words: str = ""
    """For whom it holds."""


class Words(NamedTuple):
    """What a stretch of a scale means: a name and the lines below it."""

    y: float
    """The foot of the name."""
    name: str
    lines: Sequence[str]


class Zone(NamedTuple):
    """A stretch of a scale, and how it is filled."""

    look: Literal["none", "little", "less", "enough", "harm", "poison"]
    top: float
    bottom: float


class Scale(NamedTuple):
    """A bar that is open at its top, with its marks, the smallest first."""

    tip: float
    zero: float
    marks: Sequence[Mark]
    zones: Sequence[Zone]
    words: Sequence[Words]
    cut: Sequence[float] = ()
    """Top and bottom of the part where the scale is cut."""


def vitamin_d_scale(book: Handbook) -> dict[str, Any]:
    """The scales `day` and `blood` with their height, Europe's upper level, and the sources."""
    intakes = {intake.id: intake for intake in book.intakes}
    levels = {level.id: level for level in book.blood_levels}
    names = ("us-rda-19-70", "us-rda-71", "us-ul", "us-ul-children", "efsa-ul")
    young, old, most, children, europe = (intakes[f"vitd-{name}"] for name in names)
    blood = [levels[f"ohd-{name}"] for name in ("deficient", "adequate", "possible-harm", "toxic")]
    claims = [c for c in book.claims if c.id in ("excess-d-hypercalcemia", "d-optimal-range")]
    upper = most.amounts[0].value
    day = _day(44, [*young.amounts, *old.amounts], upper)
    levels_scale = _blood(day.zero + 92, *map(_limit, blood))
    used = (young, old, most, children, europe, *blood, *claims)
    return {
        "day": day,
        "blood": levels_scale,
        "height": round(levels_scale.zero + 22),
        "europe": _europe(upper, next(a.value for a in europe.amounts if "adults" in a.group)),
        "sources": list(dict.fromkeys(source for entry in used for source in entry.sources)),
    }


def _limit(level: BloodLevel) -> float:
    """The one number of a blood level."""
    first = level.readings[0]
    return next(n for n in (first.value, first.above, first.below) if n is not None)


def _europe(upper: float, europe: float) -> str:
    """How Europe's upper level for adults stands to that of the US."""
    if europe == upper:
        return "Europe sets the same upper level for adults."
    return f"Europe’s upper level for adults is {' ('.join(_ug(europe))})."


def _ug(value: float) -> tuple[str, str]:
    """An amount of vitamin D in µg and in IU."""
    return f"{number(value)} µg", f"{number(value * IU_PER_UG)} IU"


def _nmol(value: float) -> tuple[str, str]:
    """A level of 25(OH)D in nmol/L and in ng/mL."""
    return f"{number(value)} nmol/L", f"{number(value * NG_PER_NMOL)} ng/mL"


def _day(tip: float, enough: Sequence[Amount], upper: float) -> Scale:
    """The amounts a day: what is enough at which age, and the upper level."""
    values = [amount.value for amount in enough] + [upper]
    zero = tip + HEAD + upper * UG_HEIGHT
    ys = [zero - value * UG_HEIGHT for value in values]
    labels = _apart(ys)
    groups = [amount.group.split(" (")[0] for amount in enough] + [""]
    head = labels[-2] - 2.5 * LINE
    return Scale(
        tip,
        zero,
        [Mark(y, at, *_ug(v), g) for y, at, v, g in zip(ys, labels, values, groups, strict=True)],
        [Zone("harm", tip, ys[-1]), Zone("enough", ys[-1], ys[0]), Zone("none", ys[0], zero)],
        [
            _words(tip + 4, ys[-1], "Above upper level", "not without a doctor"),
            _words(ys[-1], head - LINE, "More", "than nearly all need"),
            _words(head, head + LINE, "Enough", "for nearly everyone:"),
        ],
    )


def _blood(tip: float, low: float, enough: float, harm: float, poison: float) -> Scale:
    """The levels of 25(OH)D; between possible harm and poisoning the scale is cut."""
    high = tip + HEAD
    cut = (high + CUT * NMOL_HEIGHT, high + CUT * NMOL_HEIGHT + GAP)
    zero = cut[1] + (harm + CUT) * NMOL_HEIGHT
    values = (low, enough, harm)
    ys = [*(zero - value * NMOL_HEIGHT for value in values), high]
    labels = _apart(ys)
    looks: Sequence[Any] = ("little", "less", "enough", "harm", "poison")
    edges = [zero, *ys, tip]
    return Scale(
        tip,
        zero,
        [Mark(y, at, *_nmol(v)) for y, at, v in zip(ys, labels, (*values, poison), strict=True)],
        [Zone(look, edges[n + 1], edges[n]) for n, look in enumerate(looks)],
        [
            _words(tip + 4, high, "Poisoning", "typical at such levels"),
            _words(high, ys[2], "Possible harm", "a US panel saw signs of it"),
            _words(ys[2], ys[1], "Enough", "for nearly everyone's", "bones; no range is",
                   "shown to protect arteries"),
            _words(ys[1], ys[0], "Maybe too little", "for some people’s bones"),
            _words(ys[0], zero, "Too little for bones", "linked with rickets and", "osteomalacia"),
        ],
        cut,
    )  # fmt: skip


def _words(top: float, bottom: float, name: str, *lines: str) -> Words:
    """Words in the middle of a stretch."""
    return Words((top + bottom - len(lines) * LINE) / 2 + 4.5, name, lines)


def _apart(ys: Sequence[float]) -> list[float]:
    """The heights, from the lowest mark up, moved apart until two lines fit at each."""
    apart = list(ys)
    for _ in ys:
        for n in range(len(apart) - 1):
            lack = 2 * LINE - (apart[n] - apart[n + 1])
            if lack > 0:
                apart[n] += lack / 2
                apart[n + 1] -= lack / 2
    return apart


# The evidence map


ACROSS = 12
"""Marks in one line."""
PITCH = 25.4
"""Units of the drawing from one mark to the next."""


class Dot(NamedTuple):
    """The mark of one claim, by the corner of its shape."""

    x: float
    y: float
    verdict: str


class Band(NamedTuple):
    """The claims of one certainty."""

    certainty: str
    y: float
    """The foot of its heading."""
    claims: int
    dots: Sequence[Dot]
    verdicts: Sequence[tuple[str, int]]
    """How many claims got each verdict."""


def evidence_map(book: Handbook) -> dict[str, Any]:
    """The article's claims in bands by certainty, the counts, the key and the height."""
    claims = sorted(
        (claim for claim in book.claims if claim.quote),
        key=lambda claim: VERDICTS.index(claim.verdict),
    )
    bands = list(_bands(claims, 82))
    counts: Counter[str] = Counter(claim.verdict for claim in claims)
    rule = bands[-1].dots[-1].y + 36
    half = (len(VERDICTS) + 1) // 2
    key = [
        (Dot(8 + 166 * (n // half), rule + 32 + 24 * (n % half), verdict), counts[verdict])
        for n, verdict in enumerate(VERDICTS)
    ]
    firm = sum(claim.certainty == "high" for claim in claims)
    return {
        "total": len(claims),
        "firm": firm,
        "fifths": round(5 * firm / len(claims)),
        "over": counts["overstated"],
        "bands": bands,
        "rule": rule,
        "key": key,
        "height": round(rule + 32 + 24 * half + 4),
    }


def _bands(claims: Sequence[Claim], top: float) -> Iterator[Band]:
    """One band for each certainty that a claim has, the highest first."""
    for certainty in CERTAINTIES:
        own = [claim.verdict for claim in claims if claim.certainty == certainty]
        if own:
            dots = [
                Dot(8 + PITCH * (n % ACROSS), top + 10 + PITCH * (n // ACROSS), verdict)
                for n, verdict in enumerate(own)
            ]
            yield Band(certainty, top, len(own), dots, list(Counter(own).items()))
            top = dots[-1].y + 50


# The vitamin K cycle


def vitamin_k_cycle(book: Handbook) -> dict[str, Any]:
    """The sources: first those on warfarin and MK-7, then those on the proteins."""
    claims = _named(book, ("table-k1-key-action", "k2-activates-calcium-proteins"))
    sources = ["theuwissen-2013", *(source for c in claims for source in c.sources)]
    return {"sources": list(dict.fromkeys(sources))}


def _named(book: Handbook, names: Sequence[str]) -> list[Claim]:
    """The claims of these ids, in this order."""
    return [book.claim_of[name] for name in names]


# How factors act


GENES = ("genetic-predisposition",)
WAYS: Sequence[tuple[str, str, Mapping[str, Sequence[str]], Sequence[str]]] = (
    (
        "Blood out of balance",
        "too much calcium or phosphate",
        {
            "kidney disease": ("ckd-disturbs-calcium-phosphate", "ckd-raises-calcification-risk"),
            "overactive parathyroids": ("overactive-parathyroids-calcify",),
            "far too much vitamin D": ("excess-d-hypercalcemia", "overactive-parathyroids-calcify"),
        },
        ("healthy tissue can calcify:", "metastatic calcification"),
    ),
    (
        "Damaged or inflamed tissue",
        "even if the blood is normal",
        {
            "plaque, high cholesterol": ("high-cholesterol-calcifies",),
            "lasting inflammation": ("inflammation-protective-calcification",),
            "injury": ("dystrophic-calcification-term",),
            "autoimmune disease": ("autoimmune-disease-calcifies",),
        },
        ("damaged tissue can calcify:", "dystrophic calcification"),
    ),
    (
        "A natural brake is missing",
        "rare gene faults",
        {"too little pyrophosphate": GENES, "no working MGP": GENES},
        (),
    ),
    (
        "More common with",
        "",
        {
            "older age": ("calcification-increases-with-age",),
            "diabetes": ("diabetes-higher-risk",),
        },
        (),
    ),
    ("Only proposed", "", {"too little vitamin K2": ("k2-deficiency-primary-driver",)}, ()),
)
"""Name, note, claims of each cause, and what the causes come to: three ways, then a link, and last
what is only proposed."""
TERMS = ("metastatic-calcification", "pyrophosphate", "keutel-syndrome")
"""Glossary entries that the drawing stands on, besides the claims."""
STEP = 20
"""Units of the drawing from one cause to the next."""


class Cause(NamedTuple):
    """Something that goes with calcification, and how well that is supported."""

    y: float
    """The middle of its line."""
    words: str
    certainty: str
    """The lowest of its claims."""


class Way(NamedTuple):
    """A way to calcification, or a link with it, from its causes to what they come to."""

    y: float
    """The foot of its name."""
    name: str
    note: str
    causes: Sequence[Cause]
    middle: float
    """The height at which its arrow meets the tissue."""
    result: Sequence[str]
    foot: float
    """The foot of its last line."""


def how_factors_act(book: Handbook) -> dict[str, Any]:
    """Three `ways`, the `links` and what is `proposed`, with certainties; `height` and `sources`.

    The sources are the strongest one of each claim, and those of the terms.
    """
    *ways, links, proposed = _ways(book, 66)
    names = [n for _, _, causes, _ in WAYS for claims in causes.values() for n in claims]
    terms = by_id(book.terms)
    sources = [claim.sources[0] for claim in _named(book, names)]
    sources += [source for term in TERMS for source in terms[term].sources]
    return {
        "ways": ways,
        "links": links,
        "proposed": proposed,
        "height": round(proposed.foot + 18),
        "sources": list(dict.fromkeys(sources)),
    }


def _ways(book: Handbook, y: float) -> Iterator[Way]:
    """The ways, one below the other."""
    for name, note, claims, result in WAYS:
        first = y + (LINE if note else 0) + 19
        causes = [
            Cause(first + STEP * n, words, _weakest(_named(book, names)))
            for n, (words, names) in enumerate(claims.items())
        ]
        last = causes[-1].y + 4.5
        foot = last + (6 + LINE * len(result) if result else 0)
        yield Way(y, name, note, causes, (first + causes[-1].y) / 2, result, foot)
        y = foot + 36


def _weakest(claims: Sequence[Claim]) -> str:
    """The lowest certainty among claims."""
    return max((claim.certainty for claim in claims), key=CERTAINTIES.index)
