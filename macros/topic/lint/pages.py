"""What this handbook's pages must hold to: doses, wording, counts, emergencies, answers."""

import re
from collections.abc import Iterator
from html import unescape

from macros.core.diagnostics import Diagnostic
from macros.core.page_source import (
    Call,
    front_line,
    front_place,
    front_value,
    headings,
    page_blocks,
    page_lines,
    paragraphs,
    passages,
    summaries,
)
from macros.core.prerender import RenderedPage
from macros.core.schema import CERTAINTIES, Certainty
from macros.core.yaml import position_of
from macros.lint.state import PageState, State
from macros.topic.amounts import disagreeing
from macros.topic.lint.certainty import in_summary, overworded
from macros.topic.lint.counts import IN_FRONT, nouns, written
from macros.topic.lint.effects import claimed
from macros.topic.lint.safety import no_number, unnamed_emergency
from macros.topic.policy import DOSE_TOPIC, NEVER_CITED, VITAMIN_K_TOPIC

AMOUNT = r"\b\d[\d,.]*\s?(?:[µμu]g|mcg|micrograms?|milligrams?|mg|IU|I\.U\.|units)(?!\w|/)"
"""An amount that somebody could take."""


DOSE = re.compile(
    r"\bsupplement(?:s|ation|ing)?\b|\b(?:tablet|pill|capsule|drop)s?\b"
    rf"|{AMOUNT}",
    re.I,
)
"""Words that make a page one about taking something."""


def unused_references(state: State) -> Iterator[Diagnostic]:
    """Every reference is used by an entry of the data or by a page."""
    if not state.complete or state.dataset is None:
        return
    dataset, rendered, named = state.dataset, state.rendered, state.left_out.text
    used = {s for _, record in dataset.handbook.records for s in getattr(record, "sources", ())}
    calls = [call for page in rendered.values() for call in page.page.calls if call.name == "cite"]
    used.update(named, *(call.words for call in calls))
    used |= {source for page in rendered.values() for source in page.context.order}
    for index, work in enumerate(dataset.handbook.references):
        if work.id not in used and work.id not in NEVER_CITED:
            position = position_of(dataset.positions, ("references", index, "id"))
            yield Diagnostic(*position, f"nothing uses '{work.id}'; cite it or remove it")


def shown_claims(state: State) -> Iterator[Diagnostic]:
    """Every claim of the article stands in a cell or on the page of its subject."""
    if not state.complete or state.dataset is None or "comparison" in state.left_out.lists:
        return
    dataset, site = state.dataset, state.pages
    shown = {cell.claim for row in dataset.handbook.comparison for cell in row.cells.values()}
    for page in site.values():
        shown |= {call.claim() for call in page.calls if call.name == "claim"}
    for index, claim in enumerate(dataset.handbook.claims):
        if claim.quote and claim.id not in shown:
            position = position_of(dataset.positions, ("claims", index))
            message = f"'{claim.id}' stands in no cell and on no page"
            yield Diagnostic(*position, f'{message}; write {{{{ claim("{claim.id}") }}}} on one')


def shown_answers(state: State) -> Iterator[Diagnostic]:
    """Every question is answered on its page, below its heading.

    That it is answered there only once, the macro sees to.
    """
    if not state.complete or state.linked is None:
        return
    dataset, site = state.linked, state.pages
    for index, question in enumerate(dataset.handbook.questions):
        page = site.get(question.page)
        if page is None:  # known_pages says so
            continue
        lines = [call.line for call in page.calls if call.question() == question.id]
        if not lines:
            message = f"{question.id}: docs/{question.page} does not answer it"
            todo = f'write {{{{ answer("{question.id}") }}}} there, below a heading that asks it'
            position = position_of(dataset.positions, ("questions", index, "page"))
            yield Diagnostic(*position, f"{message}; {todo}")
            continue
        above = [name for line, name in headings(page) if line < lines[0]]
        if question.heading and above[-1:] != [question.heading]:
            message = f"{question.id}: docs/{question.page} answers it below '{above[-1]}'"
            position = position_of(dataset.positions, ("questions", index, "heading"))
            yield Diagnostic(*position, f"{message}, not below '{question.heading}'")


def topics_of_pages(state: State) -> Iterator[Diagnostic]:
    """A page that a topic names has the topic, and so its boxes."""
    if state.dataset is None:
        return
    dataset, site = state.dataset, state.pages
    for topic in dataset.handbook.topics:
        for path in topic.pages:
            if path in site and topic.id not in site[path].meta.topics:
                message = f"topics must name '{topic.id}': data/safety.yml asks it of this page"
                yield Diagnostic(site[path].file, *front_value(site[path], "topics"), message)


def prose_matches_certainty(state: State) -> Iterator[Diagnostic]:
    """Prose that cites a source, or leads to a claim, is no stronger than the claim's certainty.

    A cited source lends the certainty of its least certain claim; one without claims lends none.
    """
    if state.dataset is None:
        return
    dataset, rendered = state.dataset, state.rendered
    by_source: dict[str, list[Certainty]] = {}
    for claim in dataset.handbook.claims:
        for source in claim.sources:
            by_source.setdefault(source, []).append(claim.certainty)
    claims = dataset.handbook.claim_of
    for page in rendered.values():
        for line, text, calls in paragraphs(page.page):
            known = [claims[c.claim()].certainty for c in calls if c.claim() in claims]
            for call in calls:
                if call.name == "cite":
                    known += [grade for name in call.words for grade in by_source.get(name, ())]
            if known:
                lowest = max(known, key=CERTAINTIES.index)
                for word in overworded(text, lowest):
                    at = line + text.count("\n", 0, word.offset)
                    column = word.offset - text.rfind("\n", 0, word.offset)
                    yield Diagnostic(page.page.file, at, column, word.against(lowest))


