"""The questions that a page answers, for search engines."""

from typing import Any

from macros.core.prerender import Project
from macros.topic.amounts import plain_amounts
from macros.topic.answers import plain_answer


def faq_page(project: Project, path: str) -> dict[str, Any]:
    """Return the questions whose own page this is as schema.org's FAQPage; empty without any.

    Only the properties that Google documents ("FAQ structured data"): name, acceptedAnswer, text.
    """
    handbook, calls = project.dataset.handbook, project.rendered[path].page.calls
    shown = [handbook.question_of[call.first_arg] for call in calls if call.name == "answer"]
    here = [question for question in shown if question.page == path]
    answers = [(one.question, plain_amounts(plain_answer(handbook, one))) for one in here]
    entries = [
        {"@type": "Question", "name": name, "acceptedAnswer": {"@type": "Answer", "text": text}}
        for name, text in answers
    ]
    if not entries:
        return {}
    return {"@context": "https://schema.org", "@type": "FAQPage", "mainEntity": entries}
