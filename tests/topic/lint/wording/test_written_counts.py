"""A number in prose that counts the handbook's own entries is found; other numbers pass."""

import re

import pytest
from conftest import ROOT

from macros.topic.lint.wording.written_counts import (
    LISTED_NOUNS,
    OWN_NOUNS,
    counted_nouns,
    written_counts,
)
from macros.topic.macros.all import MACROS

LISTED = ["trials", "results", "groups"]
BY_HAND = {
    "numeral": ("Of the 11 results here.", "11 results", 7),
    "word": ("It shows eleven trials.", "eleven trials", 9),
    "first word": ("Seven trials are here.", "Seven trials", 0),
    "part": ("14 of the\n    60 say more.", "14 of the 60", 0),
    "part with its noun": ("We found 14 of the claims wrong.", "14 of the claims", 9),
    "words between": ("There are 60 carefully graded claims.", "60 carefully graded claims", 10),
    "bold": ("There are **60** trials and **12 results**.", "12 results", 30),
    "link": ("It has [60 claims](a.md).", "60 claims", 8),
    "two words": ("The four certainty\nwords are ours.", "four certainty words", 4),
    "of the handbook": ("This handbook holds 200 terms.", "200 terms", 20),
    "what is added": ("The article leaves out five more.", "five more", 23),
    "beside a cited sentence": ('It is so. {{ cite("a-2001") }} Here are 60 claims.', "60 claims", 40),
    "in a list": ('- One. {{ cite("a-2001") }}\n- All 60 claims.', "60 claims", 34),
    "after a call": ('{{ count("trials") }} trials are here.', "trials", 22),
}  # fmt: skip


@pytest.mark.parametrize("case", BY_HAND)
def test_a_count_by_hand_is_found_at_its_position(case: str) -> None:
    text, words, offset = BY_HAND[case]
    [found] = written_counts(text, [*OWN_NOUNS, *LISTED])
    assert (found.text, found.offset) == (words, offset)


FINE = {
    "a cited fact": 'In 13 trials with 2,162 people it fell. {{ cite("a-2001") }}',
    "a fact cited inside": 'Of 13 trials {{ cite("a-2001") }}, two were large.',
    "a figure": 'Two results lie above {{ figure("vitd-us-ul") }}.',
    "a call": 'Of the {{ count("trials", noun="result") }} here, {{ count("trials") }} ended.',
    "a year": "The 2020 trials ended.",
    "a dose": "It took 180 µg in trials.",
    "a range": "Ages 19-70 in trials.",
    "a percent": "About 50% of trials.",
    "a name": "The MK-7 trials and the K2 results.",
    "one": "One trial and one result.",
    "another sentence": "It lasted for 2. Trials are rare.",
    "years": "For 3 years trials went on.",
    "people": "Among 20 people trials were run.",
    "another clause": "At 60, trials are rare.",
    "quoted": "The article says “four trials”.",
    "code": "Write `60 claims` there.",
    "not listed here": "There are two terms for it.",
    "both": "Both trials ended.",
    "what is asked": "We ask two questions about each claim.",
    "a step": "1. Open the results.\n2. Claims stand there.",
}


@pytest.mark.parametrize("case", FINE)
def test_a_number_that_counts_nothing_of_the_data_passes(case: str) -> None:
    assert list(written_counts(FINE[case], [*OWN_NOUNS, *LISTED])) == []


def test_a_count_beside_every_macro_that_lists_is_found() -> None:
    assert LISTED_NOUNS.keys() <= MACROS.keys()
    for macro, listed in LISTED_NOUNS.items():
        for noun in listed:
            assert [w.text for w in written_counts(f"See the 12 {noun}.", counted_nouns([macro]))]


OUTSIDE = [
    *("README.md", "CONTRIBUTING.md", "mkdocs.yml", "CITATION.cff"),
    *("overrides/base.html", "overrides/404.html"),
]


@pytest.mark.parametrize("file", OUTSIDE)
def test_nothing_around_the_pages_counts_them(file: str) -> None:
    text = (ROOT / file).read_text("utf-8")
    listed = ("claims", "verdicts", "factors", "references", "terms", "trials", "leaflets", "pages")
    assert [found.text for found in written_counts(text, listed)] == []


def test_no_template_counts_by_hand() -> None:
    for file in (ROOT / "macros/templates").glob("*.html.jinja"):
        text = re.sub(r"\{#.*?#\}|\{%.*?%\}|<[^>]*>", " ; ", file.read_text("utf-8"), flags=re.S)
        assert [found.text for found in written_counts(text, OWN_NOUNS)] == [], file.name