def no_written_counts(state: PageState) -> Iterator[Diagnostic]:
    """Numbers in prose that count entries of the data come from the data."""
    if not state.complete:
        return
    page = state.page
    listed = nouns([call.name for call in page.calls])
    for key in ("title", "description", "handout"):
        for count in written(getattr(page.meta, key) or "", listed, IN_FRONT):
            value = getattr(page.meta, key)
            source = value[count.offset :].split()[0]
            position = front_place(page, key, value, count.offset, source)
            yield Diagnostic(page.file, *position, f"{key}: {count.message}")
    for first, rows in page_blocks(page):
        text = "\n".join(rows)
        for count in written(text, listed):
            line = first + text.count("\n", 0, count.offset)
            column = count.offset - text.rfind("\n", 0, count.offset)
            yield Diagnostic(page.file, line, column, count.message)


def careful_summaries(state: PageState) -> Iterator[Diagnostic]:
    """Short texts hold no strong word, and nothing claims an effect without a source.

    The latter cannot be said without the page's calls: whether they are `complete`.
    """
    page, complete = state.page, state.complete
    told: set[tuple[int, int]] = set()
    for passage in summaries(page):
        for word in in_summary(passage.source):
            position = passage.at(word.offset)
            told.add(position)
            message = f"'{word.word}' is too strong here; write '{word.weaker}'"
            yield Diagnostic(page.file, *position, message)
    for key in ("description", "handout"):
        text = getattr(page.meta, key) or ""
        strong = in_summary(text)
        for word in strong:
            message = f"'{word.word}' is too strong here; write '{word.weaker}'"
            at = front_place(page, key, text, word.offset, word.source)
            yield Diagnostic(page.file, *at, message)
        for effect in () if strong else claimed(text):
            at = front_place(page, key, text, effect.offset, effect.source)
            yield Diagnostic(page.file, *at, effect.message(f"the {key}"))
    for passage in passages(page) if complete else ():
        for effect in () if passage.sourced else claimed(passage.source):
            position = passage.at(effect.offset)
            if position not in told:
                heading = "a heading" if passage.source.startswith("#") else ""
                yield Diagnostic(page.file, *position, effect.message(heading))


def doses_have_warnings(state: State) -> Iterator[Diagnostic]:
    """Who must ask first stands before the first dose or supplement on every page."""
    for page in state.rendered.values():
        dose = re.search(AMOUNT, page.page.meta.description)
        if dose:
            text = page.page.meta.description
            at = front_place(page.page, "description", text, dose.start(), dose[0])
            message = f"description: '{dose[0]}' is a dose; it would stand without its warning"
            yield Diagnostic(page.page.file, *at, message)
        warned = [c.line for c in page.page.calls if c.name == "ask_first"]
        if _warns_of_doses(page):
            warned += [c.line for c in page.page.calls if c.name == "safety"]
        for line, text in page.text():
            dose = DOSE.search(re.sub(r"^#.*|<[^>]+>", " ", text))
            if dose and (not warned or line < min(warned)):
                what = f"'{dose[0]}' is a dose or a supplement"
                todo = f"name the topic '{DOSE_TOPIC}' and write {{{{ safety() }}}} before it"
                yield Diagnostic(
                    page.page.file, line, page.column(line, dose[0]), f"{what}; {todo}"
                )
                break


def _warns_of_doses(rendered: RenderedPage) -> bool:
    """Whether the page's topics warn everybody whom its doses can harm.

    In the sources read, vitamin K does not raise blood calcium: where a
    page says nothing of vitamin D, the box for those on warfarin is enough.
    """
    topics = rendered.page.meta.topics
    if DOSE_TOPIC in topics:
        return True
    named = any(re.search(r"\bvitamin D|\bD[23]\b", text) for _, text in rendered.text())
    return VITAMIN_K_TOPIC in topics and not named


def emergency_numbers_on_pages(state: State) -> Iterator[Diagnostic]:
    """A page that says to call for emergency help says which number to call."""
    if state.dataset is None:
        return
    dataset, site = state.dataset, state.pages
    for page in site.values():
        texts: list[tuple[int, str, list[Call]]] = [
            (front_line(page, "description"), page.meta.description, [])
        ]
        texts += [(line, match[0], []) for line, match in page_lines(page, r"#.*")]
        for line, text, calls in (*texts, *paragraphs(page)):
            words = unnamed_emergency(" ".join(text.split()), dataset.handbook)
            if words and all(call.name != "emergency" for call in calls):
                message = no_number(words, dataset.handbook)
                yield Diagnostic(page.file, line, 1, f"{message} by writing {{{{ emergency() }}}}")


def agreeing_units(state: State) -> Iterator[Diagnostic]:
    """An amount in two units is the same amount: 100 µg is 4,000 IU."""
    for page in state.rendered.values():
        for line, html in page.text():
            # The number of a source stands right before the next sentence's first number.
            uncited = re.sub(r'<span class="cites">.*?</span>', " ", html)
            for pair in disagreeing(unescape(re.sub(r"<[^>]+>", "", uncited))):
                message = f"'{pair}' are two amounts; 1 µg is 40 IU, and 1 ng/mL is 2.5 nmol/L"
                yield Diagnostic(page.page.file, line, 1, message)
