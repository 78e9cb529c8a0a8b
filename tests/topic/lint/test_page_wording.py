"""Pages say no more than is known, and count nothing by hand."""

import pytest
from smallest import DESCRIPTION, FRONT, page_state, rendered_state, told

from macros.core.dataset import Dataset
from macros.topic.lint.page_wording import (
    careful_front_matter,
    careful_summaries,
    effects_have_sources,
    no_written_counts,
    prose_matches_certainty,
)
from macros.topic.lint.wording.written_counts import FRONT_MATTER_ADVICE, PROSE_ADVICE

TODO = (
    'claims an effect without a source; cite a source with {{ cite("…") }} or lead to a claim with '
    '{{ claim("…") }}, or say that the article says so'
)


def described(text: str) -> str:
    return FRONT.replace("D.", text)


# Wording


EFFECTS = {
    "paragraph": ("Rice is food.\nSo natto clears arteries.\n", "2:10"),
    "below a heading": ("### Rice\nNatto clears arteries.\n", "2:7"),
    "item": ('- Rice is food. {{ cite("mori-2018") }}\n- Natto clears arteries.\n', "2:9"),
    "cell": ('| a | b |\n| --- | --- |\n| Natto clears arteries. | {{ cite("mori-2018") }} |\n', "3:9"),
    "box": ('!!! note "Rice"\n\n    Rice is food.\n\n    Natto clears arteries.\n', "5:11"),
    "title of a box": ('!!! note "Natto clears arteries"\n\n    Rice is food.\n', "1:17"),
    "after a call": ('{{ verdict("mixed") }} Natto clears arteries.\n', "1:30"),
    "description of a picture": ("![Natto clears arteries](../assets/favicon.svg)\n", "1:9"),
    "quotation": ("> Natto clears arteries.\n", "1:9"),
    "sentence in quotes": ("“Natto clears arteries.”\n", "1:8"),
    "code": ("```\nNatto clears arteries.\n```\n", "2:7"),
    "line break": ("Natto\nclears\narteries.\n", "2:1"),
}  # fmt: skip


@pytest.mark.parametrize(("body", "position"), EFFECTS.values(), ids=EFFECTS)
def test_an_effect_without_a_source_is_named_at_its_column(body: str, position: str) -> None:
    assert told(effects_have_sources(page_state(body))) == [f"{position}: 'clears' {TODO}"]


SOURCED = {
    "cite": 'Exercise lowers the risk of strokes. {{ cite("lichtenstein-2021-aha-diet") }}',
    "claim below": 'Too much vitamin D causes hypercalcemia.\n\n{{ claim("excess-d-hypercalcemia") }}',
    "the article": "The article says that natto clears arteries.",
    "question": "Does natto clear arteries?",
    "denial": "No trial has shown that natto clears arteries.",
    "definition": "“Reversal” means that a drug removes calcium from the artery.",
}


@pytest.mark.parametrize("case", SOURCED)
def test_a_source_a_question_and_a_report_are_let_pass(case: str) -> None:
    assert list(effects_have_sources(page_state(SOURCED[case]))) == []


def test_a_heading_and_a_description_are_told_what_they_can_do() -> None:
    state = page_state(
        "## Natto keeps arteries young { #a }\n", described("Natto keeps bones young.")
    )
    what = "'keeps' claims an effect without a source"
    end = "can cite nothing, so ask a question or write 'may', or say that the article says so"
    assert told(effects_have_sources(state)) == [f"1:10: {what}; a heading {end}"]
    assert told(careful_front_matter(state), first=1) == [f"3:20: {what}; the description {end}"]


STRONG = {
    "heading": ("## Too little K2 causes it { #k2 }", "1:18: 'causes' is too strong here"),
    "in short": (
        "## In short { #in-short }\n\nSo\nK2 prevents it.",
        "4:4: 'prevents' is too strong",
    ),
    "box": ('!!! note "A"\n\n    K2 prevents it.', "3:8: 'prevents' is too strong here"),
}


@pytest.mark.parametrize(("body", "message"), STRONG.values(), ids=STRONG)
def test_a_strong_word_in_short_is_named_once_at_its_column(body: str, message: str) -> None:
    state = page_state(body)
    [diagnostic] = told(careful_summaries(state))
    assert diagnostic.startswith(message)
    assert list(effects_have_sources(state)) == []


def test_a_strong_word_in_a_description_is_named_at_its_column() -> None:
    state = page_state("", described("K2 cures hard arteries."))
    [diagnostic] = told(careful_front_matter(state), first=1)
    assert diagnostic.startswith("3:17: 'cures' is too strong here; write 'may help'")


BEYOND = {
    "cell": ('| a |\n| --- |\n| K2 prevents it. {{ cite("mori-2018") }} |', "3:6: 'prevents' is too strong for"),
    "sentence before a claim": ('K2\nprevents it.\n\n{{ claim("k2-determines-direction") }}', "2:1: 'prevents' is too strong for"),
    "sentence on a leaflet": ('K2 prevents it.\n\n{{ claim_line("k2-determines-direction") }}', "1:4: 'prevents' is too strong for"),
}  # fmt: skip


@pytest.mark.parametrize(("body", "message"), BEYOND.values(), ids=BEYOND)
def test_prose_is_no_stronger_than_what_it_leads_to(
    dataset: Dataset, body: str, message: str
) -> None:
    [diagnostic] = told(prose_matches_certainty(rendered_state(dataset, body)))
    assert diagnostic.startswith(message)


def test_prose_that_leads_to_nothing_has_no_certainty(dataset: Dataset) -> None:
    state = rendered_state(dataset, 'K2 may.\n\nK2 prevents.\n\n{{ verdict("mixed") }} x\n')
    assert list(prose_matches_certainty(state)) == []


# Counts


def test_a_count_by_hand_is_named_at_its_column() -> None:
    state = page_state("Here stand\nthe 11 results.\n\n{{ trial_table() }}")
    message = f"'11 results' is written by hand and goes stale; {PROSE_ADVICE}"
    assert told(no_written_counts(state)) == [f"2:5: {message}"]


def test_what_a_page_lists_decides_what_it_counts() -> None:
    assert list(no_written_counts(page_state("Two trials were small."))) == []


def test_a_plural_behind_a_count_is_named_at_its_column() -> None:
    state = page_state('There are {{ count("trials") }} results.\n\n{{ trial_table() }}')
    [diagnostic] = told(no_written_counts(state))
    assert diagnostic.startswith("1:33: 'results' would be wrong for a count of 1; write the noun")


@pytest.mark.parametrize(
    ("line", "column", "text"),
    [("description: Of 14 claims.", 17, "14 claims"), ("handout: All seven verdicts", 14, "seven verdicts")],
)  # fmt: skip
def test_a_count_in_front_matter_is_named_at_its_column(line: str, column: int, text: str) -> None:
    front = FRONT.replace(DESCRIPTION, f"{line}\n{'' if line[0] == 'd' else DESCRIPTION}")
    message = (
        f"{line.split(':')[0]}: '{text}' is written by hand and goes stale; {FRONT_MATTER_ADVICE}"
    )
    found = told(no_written_counts(page_state("", front)), first=1)
    assert found == [f"3:{column}: {message}"]


# What must be shown
