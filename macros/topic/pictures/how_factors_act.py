"""How factors besides vitamins lead to calcification."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from macros.core.schema.record import by_id
from macros.core.schema.verdicts import lowest
from macros.topic.pictures import LINE_HEIGHT
from macros.topic.schema.handbook import Handbook

GENES = ("genetic-predisposition",)
"""The claim on both of the gene faults."""


class MechanismText(NamedTuple):
    """The text of a mechanism, and the claims that support it."""

    name: str
    note: str
    """The line below the name; may be empty."""
    claims: Mapping[str, Sequence[str]]
    """Ids of claims by cause."""
    result: Sequence[str] = ()
    """The lines at the tip of its arrow."""


MECHANISMS = (
    MechanismText(
        "Blood out of balance",
        "too much calcium or phosphate",
        {
            "kidney disease": ("ckd-disturbs-calcium-phosphate", "ckd-raises-calcification-risk"),
            "overactive parathyroids": ("overactive-parathyroids-calcify",),
            "far too much vitamin D": ("excess-d-hypercalcemia", "overactive-parathyroids-calcify"),
        },
        ("healthy tissue can calcify:", "metastatic calcification"),
    ),
    MechanismText(
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
    MechanismText(
        "A natural brake is missing",
        "rare gene faults",
        {"too little pyrophosphate": GENES, "no working MGP": GENES},
    ),
    MechanismText(
        "More common with",
        "",
        {
            "older age": ("calcification-increases-with-age",),
            "diabetes": ("diabetes-higher-risk",),
        },
    ),
    MechanismText(
        "Only proposed", "", {"too little vitamin K2": ("k2-deficiency-primary-driver",)}
    ),
)
"""Three mechanisms, then associations, and last a proposed cause."""
CAUSE_GAP, TEXT_DROP = 20, 4.5
"""From one cause to the next, and from the middle of a line down to its baseline."""


class Cause(NamedTuple):
    """Something associated with calcification, and how well studies support that."""

    y: float
    """The middle of its line."""
    text: str
    certainty: str
    """The lowest certainty of its claims."""


class Mechanism(NamedTuple):
    """Causes of calcification that act in one way, or are only associated with it."""

    y: float
    """The baseline of its name."""
    text: MechanismText
    causes: Sequence[Cause]
    middle: float
    """The y of its arrow."""
    bottom: float
    """The baseline of its last line."""


def how_factors_act(handbook: Handbook) -> dict[str, Any]:
    """Return the template's values: three mechanisms, the associations and a proposed cause."""
    *mechanisms, links, proposed = _mechanisms(handbook)
    names = [name for text in MECHANISMS for claims in text.claims.values() for name in claims]
    terms = by_id(handbook.terms)
    sources = [handbook.claim_of[name].sources[0] for name in names]  # the strongest of each
    for name in ("metastatic-calcification", "pyrophosphate", "keutel-syndrome"):
        sources += terms[name].sources
    return {
        "mechanisms": mechanisms,
        "links": links,
        "proposed": proposed,
        "height": round(proposed.bottom + 18),
        "sources": list(dict.fromkeys(sources)),
    }


def _mechanisms(handbook: Handbook) -> Iterator[Mechanism]:
    """Yield the mechanisms from top to bottom."""
    claim_of = handbook.claim_of
    y: float = 66  # the baseline of the first one's name
    for text in MECHANISMS:
        first = y + (LINE_HEIGHT if text.note else 0) + 19
        causes = [
            Cause(first + CAUSE_GAP * n, cause, lowest(claim_of[name].certainty for name in names))
            for n, (cause, names) in enumerate(text.claims.items())
        ]
        middle, last = (first + causes[-1].y) / 2, causes[-1].y + TEXT_DROP
        bottom = last + (6 + LINE_HEIGHT * len(text.result) if text.result else 0)
        yield Mechanism(y, text, causes, middle, bottom)
        y = bottom + 36
