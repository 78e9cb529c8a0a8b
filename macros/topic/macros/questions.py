"""Macros for questions and their answers."""

from macros.core.context import PageContext
from macros.core.diagnostics import select
from macros.core.templates import render_block
from macros.topic.answers import answer_parts, answer_sources
from macros.topic.schema.handbook import Handbook


def answer(handbook: Handbook, context: PageContext, name: str) -> str:
    """The short answer to a question of questions.yml, with its citations."""
    [question] = select("a question", handbook.question_of, [name])
    context.record_claims(handbook.claim_of[claim] for claim in question.rests_on.claims)
    return render_block(
        "answer",
        context,
        question=question,
        pieces=list(answer_parts(handbook, question)),
        numbers=handbook.emergency_numbers,
        sources=answer_sources(handbook, question, 2 if context.meta.sheet else 3),
    )


def question_cards(handbook: Handbook, context: PageContext, *names: str) -> str:
    """These questions as cards: each leads to the part that says more, its answer below it."""
    if not names:
        raise ValueError("needs the id of a question")
    chosen = select("a question", handbook.question_of, names)
    context.record_claims(
        handbook.claim_of[claim] for asked in chosen for claim in asked.rests_on.claims
    )
    cards = [(asked, list(answer_parts(handbook, asked))) for asked in chosen]
    return render_block("question-cards", context, cards=cards, numbers=handbook.emergency_numbers)
