"""Words that say more than the grade are caught; careful words are let pass."""

import pytest

from macros.topic.lint.wording.too_strong_words import overstatements, ungraded_strong_words

OVER = [
    ("low", "Natto probably holds the most."),
    ("low", "Vitamin K2 prevents calcification in blood vessels."),
    ("low", "Taking K2 stops calcium from building up in the arteries."),
    ("low", "K2 directly protects the heart."),
    ("low", "Low vitamin D causes hard arteries."),
    ("low", "K2 removes calcium from plaque."),
    ("low", "Menaquinone reverses arterial stiffness in older adults."),
    ("low", "Enough K2 ensures that calcium goes to the bones."),
    ("low", "MK-7 lowers the calcium score."),
    ("low", "K2 keeps calcium out of soft tissue."),
    ("low", "A lack of K2 leads to calcified arteries."),
    ("low", "Vitamin K slows the growth of valve calcium."),
    ("low", "Vitamin K2 is crucial for healthy arteries."),
    ("low", "It may help bones, but it prevents heart attacks."),
    ("low", "Vitamin K reduces the risk of stroke."),
    ("low", "K2 strengthens bone and improves balance."),
    ("very low", "A shortage of K2 is the main cause of calcification."),
    ("very low", "K2 directs calcium to the bones."),
    ("very low", "The right ratio of D to K2 is essential."),
    ("very low", "K2 has been proven to dissolve deposits."),
    ("very low", "The balance of both vitamins determines where calcium goes."),
    ("moderate", "Vitamin K prevents fractures."),
    ("moderate", "Diabetes causes calcified arteries."),
    ("moderate", "Inflammation triggers calcification."),
    ("moderate", "Vitamin K cures weak bones."),
    ("moderate", "Mineral in the wall stiffens the artery."),
    ("moderate", "Treatment guarantees softer arteries."),
]
FINE = [
    ("low", "Vitamin K2 may slow calcification."),
    ("low", "No trial has shown that K2 prevents calcification in people."),
    ("low", "Low vitamin D is linked with calcium in the arteries."),
    ("low", "K2 might protect arteries, but trials disagree."),
    ("low", "Studies of food and trials disagree."),
    ("low", "Linked with less calcification in some studies of food."),
    ("low", "Whether K2 keeps arteries soft is not known."),
    ("low", "It has not been proven to help."),
    ("low", "The article says “Directly prevents calcification in blood vessels”."),
    ("low", "People who eat more K2 go with lower scores in some cohorts."),
    ("low", "Nobody has shown that K2 steers calcium."),
    ("low", "Raising a low level has not been shown to protect arteries."),
    ("very low", "We do not know what it does."),
    ("very low", "No food has been proven to dissolve calcium."),
    ("very low", "A traffic controller is a picture, not a finding."),
    ("very low", "It is unclear whether a balance exists."),
    ("moderate", "Inflammation can probably start calcification."),
    ("moderate", "Diabetes probably raises the risk."),
    ("moderate", "Natto probably holds by far the most."),
    ("moderate", "Vitamin K may reduce fractures."),
    ("moderate", "Mineral in the wall makes it less elastic."),
    ("moderate", "Calcium in the arteries is common in diabetes."),
    ("high", "Vitamin D raises calcium uptake in the gut."),
    ("high", "Lack of vitamin K causes bleeding."),
    ("high", "A dose at birth prevents bleeding in babies."),
    ("high", "Failing kidneys hold back phosphate."),
]


def test_recall_is_at_least_95_percent() -> None:
    missed = [text for grade, text in OVER if not overstatements(text, grade)]
    assert len(missed) <= 0.05 * len(OVER), missed


def test_false_alarms_are_at_most_10_percent() -> None:
    alarms = [text for grade, text in FINE if overstatements(text, grade)]
    assert len(alarms) <= 0.10 * len(FINE), alarms


def test_every_strong_word_is_named_with_its_place() -> None:
    [word] = overstatements("In most people K2 prevents calcification.", "low")
    assert (word.word, word.offset) == ("prevents", 18)


@pytest.mark.parametrize(
    "word",
    ["pre**vents**", "pre<span></span>vents", r"pre\-vents", "pr&#101;vents", "pre-vents", "pre[v](a.md)ents"],
)  # fmt: skip
def test_markup_hides_no_strong_word(word: str) -> None:
    [found] = overstatements(f"In *most*, K2 {word} it.", "low")
    assert (found.word, found.markup, found.offset) == ("prevents", word.rstrip("*"), 14)


@pytest.mark.parametrize(
    "text",
    [
        "Is too little K2 the cause?",
        "The article says that K2 prevents calcification.",
        "No vitamin has been shown to stop it.",
        "K1 helps blood to clot.",
    ],
)
def test_a_summary_may_ask_report_and_deny(text: str) -> None:
    assert ungraded_strong_words(text) == []
