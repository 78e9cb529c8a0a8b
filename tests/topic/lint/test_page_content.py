"""Pages show what the data name: claims, answers, references, topics."""

from pathlib import Path

from smallest import page_state, rendered_state, replaced

from macros.core.dataset import Dataset
from macros.lint.state import State
from macros.topic import SUBJECT
from macros.topic.lint.page_content import (
    known_medicine_parts,
    leaflets_are_handouts,
    pages_have_topics,
    recorded_claims,
    shown_answers,
    shown_claims,
    unused_references,
)


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
