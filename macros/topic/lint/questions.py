"""Questions and answers: unique, short, grounded, no stronger than the evidence."""

import re
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from macros.core.diagnostics import KeyPath, Violation
from macros.core.markup import mask_calls
from macros.core.schema.verdicts import lowest
from macros.lint.data.any_entry import READER_WORDING, texts_of, unknown_ids
from macros.topic.answers import answer_sources, plain_answer
from macros.topic.limits import MOST_WORDS_IN_ANSWER
from macros.topic.lint.wording.too_strong_words import overstatements, ungraded_strong_words
from macros.topic.lint.wording.unsourced_effects import effect_claims
from macros.topic.lint.wording.written_counts import OWN_NOUNS, written_counts
from macros.topic.schema.handbook import Handbook
from macros.topic.schema.questions import Question
from macros.topic.search_data import SAFETY_PAGE

GROUNDS = (
    *("claims", "groups", "red_flags", "interactions", "emergency_numbers"),
    *("intakes", "blood_levels", "foods", "prevalence", "trials"),
)
"""Lists whose entries an answer can rest on."""
COUNT_IN_ANSWER = 'write {{ count("claims") }}, or leave the number out'


def known_grounds(handbook: Handbook) -> Iterator[Violation]:
    """Every entry of safety.yml, figures.yml and trials.yml that an answer rests on exists."""
    for index, question in enumerate(handbook.questions):
        path, grounds = ("questions", index, "rests_on"), question.rests_on
        safety, figures = "an entry of safety.yml", "an entry of figures.yml or trials.yml"
        yield from unknown_ids((*path, "safety"), grounds.safety, safety, handbook.safety_of)
        yield from unknown_ids((*path, "figures"), grounds.figures, figures, handbook.figure_of)


def known_urgent_targets(handbook: Handbook) -> Iterator[Violation]:
    """Urgent searches name known questions or red flags, and known groups or safety-page parts."""
    shown = [*handbook.question_of, *(flag.id for flag in handbook.red_flags)]
    parts = {m.part for m in handbook.medicines if m.part and m.page == SAFETY_PAGE}
    groups = sorted(parts.union(m.group for m in handbook.medicines if m.group))
    for index, entry in enumerate(handbook.urgent):
        path: KeyPath = ("urgent", index)
        yield from unknown_ids((*path, "show"), entry.show, "a question or a red flag", shown)
        named = entry.medicine_anchors
        yield from unknown_ids((*path, "medicine"), named, "a medicine's group", groups)


def answer_calls_allowed(handbook: Handbook) -> Iterator[Violation]:
    """Every call in an answer is one that answers may have, with valid arguments."""
    for path, question, _ in _answers(handbook):
        try:
            plain_answer(handbook, question)
        except ValueError as error:
            yield Violation(path, str(error))


def _answers(handbook: Handbook) -> Iterator[tuple[KeyPath, Question, str]]:
    """Yield each answer's path, its question, and its text with "0" for a call: most are counts."""
    for index, question in enumerate(handbook.questions):
        yield ("questions", index, "answer"), question, mask_calls(question.answer)


def unique_questions(handbook: Handbook) -> Iterator[Violation]:
    """No two questions share a wording."""
    problem = "is already a wording of '{}': keep one of them"
    yield from repeated_texts("questions", handbook.questions, READER_WORDING, problem)


def questions_have_marks(handbook: Handbook) -> Iterator[Violation]:
    """A question ends with a question mark."""
    for index, question in enumerate(handbook.questions):
        if not question.question.endswith("?"):
            yield Violation(("questions", index, "question"), "a question ends with '?'")


def unique_always_words(handbook: Handbook) -> Iterator[Violation]:
    """No two questions share an `always` term: the search would show only the first of them."""
    problem = "brings '{}' already: keep it at one question"
    yield from repeated_texts("questions", handbook.questions, ("always",), problem)


def repeated_texts(
    name: str, entries: Iterable[Any], fields: Collection[str], problem: str, space: str = " "
) -> Iterator[Violation]:
    """Yield a violation for each text in these fields of a list that appears earlier in them.

    Case and punctuation are ignored; with an empty `space`, so are spaces: a medicine is written in
    one word and in two. `name` is the list's; `problem` completes the message, and {} in it is the
    id of the entry with the earlier text.
    """
    seen: dict[str, str] = {}
    for index, entry in enumerate(entries):
        for path, text in texts_of(entry):
            key = re.sub(r"\W+", space, text.casefold()).strip()
            if path[0] in fields and key in seen:
                yield Violation((name, index, *path), f"'{text}' {problem.format(seen[key])}")
            elif path[0] in fields:
                seen[key] = entry.id


def answers_are_short(handbook: Handbook) -> Iterator[Violation]:
    """An answer has at most MOST_WORDS_IN_ANSWER words; a call counts as one word."""
    for path, _, text in _answers(handbook):
        count = len(text.split())
        if count > MOST_WORDS_IN_ANSWER:
            message = f"{count} words; an answer has at most {MOST_WORDS_IN_ANSWER}"
            yield Violation(path, message)


def answers_match_certainty(handbook: Handbook) -> Iterator[Violation]:
    """An answer is no stronger than its least certain claim; without claims it has no strong words.

    One claim of moderate or high certainty allows "probably", and so does having no claim.
    """
    known = handbook.claim_of
    for path, question, text in _answers(handbook):
        names = question.rests_on.claims
        grades = [known[name].certainty for name in names if name in known]
        found = overstatements(text, lowest(grades)) if grades else ungraded_strong_words(text)
        if {"high", "moderate"}.intersection(grades):
            found = [word for word in found if word.word.lower() != "probably"]
        for word in found:
            yield Violation(path, word.message, word.markup, text[: word.offset])


def effects_in_answers_have_sources(handbook: Handbook) -> Iterator[Violation]:
    """An answer that claims an effect on health rests on a source."""
    for path, question, text in _answers(handbook):
        for effect in () if answer_sources(handbook, question) else effect_claims(text):
            message = f"'{effect.word}' claims an effect, and 'rests_on' names no source"
            before = text[: effect.offset]
            yield Violation(path, message, effect.markup, before, needs=GROUNDS)


def no_counts_in_answers(handbook: Handbook) -> Iterator[Violation]:
    """No answer has a count of the handbook's entries that is written by hand."""
    for path, _, text in _answers(handbook):
        for count in written_counts(text, OWN_NOUNS, COUNT_IN_ANSWER):
            yield Violation(path, count.message, count.text.split()[0], text[: count.offset])
