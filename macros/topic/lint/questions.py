"""Questions and answers: unique, short, grounded, no stronger than the evidence."""

import re
from collections.abc import Iterable, Iterator

from macros.core.diagnostics import KeyPath, Violation
from macros.core.grades import lowest
from macros.core.markup import CALL, mask_calls
from macros.lint.records import unknown_ids
from macros.topic.answers import answer_sources, plain_answer
from macros.topic.limits import MOST_WORDS_IN_ANSWER
from macros.topic.lint.certainty import overstatements, ungraded_strong_words
from macros.topic.lint.counts import OWN_NOUNS, written_counts
from macros.topic.lint.effects import effect_claims
from macros.topic.schema.handbook import Handbook
from macros.topic.search_data import SAFETY_PAGE

CALL_FILLER = "0"
"""Stands for a call: those in answers render as numbers."""
COUNT_IN_ANSWER = 'write {{ count("claims") }}, or leave the number out'


def known_grounds(handbook: Handbook) -> Iterator[Violation]:
    """Every entry of safety.yml and figures.yml that an answer rests on exists."""
    for index, question in enumerate(handbook.questions):
        for field, known in (("safety", handbook.safety_of), ("figures", handbook.figure_of)):
            path, names = ("questions", index, "rests_on", field), getattr(question.rests_on, field)
            yield from unknown_ids(path, names, f"an entry of {field}.yml", known)


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
    for index, question in enumerate(handbook.questions):
        try:
            plain_answer(handbook, question)
        except ValueError as error:
            yield Violation(("questions", index, "answer"), str(error))


def unique_questions(handbook: Handbook) -> Iterator[Violation]:
    """No two questions share a wording."""
    wordings: list[tuple[KeyPath, str]] = []
    for index, question in enumerate(handbook.questions):
        wordings.append((("questions", index, "question"), question.question))
        wordings += _texts(index, "also", question.also)
    yield from _repeated(handbook, wordings, "is already a wording of '{}': keep one of them")


def questions_have_marks(handbook: Handbook) -> Iterator[Violation]:
    """A question ends with a question mark."""
    for index, question in enumerate(handbook.questions):
        if not question.question.endswith("?"):
            yield Violation(("questions", index, "question"), "a question ends with '?'")


def unique_always_words(handbook: Handbook) -> Iterator[Violation]:
    """No two questions share an `always` term: the search would show only the first of them."""
    questions = enumerate(handbook.questions)
    terms = [text for index, one in questions for text in _texts(index, "always", one.always)]
    yield from _repeated(handbook, terms, "brings '{}' already: keep it at one question")


def _texts(index: int, field: str, texts: Iterable[str]) -> list[tuple[KeyPath, str]]:
    """Return the path and value of each text in a field of the question at `index`."""
    return [(("questions", index, field, number), text) for number, text in enumerate(texts)]


def _repeated(
    handbook: Handbook, texts: Iterable[tuple[KeyPath, str]], problem: str
) -> Iterator[Violation]:
    """Yield a violation for each text that appears earlier; case and punctuation are ignored.

    `problem` completes the message; {} in it is the id of the question with the earlier one.
    """
    seen: dict[str, str] = {}
    for path, text in texts:
        key = re.sub(r"\W+", " ", text.casefold()).strip()
        if key in seen:
            yield Violation(path, f"'{text}' {problem.format(seen[key])}")
        seen.setdefault(key, handbook.questions[int(path[1])].id)


def answers_are_short(handbook: Handbook) -> Iterator[Violation]:
    """An answer has at most MOST_WORDS_IN_ANSWER words; a call counts as one word."""
    for index, question in enumerate(handbook.questions):
        count = len(CALL.sub(CALL_FILLER, question.answer).split())
        if count > MOST_WORDS_IN_ANSWER:
            message = f"{count} words; an answer has at most {MOST_WORDS_IN_ANSWER}"
            yield Violation(("questions", index, "answer"), message)


def answers_match_certainty(handbook: Handbook) -> Iterator[Violation]:
    """An answer is no stronger than its least certain claim; without claims it has no strong words.

    "Probably" needs one claim of moderate or high certainty.
    """
    for index, question in enumerate(handbook.questions):
        text = mask_calls(question.answer, CALL_FILLER)
        claims = [handbook.claim_of.get(name) for name in question.rests_on.claims]
        grades = [claim.certainty for claim in claims if claim]
        certainty = lowest(grades) if grades else ""
        found = overstatements(text, certainty) if certainty else ungraded_strong_words(text)
        if {"high", "moderate"}.intersection(grades):
            found = [word for word in found if word.word.lower() != "probably"]
        for word in found:
            message, before = word.message(certainty), text[: word.offset]
            yield Violation(("questions", index, "answer"), message, word.markup, before)


def effects_in_answers_have_sources(handbook: Handbook) -> Iterator[Violation]:
    """An answer that claims an effect on health rests on a source."""
    for index, question in enumerate(handbook.questions):
        text = mask_calls(question.answer, CALL_FILLER)
        for effect in () if answer_sources(handbook, question) else effect_claims(text):
            message = f"'{effect.word}' claims an effect, and 'rests_on' names no source"
            before = text[: effect.offset]
            yield Violation(("questions", index, "answer"), message, effect.markup, before)


def no_counts_in_answers(handbook: Handbook) -> Iterator[Violation]:
    """No answer has a count of the handbook's entries that is written by hand."""
    for index, question in enumerate(handbook.questions):
        text = mask_calls(question.answer, ";")
        for count in written_counts(text, OWN_NOUNS, COUNT_IN_ANSWER):
            word, before = count.text.split()[0], text[: count.offset]
            yield Violation(("questions", index, "answer"), count.message, word, before)
