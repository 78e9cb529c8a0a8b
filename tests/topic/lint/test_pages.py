"""Pages say no more than is known, count nothing by hand, and show what the data names."""

from pathlib import Path

import pytest
from smallest import DESCRIPTION, FRONT, page_state, rendered_state, replaced, told

from macros.core.dataset import Dataset
from macros.lint.state import State
from macros.topic import SUBJECT
from macros.topic.lint.counts import FRONT_MATTER_ADVICE, PROSE_ADVICE
from macros.topic.lint.pages import (
    careful_front_matter,
    careful_summaries,
    effects_have_sources,
    known_medicine_parts,
    leaflets_are_handouts,
    no_written_counts,
    pages_have_topics,
    prose_matches_certainty,
    recorded_claims,
    shown_answers,
    shown_claims,
    unused_references,
)

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


def test_a_page_that_a_topic_names_keeps_it(dataset: Dataset) -> None:
    topic = next(topic for topic in dataset.handbook.topics if topic.pages)
    page = page_state("").page
    state = State(Path(), SUBJECT, pages={topic.pages[0]: page}, dataset=dataset)
    messages = [diagnostic.message for diagnostic in pages_have_topics(state)]
    assert f"topics must name '{topic.id}': data/safety.yml requires it" in messages


def test_a_work_that_nothing_uses_is_named(dataset: Dataset) -> None:
    works = dataset.handbook.references
    more = tuple(works[0].model_copy(update={"id": name}) for name in ("cited", "unused"))
    handbook = replaced(dataset.handbook, ("references",), (*works, *more))
    state = rendered_state(dataset._replace(handbook=handbook), '{{ cite("cited") }}')
    [diagnostic] = unused_references(state)
    assert diagnostic.file == "data/references.yml"
    assert diagnostic.message == "nothing uses 'unused'; cite it or remove it"


def test_a_claim_that_nothing_shows_is_named(dataset: Dataset) -> None:
    state = rendered_state(dataset, "")
    claim = next(c for c in dataset.handbook.claims if c.quote and c.section != "differences")
    assert any(f"'{claim.id}' is in no cell and on no page" in str(d) for d in shown_claims(state))


def test_the_page_that_a_claim_names_has_its_record(dataset: Dataset) -> None:
    handbook = replaced(dataset.handbook, ("claims", 0, "page"), "a.md")
    claim = handbook.claims[0]
    state = rendered_state(dataset._replace(handbook=handbook), f'{{{{ claim("{claim.id}") }}}}')
    [diagnostic] = recorded_claims(state)
    assert diagnostic.message.startswith(f"{claim.id}: docs/a.md does not show its record; name")


def test_a_leaflet_says_for_whom_it_is() -> None:
    page = page_state("").page
    [diagnostic] = leaflets_are_handouts(State(Path(), SUBJECT, pages={"leaflets/a.md": page}))
    assert diagnostic.message == "a leaflet needs 'handout' (for whom) and 'sheet'"
    assert list(leaflets_are_handouts(State(Path(), SUBJECT, pages={"a.md": page}))) == []


def test_an_answer_stands_on_its_page_below_its_heading(dataset: Dataset) -> None:
    question = next(q for q in dataset.handbook.questions if q.heading)
    index = dataset.handbook.questions.index(question)

    def answered(body: str) -> list[tuple[object, str]]:
        state = rendered_state(dataset, body)
        state.pages = {question.page: state.pages["a.md"]}
        state.paths = state.pages.keys()  # type: ignore[assignment]
        found = shown_answers(state)
        return [(d[:3], d.message) for d in found if d.message.startswith(f"{question.id}:")]

    call = f'{{{{ answer("{question.id}") }}}}'
    position = dataset.positions["questions", index, "page"]
    what = f"{question.id}: docs/{question.page}"
    todo = f"write {call} there, below a heading that asks it"
    assert answered("# A") == [(position, f"{what} does not answer it; {todo}")]
    position = dataset.positions["questions", index, "heading"]
    below = f"{what} answers it below 'a', not below '{question.heading}'"
    assert answered(f"# A\n\n{call}") == [(position, below)]
    alone = below.replace("below 'a'", "above all headings")
    assert answered(f"{call}\n\n# A") == [(position, alone)]
    assert answered(f"## A {{ #{question.heading} }}\n\n{call}") == []


def test_an_answer_is_named_at_its_line_below_a_question_that_is_left_out(dataset: Dataset) -> None:
    index, question = list(enumerate(dataset.handbook.questions))[-1]
    rest = replaced(dataset.handbook, ("questions",), dataset.handbook.questions[1:])
    state = rendered_state(dataset, "# A")
    state.linked_dataset = dataset._replace(handbook=rest)
    state.pages = {question.page: state.pages["a.md"]}
    [found] = [d for d in shown_answers(state) if d.message.startswith(f"{question.id}:")]
    assert found[:3] == dataset.positions["questions", index, "page"]


def test_a_medicine_leads_to_a_part_that_its_page_has(dataset: Dataset) -> None:
    medicines = dataset.handbook.medicines
    index, medicine = next((n, m) for n, m in enumerate(medicines) if m.part)

    def told(body: str) -> list[tuple[object, str]]:
        state = rendered_state(dataset, body)
        state.pages = {str(medicine.page): state.pages["a.md"]}
        where = dataset.positions["medicines", index, "part"]
        return [(d[:3], d.message) for d in known_medicine_parts(state) if d[:3] == where]

    [(_, message)] = told("## A { #blood-thiners }")
    assert f"'{medicine.part}' is not a part of docs/a.md" in message
    assert told(f"## A {{ #{medicine.part} }}") == []
