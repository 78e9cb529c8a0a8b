"""The questions that a page answers, for search engines."""

from typing import Any

from macros.core.prerender import Project
from macros.topic.amounts import plain_amounts
from macros.topic.answers import plain_answer


def faq_page(project: Project, path: str) -> dict[str, Any]:
    """Return the questions that a page answers as schema.org's FAQPage; empty without any.

    Only the properties that Google documents ("FAQ structured data"): name, acceptedAnswer, text.
    """
    handbook, calls = project.dataset.handbook, project.rendered[path].page.calls
    questions = [handbook.question_of[c.first_arg] for c in calls if c.name == "answer"]
    entries = [
        {
            "@type": "Question",
            "name": question.question,
            "acceptedAnswer": {
                "@type": "Answer",
                "text": plain_amounts(plain_answer(handbook, question)),
            },
        }
        for question in questions
        if question.page == path
    ]
    if not entries:
        return {}
    return {"@context": "https://schema.org", "@type": "FAQPage", "mainEntity": entries}
