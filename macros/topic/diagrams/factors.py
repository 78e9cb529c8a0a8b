"""How other factors act."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from macros.core.base import by_id
from macros.core.schema import CERTAINTIES, Claim
from macros.topic.diagrams.vitamin_d import LINE
from macros.topic.diagrams.vitamin_k import _named
from macros.topic.schema.handbook import Handbook

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


def how_factors_act(handbook: Handbook) -> dict[str, Any]:
    """Three `ways`, the `links` and what is `proposed`, with certainties; `height` and `sources`.

    The sources are the strongest one of each claim, and those of the terms.
    """
    *ways, links, proposed = _ways(handbook, 66)
    names = [n for _, _, causes, _ in WAYS for claims in causes.values() for n in claims]
    terms = by_id(handbook.terms)
    sources = [claim.sources[0] for claim in _named(handbook, names)]
    sources += [source for term in TERMS for source in terms[term].sources]
    return {
        "ways": ways,
        "links": links,
        "proposed": proposed,
        "height": round(proposed.foot + 18),
        "sources": list(dict.fromkeys(sources)),
    }


def _ways(handbook: Handbook, y: float) -> Iterator[Way]:
    """The ways, one below the other."""
    for name, note, claims, result in WAYS:
        first = y + (LINE if note else 0) + 19
        causes = [
            Cause(first + STEP * n, words, _weakest(_named(handbook, names)))
            for n, (words, names) in enumerate(claims.items())
        ]
        last = causes[-1].y + 4.5
        foot = last + (6 + LINE * len(result) if result else 0)
        yield Way(y, name, note, causes, (first + causes[-1].y) / 2, result, foot)
        y = foot + 36


def _weakest(claims: Sequence[Claim]) -> str:
    """The lowest certainty among claims."""
    return max((claim.certainty for claim in claims), key=CERTAINTIES.index)
