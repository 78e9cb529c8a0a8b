"""Answers of questions.yml: fill in numbers from the data, and choose sources."""

import ast
import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from macros.core.markup import CALL
from macros.core.schema.record import Entry
from macros.core.unknown_names import select
from macros.topic.counts import count_matching, count_phrase
from macros.topic.schema.handbook import Handbook
from macros.topic.schema.questions import Question

PAGE_SOURCES, SHEET_SOURCES = 3, 2
"""At most this many sources are cited with an answer on a page, and on a sheet of paper."""


def plain_answer(handbook: Handbook, question: Question) -> str:
    """Return the answer as plain text. Raises ValueError for an invalid call."""
    parts = answer_parts(handbook, question)
    return "".join(emergency_text(handbook) if part is None else part for part in parts)


def answer_parts(handbook: Handbook, question: Question) -> Iterator[str | None]:
    """Yield the answer in parts, its counts filled in; None is for the emergency numbers.

    Raises ValueError for an invalid call.
    """
    for index, piece in enumerate(CALL.split(question.answer)):
        yield _fill_call(handbook, piece.strip()) if index % 2 else piece


def emergency_text(handbook: Handbook) -> str:
    """Return the numbers as plain text: "911 (US and Canada), 999 (UK) or 112 (EU)"."""
    *others, last = [f"{entry.number} ({entry.region})" for entry in handbook.emergency_numbers]
    return f"{', '.join(others)} or {last}" if others else last


def _fill_call(handbook: Handbook, expression: str) -> str | None:
    """Return a count as text, or None for the emergency numbers.

    Raises ValueError for anything but a valid call of count or emergency.
    """
    try:
        call: Any = ast.parse(expression, mode="eval").body
        args = [ast.literal_eval(arg) for arg in call.args]
        kwargs = {keyword.arg: ast.literal_eval(keyword.value) for keyword in call.keywords}
        name = call.func.id
    except (SyntaxError, AttributeError, ValueError, TypeError, RecursionError):
        raise ValueError(f"'{expression}' is not a macro call; write it as on a page") from None
    if not all(isinstance(text, str) for text in (*args, *kwargs, *kwargs.values())):
        raise ValueError(f"'{expression}': write each word in quotes")
    select("a macro for answers", dict.fromkeys(("count", "emergency")), [name])
    if name == "emergency" and not args and not kwargs:
        return None
    if name != "count" or len(args) != 1:
        usage = '{{ emergency() }} or {{ count("claims") }}'
        raise ValueError(f"'{expression}': write {usage}")
    noun, style = kwargs.pop("noun", ""), kwargs.pop("style", "")
    return count_phrase(count_matching(handbook.countable, args[0], kwargs), noun, style)


def answer_sources(handbook: Handbook, question: Question, limit: int = PAGE_SOURCES) -> list[str]:
    """Return ids of the references for an answer, at most `limit`.

    Its own sources come first, then the first source of each figure, claim and safety entry, then
    their other sources. Unknown ids are skipped; the check known_grounds reports them.
    """
    grounds = question.rests_on
    lists: list[tuple[Mapping[str, Entry], Sequence[str]]] = [
        (handbook.figure_of, grounds.figures),
        (handbook.claim_of, grounds.claims),
        (handbook.safety_of, grounds.safety),
    ]
    entries = [known[name] for known, names in lists for name in names if name in known]
    by_rank = itertools.zip_longest(*(entry.sources for entry in entries))
    ranked = [source for rank in by_rank for source in rank if source]
    return list(dict.fromkeys([*grounds.sources, *ranked]))[:limit]
