"""Checks of the wording of pages: no stronger than the evidence, and no count by hand."""

import itertools
from collections.abc import Iterator

from macros.core.diagnostics import Diagnostic, line_and_column
from macros.core.page_source import Page, front_position
from macros.core.passages import paragraphs, passages, prominent_passages
from macros.core.schema.record import group_by
from macros.core.schema.verdicts import lowest
from macros.lint.state import PageState, State
from macros.topic.lint.wording.too_strong_words import (
    StrongWord,
    overstatements,
    ungraded_strong_words,
)
from macros.topic.lint.wording.unsourced_effects import effect_claims
from macros.topic.lint.wording.written_counts import (
    FRONT_MATTER_ADVICE,
    counted_nouns,
    written_counts,
)
from macros.topic.macros.all import LEADING, ONE_CLAIM, SOURCING


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
