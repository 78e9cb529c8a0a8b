"""Answers of questions.yml: short, grounded, no stronger than the evidence."""

import re
from collections.abc import Iterable, Iterator

from macros.core.diagnostics import KeyPath, Violation
from macros.core.grades import lowest
from macros.core.markup import CALL, without_calls
from macros.lint.records import unknown_ids
from macros.topic.answers import answer_sources, plain_answer
from macros.topic.limits import MOST_WORDS_IN_ANSWER
from macros.topic.lint.certainty import in_summary, overworded
from macros.topic.lint.counts import OWN, written
from macros.topic.lint.effects import claimed
from macros.topic.schema.handbook import Handbook
from macros.topic.search import SAFETY_PAGE

COUNT_IN_ANSWER = 'write {{ count("claims") }}, or leave the number out'


def known_grounds(handbook: Handbook) -> Iterator[Violation]:
    """Every entry of safety.yml and figures.yml that an answer rests on exists."""
    for index, question in enumerate(handbook.questions):
        for field, known in (("safety", handbook.safety_of), ("figures", handbook.figure_of)):
            path, names = ("questions", index, "rests_on", field), getattr(question.rests_on, field)
            yield from unknown_ids(path, names, f"an entry of {field}.yml", known)


def known_urgent(handbook: Handbook) -> Iterator[Violation]:
    """What an urgent search shows is a question or a red flag, and its medicines have a group."""
    shown = [*handbook.question_of, *(flag.id for flag in handbook.red_flags)]
    parts = {m.part for m in handbook.medicines if m.part and m.page == SAFETY_PAGE}
    groups = sorted(parts.union(m.group for m in handbook.medicines if m.group))
    for index, entry in enumerate(handbook.urgent):
        show, medicine = ("urgent", index, "show"), ("urgent", index, "medicine")
        yield from unknown_ids(show, entry.show, "a question or a red flag", shown)
        yield from unknown_ids(medicine, entry.medicine, "a medicine's group", groups)


def answers_can_be_filled(handbook: Handbook) -> Iterator[Violation]:
    """Every call in an answer is one that answers may hold."""
    for index, question in enumerate(handbook.questions):
        try:
            plain_answer(handbook, question)
        except ValueError as error:
            yield Violation(("questions", index, "answer"), str(error))


def questions_once(handbook: Handbook) -> Iterator[Violation]:
    """A question is asked once, in whatever wording, and ends with a question mark."""
    asked: list[tuple[KeyPath, str]] = []
    for index, question in enumerate(handbook.questions):
        asked.append((("questions", index, "question"), question.question))
        asked += _texts(index, "also", question.also)
    yield from _repeated(handbook, asked, "is already a wording of '{}': keep one of them")
    for index, question in enumerate(handbook.questions):
        if not question.question.endswith("?"):
            yield Violation(("questions", index, "question"), "a question ends with '?'")


def one_always_word(handbook: Handbook) -> Iterator[Violation]:
    """A word brings one answer whatever else is typed: of two, the search would show the first."""
    questions = enumerate(handbook.questions)
    words = [text for index, one in questions for text in _texts(index, "always", one.always)]
    yield from _repeated(handbook, words, "brings '{}' already: keep it at one question")


def _texts(index: int, field: str, texts: Iterable[str]) -> list[tuple[KeyPath, str]]:
    """The texts of a field of a question, each with its path."""
    return [(("questions", index, field, position), text) for position, text in enumerate(texts)]


def _repeated(
    handbook: Handbook, texts: Iterable[tuple[KeyPath, str]], what: str
) -> Iterator[Violation]:
    """Texts that stand twice, but for capitals and signs; of which question the first is."""
    seen: dict[str, str] = {}
    for path, text in texts:
        same = re.sub(r"\W+", " ", text.casefold()).strip()
        if same in seen:
            yield Violation(path, f"'{text}' {what.format(seen[same])}")
        seen.setdefault(same, handbook.questions[int(path[1])].id)


def answers_are_short(handbook: Handbook) -> Iterator[Violation]:
    """An answer has at most MOST_WORDS_IN_ANSWER words; a call counts as one."""
    for index, question in enumerate(handbook.questions):
        count = len(CALL.sub("0", question.answer).split())
        if count > MOST_WORDS_IN_ANSWER:
            message = f"{count} words; an answer has at most {MOST_WORDS_IN_ANSWER}"
            yield Violation(("questions", index, "answer"), message)


def answers_match_certainty(handbook: Handbook) -> Iterator[Violation]:
    """An answer says no more than the least certain of its claims allows.

    "Probably" needs one claim of moderate or high certainty. An answer without claims holds no
    strong word, and none claims an effect without a source.
    """
    for index, question in enumerate(handbook.questions):
        text = without_calls(question.answer, "0")
        claims = [handbook.claim_of.get(name) for name in question.rests_on.claims]
        grades = [claim.certainty for claim in claims if claim]
        certainty = lowest(grades) if grades else "low"
        found = overworded(text, certainty) if grades else in_summary(text)
        if {"high", "moderate"}.intersection(grades):
            found = [word for word in found if word.word.lower() != "probably"]
        for word in found:
            message, before = word.against(certainty), text[: word.offset]
            yield Violation(("questions", index, "answer"), message, word.source, before)
        for effect in () if answer_sources(handbook, question) else claimed(text):
            message = f"'{effect.word}' claims an effect, and 'rests_on' names no source"
            before = text[: effect.offset]
            yield Violation(("questions", index, "answer"), message, effect.source, before)


def answers_count_nothing(handbook: Handbook) -> Iterator[Violation]:
    """A count of the handbook's own entries in an answer comes from the data."""
    for index, question in enumerate(handbook.questions):
        text = without_calls(question.answer, ";")
        for count in written(text, OWN, COUNT_IN_ANSWER):
            word, before = count.text.split()[0], text[: count.offset]
            yield Violation(("questions", index, "answer"), count.message, word, before)
