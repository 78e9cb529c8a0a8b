"""Questions: what their answers may say, and where they show."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from conftest import ROOT, diagnostics, edit

from macros.core.context import PageContext, SiteContext, site_folder
from macros.core.dataset import Dataset
from macros.topic.answers import answer_sources, plain_answer
from macros.topic.limits import MOST_WORDS_IN_ANSWER
from macros.topic.lint.questions import (
    answer_calls_allowed,
    answers_are_short,
    answers_match_certainty,
    effects_in_answers_have_sources,
    known_urgent_targets,
    no_counts_in_answers,
    questions_have_marks,
    unique_always_words,
    unique_questions,
)
from macros.topic.lint.safety import emergencies_name_the_numbers
from macros.topic.macros.questions import answer as render_answer
from macros.topic.macros.questions import question_cards
from macros.topic.schema.handbook import Handbook
from macros.topic.schema.questions import Grounds
from macros.topic.search_data import question_entries

HERE = PageContext("calcification.md", SimpleNamespace(topics=(), sheet=None), SiteContext())


def changed(dataset: Dataset, **fields: object) -> Handbook:
    """The data with one question: the first, with these fields."""
    question = dataset.handbook.questions[0].model_copy(update=fields)
    values = {name: getattr(dataset.handbook, name) for name in Handbook.model_fields}
    return Handbook.model_construct(**values | {"questions": (question,)})


def grounds(dataset: Dataset, certainty: str) -> Grounds:
    """A claim of this certainty to rest on."""
    claim = next(claim for claim in dataset.handbook.claims if claim.certainty == certainty)
    return Grounds(claims=(claim.id,))


def test_a_count_in_an_answer_comes_from_the_data(dataset: Dataset) -> None:
    data = changed(dataset, answer='Of {{ count("claims") }}, all.')
    total = sum(claim.quote is not None for claim in data.claims)
    assert plain_answer(data, data.questions[0]) == f"Of {total}, all."


def test_the_emergency_numbers_come_from_the_data(dataset: Dataset) -> None:
    data = changed(dataset, answer="Call {{ emergency() }}.")
    text = plain_answer(data, data.questions[0])
    assert all(f"{e.number} ({e.region})" in text for e in data.emergency_numbers)
    html = BeautifulSoup(render_answer(data, HERE, data.questions[0].id), "html.parser")
    assert [a["href"] for a in html.select(".emergency a")] == [
        f"tel:{entry.number}" for entry in data.emergency_numbers
    ]


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ("{{ cite('shea-2009') }}", "'cite' is not a macro for answers"),
        ("{{ count }}", "'count' is not a macro call"),
        ("{{ count(['claims']) }}", "write each word in quotes"),
        ("{{ count('claims', noun=1) }}", "write each word in quotes"),
        ("{{ count({[1]: 2}) }}", "is not a macro call"),
        ("{{ count('claim') }}", "'claim' is not a list that can be counted"),
        ("{{ emergency('all') }}", "write {{ emergency() }}"),
    ],
)
def test_an_answer_calls_only_what_can_be_filled_in(
    dataset: Dataset, answer: str, message: str
) -> None:
    [breach] = answer_calls_allowed(changed(dataset, answer=answer))
    assert message in breach.message
    assert breach.key == ("questions", 0, "answer")


def test_an_answer_is_short_and_a_call_is_one_word(dataset: Dataset) -> None:
    rule = answers_are_short
    fits = (
        " ".join(["word"] * (MOST_WORDS_IN_ANSWER - 1)) + ' {{ count("claims", verdict="mixed") }}'
    )
    assert list(rule(changed(dataset, answer=fits))) == []
    [breach] = rule(changed(dataset, answer=f"{fits} more"))
    most = MOST_WORDS_IN_ANSWER
    assert breach.message == f"{most + 1} words; an answer has at most {most}"


@pytest.mark.parametrize("file", ["data/questions.yml", "docs/about/editors.md", "CONTRIBUTING.md"])
def test_editors_are_told_how_long_an_answer_may_be(file: str) -> None:
    told = re.findall(r"at most (\d+) words", (ROOT / file).read_text("utf-8"))
    assert str(MOST_WORDS_IN_ANSWER) in told


@pytest.mark.parametrize(
    ("certainty", "answer", "word"),
    [
        ("low", "K2 prevents it.", "prevents"),
        ("low", "K2 is probably good.", "probably"),
        ("low", "K2 may slow it.", ""),
        ("moderate", "K2 probably slows it.", ""),
        ("high", "K1 prevents it.", ""),
    ],
)
def test_an_answer_is_no_stronger_than_its_claim(
    dataset: Dataset, certainty: str, answer: str, word: str
) -> None:
    data = changed(dataset, answer=answer, rests_on=grounds(dataset, certainty))
    assert [breach.word for breach in answers_match_certainty(data)] == [word] * bool(word)


def test_an_effect_needs_a_source(dataset: Dataset) -> None:
    rests_on = Grounds(pages=("handouts.md",))
    data = changed(dataset, answer="Garlic clears arteries.", rests_on=rests_on)
    [breach] = effects_in_answers_have_sources(data)
    assert "names no source" in breach.message


def test_a_strong_word_without_a_claim_has_no_certainty(dataset: Dataset) -> None:
    data = changed(dataset, answer="It cures it.", rests_on=Grounds(pages=("handouts.md",)))
    [breach] = answers_match_certainty(data)
    assert breach.message == "'cures' is too strong here; write 'may help'"


def test_an_answer_counts_nothing_by_hand(dataset: Dataset) -> None:
    [breach] = no_counts_in_answers(changed(dataset, answer="Of the 60 claims, most."))
    assert "'60 claims' is written by hand" in breach.message
    assert list(no_counts_in_answers(changed(dataset, answer="In 36 trials, few."))) == []


def test_a_question_with_a_word_in_two_is_another_wording(dataset: Dataset) -> None:
    data = changed(dataset, also=("does it work with mk7", "does it work with mk 7"))
    assert list(unique_questions(data)) == []


def test_a_question_is_asked_once(dataset: Dataset) -> None:
    question = dataset.handbook.questions[0].question
    data = changed(dataset, also=(question.lower().rstrip("?"),))
    [breach] = unique_questions(data)
    assert breach.key == ("questions", 0, "also", 0)
    [breach] = questions_have_marks(changed(dataset, question="Tell me about calcium."))
    assert breach.message == "a question ends with '?'"


def test_a_word_always_brings_one_answer(dataset: Dataset) -> None:
    assert list(unique_always_words(dataset.handbook)) == []
    data = changed(dataset, always=("valve", "Valve"))
    [breach] = unique_always_words(data)
    assert breach.message == (
        f"'Valve' brings '{data.questions[0].id}' already: keep it at one question"
    )


def test_an_answer_names_the_numbers_to_call(dataset: Dataset) -> None:
    text = "Call the emergency number."
    [breach] = emergencies_name_the_numbers(changed(dataset, answer=text))
    assert breach.key[-1] == "answer"
    filled = "Go to the emergency room or call {{ emergency() }}."
    assert list(emergencies_name_the_numbers(changed(dataset, answer=filled))) == []


def test_an_answer_cites_its_own_sources_first(dataset: Dataset) -> None:
    figure = dataset.handbook.prevalence[0]
    own = next(work.id for work in dataset.handbook.references if work.id not in figure.sources)
    rests_on = Grounds(figures=(figure.id,), sources=(own,))
    data = changed(dataset, rests_on=rests_on)
    cited = answer_sources(data, data.questions[0])
    assert cited[:2] == [own, figure.sources[0]]
    assert len(cited) <= 3


def test_what_an_answer_rests_on_exists(project: Path) -> None:
    line = edit(project, "data/questions.yml", "figures: [artery-calcium-60]", "figures: [age-60]")
    [diagnostic, *_] = diagnostics(project)
    assert diagnostic.startswith(f"data/questions.yml:{line}:")
    assert "'age-60' is not an entry of figures.yml or trials.yml" in diagnostic


def test_only_the_known_kinds_and_readers_are_allowed(project: Path) -> None:
    kind = edit(project, "data/questions.yml", "kind: what", "kind: fact")
    asker = edit(project, "data/questions.yml", "for: [worried, teacher]", "for: [mothers]")
    found = [diagnostic.split(" ")[0] for diagnostic in diagnostics(project)]
    positions = [f"data/questions.yml:{line}:" for line in (kind, asker)]
    assert all(any(position.startswith(wanted) for position in found) for wanted in positions)


def test_a_card_leads_to_the_heading_and_shows_the_answer(dataset: Dataset) -> None:
    question = next(q for q in dataset.handbook.questions if q.heading)
    context = PageContext("index.md", SimpleNamespace(topics=(), sheet=None), SiteContext())
    html = BeautifulSoup(question_cards(dataset.handbook, context, question.id), "html.parser")
    assert html.a.get_text() == question.question
    assert html.a["href"] == context.link(question.page, question.heading)
    assert html.select_one(".card-answer").get_text() == question.answer


def test_the_search_knows_every_question(site: Path, dataset: Dataset) -> None:
    script = (site / "search/index.js").read_text("utf-8")
    [line] = re.findall(r"(?m)^handbook\.questions = (.*);$", script)
    assert json.loads(line) == json.loads(json.dumps(question_entries(dataset.handbook)))


def test_search_engines_are_told_every_question_on_its_page(
    page: Callable[[str], BeautifulSoup], dataset: Dataset
) -> None:
    for question in dataset.handbook.questions:
        html = page(f"{site_folder(question.page)}/")
        scripts = html.select('[type="application/ld+json"]')
        asked = [q for s in scripts for q in json.loads(s.get_text()).get("mainEntity", ())]
        [told] = [q for q in asked if q["name"] == question.question]
        assert told["acceptedAnswer"]["text"]


def test_a_sign_of_danger_shows_a_question_or_a_red_flag(dataset: Dataset) -> None:
    known = dataset.handbook.urgent[0]
    wrong = known.model_copy(update={"show": ("head-injry",), "medicine_anchors": ("warfarn-vka",)})
    data = dataset.handbook.model_copy(update={"urgent": (known, wrong)})
    shown, medicine = known_urgent_targets(data)
    assert shown.key == ("urgent", 1, "show", 0)
    assert "did you mean 'head-injury'" in shown.message
    assert "did you mean 'warfarin-vka'" in medicine.message


def test_signs_of_an_emergency_give_the_number(dataset: Dataset) -> None:
    told = re.compile(
        r"chest pain|trouble breathing|fainting|get (?:help|medical help) (?:at once|prompt)", re.I
    )
    answers = {q.id: q.answer for q in dataset.handbook.questions if told.search(q.answer)}
    assert answers
    assert [name for name, text in answers.items() if "{{ emergency() }}" not in text] == []
