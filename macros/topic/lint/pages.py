"""Checks of this handbook's pages: what they show, their wording, counts written by hand."""

import itertools
from collections.abc import Iterator

from macros.core.diagnostics import Diagnostic, line_and_column
from macros.core.page_source import (
    Page,
    anchors,
    front_position,
    front_value_position,
    headings,
)
from macros.core.passages import paragraphs, passages, prominent_passages
from macros.core.schema.record import group_by
from macros.core.schema.verdicts import lowest
from macros.core.unknown_names import unknown
from macros.lint.state import PageState, State
from macros.topic.limits import NEVER_CITED
from macros.topic.lint.counts import FRONT_MATTER_ADVICE, counted_nouns, written_counts
from macros.topic.lint.too_strong_words import StrongWord, overstatements, ungraded_strong_words
from macros.topic.lint.unsourced_effects import effect_claims
from macros.topic.macros.all import LEADING, ONE_CLAIM, SOURCING
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
        page = record_page(claim)
        if claim.id in state.invalid.ids:
            continue
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


def prose_matches_certainty(state: State) -> Iterator[Diagnostic]:
    """Prose is no stronger than the least certain claim that it shows or whose source it cites."""
    claims = state.handbook.claim_of
    pairs = ((source, claim) for claim in claims.values() for source in claim.sources)
    by_source = group_by(pairs, lambda pair: pair[0])
    for page in (rendered.page for rendered in state.rendered.values()):
        for line, text, calls in paragraphs(page, ONE_CLAIM):
            shown = [call.first_arg for call in calls if call.name in ONE_CLAIM]
            grades = [claims[name].certainty for name in shown if name in claims]
            cited = itertools.chain(*(call.args for call in calls if call.name == "cite"))
            grades += [c.certainty for name in cited for _, c in by_source.get(name, ())]
            certainty = lowest(grades) if grades else "high"
            for word in overstatements(text, certainty):
                position = line_and_column(text, word.offset, line)
                yield Diagnostic(page.file, *position, word.message)


def no_written_counts(state: PageState) -> Iterator[Diagnostic]:
    """No count of the handbook's entries is written by hand, in prose or in front matter."""
    if not state.calls_parsed:
        return
    listed = counted_nouns([call.name for call in state.page.calls])
    for first, rows in state.page.blocks:
        text = "\n".join(rows)
        for count in written_counts(text, listed):
            yield state.at(*line_and_column(text, count.offset, first), count.message)
    for key in ("title", "description", "handout"):
        text = getattr(state.page.meta, key) or ""
        for count in written_counts(text, listed, FRONT_MATTER_ADVICE):
            source = text[count.offset :].split()[0]
            position = front_position(state.page, key, text, count.offset, source)
            yield state.at(*position, f"{key}: {count.message}")


def careful_summaries(state: PageState) -> Iterator[Diagnostic]:
    """Headings and summaries have no strong words."""
    for position, word in _strong_words(state.page):
        yield state.at(*position, word.message)


def _strong_words(page: Page) -> Iterator[tuple[tuple[int, int], StrongWord]]:
    """Yield the line and column of each strong word in headings and summaries, and the word."""
    for passage in prominent_passages(page):
        for word in ungraded_strong_words(passage.markup):
            yield passage.at(word.offset), word


def careful_front_matter(state: PageState) -> Iterator[Diagnostic]:
    """A page's `description` and `handout` have no strong words and claim no effect."""
    page = state.page
    for key in ("description", "handout"):
        text = getattr(page.meta, key) or ""
        # A strong word is often also a claim: report it once.
        for word in ungraded_strong_words(text) or effect_claims(text, f"the {key}"):
            position = front_position(page, key, text, word.offset, word.markup)
            yield state.at(*position, word.message)


def effects_have_sources(state: PageState) -> Iterator[Diagnostic]:
    """Prose that claims an effect on health cites a source or leads to a claim."""
    if not state.calls_parsed:
        return
    reported = {position for position, _ in _strong_words(state.page)}  # by careful_summaries
    for passage in passages(state.page, SOURCING, LEADING):
        place = "a heading" if passage.markup.startswith("#") else ""
        for effect in () if passage.sourced else effect_claims(passage.markup, place):
            if (position := passage.at(effect.offset)) not in reported:
                yield state.at(*position, effect.message)
