"""Answers of questions.yml: numbers of the data filled in, sources chosen."""

import ast
import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from macros.core.base import Entry
from macros.core.diagnostics import select
from macros.core.markup import CALL
from macros.topic.counts import count_matching, count_phrase
from macros.topic.schema.handbook import Handbook
from macros.topic.schema.questions import Question

ANSWER_MACROS = ("count", "emergency")
"""Macros that an answer may call."""


def plain_answer(handbook: Handbook, question: Question) -> str:
    """The answer as plain text. Raises ValueError for a call that cannot be filled in."""
    return "".join(
        emergency_text(handbook) if part is None else part
        for part in answer_parts(handbook, question)
    )


def answer_parts(handbook: Handbook, question: Question) -> Iterator[str | None]:
    """The answer in parts, its counts filled in; None where the emergency numbers belong.

    Raises ValueError for a call that cannot be filled in.
    """
    for index, piece in enumerate(CALL.split(question.answer)):
        yield _fill_call(handbook, piece.strip()) if index % 2 else piece


def emergency_text(handbook: Handbook) -> str:
    """The emergency numbers as plain text: "911 (US and Canada), 999 (UK) or 112 (EU)"."""
    *others, last = [f"{entry.number} ({entry.region})" for entry in handbook.emergency_numbers]
    return f"{', '.join(others)} or {last}" if others else last


def _fill_call(handbook: Handbook, source: str) -> str | None:
    """The result of a call: a count as text, None for the emergency numbers.

    Raises ValueError for what is no call of ANSWER_MACROS.
    """
    try:
        call: Any = ast.parse(source, mode="eval").body
        args = [ast.literal_eval(arg) for arg in call.args]
        kwargs = {keyword.arg: ast.literal_eval(keyword.value) for keyword in call.keywords}
        name = call.func.id
    except (SyntaxError, AttributeError, ValueError):
        raise ValueError(f"'{source}' is no call; write it as on a page") from None
    select("a macro for answers", dict.fromkeys(ANSWER_MACROS), [name])
    if name == "emergency" and not args and not kwargs:
        return None
    if name != "count" or len(args) != 1:
        raise ValueError(f"'{source}': write {{{{ emergency() }}}} or {{{{ count(\"claims\") }}}}")
    noun, style = kwargs.pop("noun", ""), kwargs.pop("style", "")
    total = count_matching(handbook.countable, args[0], kwargs)
    return count_phrase(total, noun, style)


def answer_sources(handbook: Handbook, question: Question, limit: int = 3) -> list[str]:
    """Ids of references that the answer rests on, at most `limit`.

    Its own sources come first, then the first source of each figure, claim and safety entry, then
    their other sources. Unknown ids are skipped; the check known_grounds reports them.
    """
    grounds = question.rests_on
    known: list[tuple[Mapping[str, Entry], Sequence[str]]] = [
        (handbook.figure_of, grounds.figures),
        (handbook.claim_of, grounds.claims),
        (handbook.safety_of, grounds.safety),
    ]
    entries = [of[name] for of, names in known for name in names if name in of]
    by_rank = itertools.zip_longest(*(entry.sources for entry in entries))
    ranked = [source for rank in by_rank for source in rank if source]
    return list(dict.fromkeys([*grounds.sources, *ranked]))[:limit]
