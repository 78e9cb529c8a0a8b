"""Checks of this handbook's pages: what they show, and that they show all of it."""

from collections.abc import Iterator

from macros.core.diagnostics import Diagnostic
from macros.core.page_source import anchors, front_value_position, headings
from macros.core.unknown_names import unknown
from macros.lint.state import State
from macros.topic.limits import NEVER_CITED
from macros.topic.macros.claims import RECORDS, record_page


def leaflets_are_handouts(state: State) -> Iterator[Diagnostic]:
    """A leaflet's front matter has `handout` and `sheet`."""
    for path, page in state.pages.items():
        if path.startswith("leaflets/") and not (page.meta.handout and page.meta.sheet):
            yield Diagnostic(page.file, 1, 1, "a leaflet needs 'handout' (for whom) and 'sheet'")


def unused_references(state: State) -> Iterator[Diagnostic]:
    """Every reference is used by an entry of the data or by a page, unless it is never cited."""
    if not state.complete:
        return
    handbook, rendered = state.handbook, state.rendered.values()
    used = set(state.invalid.text)
    used.update(*(record.sources for _, record in handbook.records_with["sources"]))
    calls = [call for page in rendered for call in page.page.calls if call.name == "cite"]
    used.update(*(call.args for call in calls), *(page.context.sources for page in rendered))
    for index, work in enumerate(handbook.references):
        if work.id not in used and work.id not in NEVER_CITED:
            message = f"nothing uses '{work.id}'; cite it or remove it"
            yield state.at(("references", index, "id"), message)


def shown_claims(state: State) -> Iterator[Diagnostic]:
    """Every claim of the article is in a cell of the comparison or on a page."""
    if not state.complete or "comparison" in state.invalid.lists:
        return
    handbook = state.handbook
    shown = {cell.claim for row in handbook.comparison for cell in row.cells.values()}
    for page in state.pages.values():
        shown |= {call.first_arg for call in page.calls if call.name == "claim"}
    for index, claim in enumerate(handbook.claims):
        if claim.quote and claim.id not in shown:
            message = f"'{claim.id}' is in no cell and on no page"
            todo = f'write {{{{ claim("{claim.id}") }}}} on one'
            yield state.at(("claims", index), f"{message}; {todo}")


def recorded_claims(state: State) -> Iterator[Diagnostic]:
    """Links to a claim lead to a page that shows its whole record."""
    for index, claim in enumerate(state.handbook.claims if state.complete else ()):
        if claim.id in state.invalid.ids:
            continue
        page = record_page(claim)
        if page in state.ids and not (page.startswith(RECORDS) and claim.id in state.ids[page]):
            message = f"{claim.id}: docs/{page} does not show its record"
            todo = f"name a page of {RECORDS} whose claim_list does, or none"
            yield state.at(("claims", index, "page"), f"{message}; {todo}")


def shown_answers(state: State) -> Iterator[Diagnostic]:
    """Every question is answered on its page, below its heading.

    The macro raises an error for a second answer.
    """
    for index, question in enumerate(state.handbook.questions if state.complete else ()):
        page = state.pages.get(question.page)
        if page is None:  # known_pages reports it
            continue
        what = f"{question.id}: docs/{question.page}"
        answer = ("answer", question.id)
        line = next((c.line for c in page.calls if (c.name, c.first_arg) == answer), 0)
        above = [head.id for head in headings(page) if head.line < line]
        if not line:
            todo = f'write {{{{ answer("{question.id}") }}}} there, below a heading that asks it'
            message = f"{what} does not answer it; {todo}"
            yield state.at(("questions", index, "page"), message)
        elif question.heading and above[-1:] != [question.heading]:
            below = f"below '{above[-1]}'" if above else "above all headings"
            message = f"{what} answers it {below}, not below '{question.heading}'"
            yield state.at(("questions", index, "heading"), message)


def known_medicine_parts(state: State) -> Iterator[Diagnostic]:
    """The part of a page that a medicine names exists."""
    for index, medicine in enumerate(state.handbook.medicines if state.complete else ()):
        page = state.pages.get(medicine.page)
        if page and medicine.part:
            known = sorted(anchors(page).union(state.ids[page.path]))
            if medicine.part not in known:
                message = unknown(f"a part of docs/{page.path}", medicine.part, known)
                yield state.at(("medicines", index, "part"), message)


def pages_have_topics(state: State) -> Iterator[Diagnostic]:
    """Each page listed under a topic in safety.yml names that topic in its front matter."""
    for topic in state.handbook.topics:
        for page in (state.pages[path] for path in topic.pages if path in state.pages):
            if topic.id not in page.meta.topics:
                message = f"topics must name '{topic.id}': data/safety.yml requires it"
                yield Diagnostic(page.file, *front_value_position(page, "topics"), message)
