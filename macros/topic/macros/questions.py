"""Macros for questions and their answers."""

from macros.core.context import PageContext
from macros.core.templates import render_block
from macros.core.unknown_names import select
from macros.topic.answers import PAGE_SOURCES, SHEET_SOURCES, answer_parts, answer_sources
from macros.topic.schema.handbook import Handbook


def answer(handbook: Handbook, context: PageContext, name: str) -> str:
    """Render the short answer to a question, with its sources."""
    [question] = select("a question", handbook.question_of, [name])
    context.record_claims(handbook.claim_of[claim] for claim in question.rests_on.claims)
    limit = SHEET_SOURCES if context.meta.sheet else PAGE_SOURCES
    return render_block(
        "answer",
        context,
        question=question,
        pieces=list(answer_parts(handbook, question)),
        numbers=handbook.emergency_numbers,
        sources=answer_sources(handbook, question, limit),
    )


def question_cards(handbook: Handbook, context: PageContext, *names: str) -> str:
    """Render questions as cards with their answers, each linked to the page that says more.

    Raises ValueError without a question.
    """
    if not names:
        raise ValueError("needs the id of a question")
    questions = select("a question", handbook.question_of, names)
    context.record_claims(handbook.claim_of[c] for one in questions for c in one.rests_on.claims)
    cards = [(question, list(answer_parts(handbook, question))) for question in questions]
    return render_block("question-cards", context, cards=cards, numbers=handbook.emergency_numbers)
