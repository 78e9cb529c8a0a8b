"""A sentence that claims an effect on health names its source; a careful one needs none."""

from pathlib import Path

import pytest
from conftest import diagnostics, edit

from macros.topic.lint.effects import claimed

LINES = (Path(__file__).parent / "effects.txt").read_text("utf-8").splitlines()
SENTENCES = [line.split("\t") for line in LINES if line and not line.startswith("#")]
CLAIMS = [text for kind, text in SENTENCES if kind == "claim"]
FINE = [text for kind, text in SENTENCES if kind == "fine"]
PAGE = "docs/factors/diabetes.md"
HEAD = "## How common is calcium in the arteries? { #known }"
TODO = (
    'claims an effect without a source; cite a source with {{ cite("…") }} or lead to a claim with '
    '{{ claim("…") }}, or say that the article says so'
)


@pytest.mark.parametrize("text", CLAIMS)
def test_a_claim_without_a_source_is_found(text: str) -> None:
    [effect] = claimed(text)
    assert text[effect.offset :].startswith(effect.source)


def test_false_alarms_are_at_most_10_percent() -> None:
    assert len(CLAIMS) >= 40
    assert len(FINE) >= 40
    alarms = [text for text in FINE if claimed(text)]
    assert len(alarms) <= 0.10 * len(FINE), alarms


SPLIT = ["pre**vents**", "pre<span></span>vents", r"pre\-vents", "pre-vents", "*pre*vents", "pr&#101;vents", "pre[ven](a.md)ts", "pre**ven**{ .x }ts", "`pre`vents"]  # fmt: skip


@pytest.mark.parametrize("word", SPLIT)
def test_markup_hides_no_word(word: str) -> None:
    [effect] = claimed(f"Natto **{word}** strokes.")
    assert effect.word == "prevents"
    assert effect.offset == len("Natto **") + len(word) - len(word.lstrip("*`"))


PLACES = {
    "paragraph": ("Rice is food.\nSo natto clears arteries.\n", 1, 10),
    "below a heading": ("### Rice\nNatto clears arteries.\n", 1, 7),
    "item": ("- Rice is food. {{ cite(\"mori-2018\") }}\n- Natto clears arteries.\n", 1, 9),
    "cell": ("| a | b |\n| --- | --- |\n| Natto clears arteries. | {{ cite(\"mori-2018\") }} |\n", 2, 9),
    "box": ('!!! note "Rice"\n\n    Rice is food.\n\n    Natto clears arteries.\n', 4, 11),
    "title of a box": ('!!! note "Natto clears arteries"\n\n    Rice is food.\n', 0, 17),
    "after a call": ('{{ verdict("mixed") }} Natto clears arteries.\n', 0, 30),
    "description of a picture": ("![Natto clears arteries](../assets/favicon.svg)\n", 0, 9),
    "quotation": ("> Natto clears arteries.\n", 0, 9),
    "sentence in quotes": ("“Natto clears arteries.”\n", 0, 8),
    "code": ("```\nNatto clears arteries.\n```\n", 1, 7),
    "line break": ("Natto\nclears\narteries.\n", 1, 1),
}  # fmt: skip


@pytest.mark.parametrize("position", PLACES)
def test_a_claim_is_named_at_its_line_and_column(project: Path, position: str) -> None:
    text, below, column = PLACES[position]
    line = edit(project, PAGE, HEAD, f"{text}\n{HEAD}") + below
    assert f"{PAGE}:{line}:{column}: 'clears' {TODO}" in diagnostics(project)


def test_a_heading_and_a_description_are_told_what_they_can_do(project: Path) -> None:
    line = edit(project, PAGE, HEAD, "## Natto keeps arteries young { #known }")
    edit(project, PAGE, "description: ", "description: Natto keeps arteries young. ")
    found = [diagnostic for diagnostic in diagnostics(project) if "'keeps'" in diagnostic]
    assert found == [
        f"{PAGE}:3:20: 'keeps' claims an effect without a source; the description can cite nothing, so "
        "ask a question or write 'may', or say that the article says so",
        f"{PAGE}:{line}:10: 'keeps' claims an effect without a source; a heading can cite nothing, so ask "
        "a question or write 'may', or say that the article says so",
    ]


SOURCED = {
    "cite": 'Exercise lowers the risk of strokes. {{ cite("lichtenstein-2021-aha-diet") }}',
    "claim below": 'Too much vitamin D causes hypercalcemia.\n\n{{ claim("excess-d-hypercalcemia") }}',
    "the article": "The article says that natto clears arteries.",
    "question": "Does natto clear arteries?",
    "denial": "No trial has shown that natto clears arteries.",
    "definition": "“Reversal” means that a drug removes calcium from the artery.",
}


@pytest.mark.parametrize("case", SOURCED)
def test_a_source_a_question_and_a_report_are_let_pass(project: Path, case: str) -> None:
    edit(project, PAGE, HEAD, f"{SOURCED[case]}\n\n{HEAD}")
    assert not any("without a source" in diagnostic for diagnostic in diagnostics(project))
