"""A sentence that claims an effect on health names its source; a careful one needs none."""

import pytest
from conftest import ROOT

from macros.topic.lint.wording.unsourced_effects import effect_claims

LINES = (ROOT / "tests/unsourced_effects.txt").read_text("utf-8").splitlines()
SENTENCES = [line.split("\t") for line in LINES if line and not line.startswith("#")]
CLAIMS = [text for kind, text in SENTENCES if kind == "claim"]
FINE = [text for kind, text in SENTENCES if kind == "fine"]


@pytest.mark.parametrize("text", CLAIMS)
def test_a_claim_without_a_source_is_found(text: str) -> None:
    [effect] = effect_claims(text)
    assert text[effect.offset :].startswith(effect.markup)


def test_false_alarms_are_at_most_10_percent() -> None:
    assert len(CLAIMS) >= 40
    assert len(FINE) >= 40
    alarms = [text for text in FINE if effect_claims(text)]
    assert len(alarms) <= 0.10 * len(FINE), alarms


SPLIT = ["pre**vents**", "pre<span></span>vents", r"pre\-vents", "pre-vents", "*pre*vents", "pr&#101;vents", "pre[ven](a.md)ts", "pre**ven**{ .x }ts", "`pre`vents"]  # fmt: skip


@pytest.mark.parametrize("word", SPLIT)
def test_markup_hides_no_word(word: str) -> None:
    [effect] = effect_claims(f"Natto **{word}** strokes.")
    assert effect.word == "prevents"
    assert effect.offset == len("Natto **") + len(word) - len(word.lstrip("*`"))
