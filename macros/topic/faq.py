"""The questions that a page answers, for search engines."""

from typing import Any

from macros.core.prerender import Project
from macros.topic.amounts import plain_amounts
from macros.topic.answers import plain_answer


def faq_page(project: Project, path: str) -> dict[str, Any]:
    """The questions that a page answers as schema.org's FAQPage; nothing where it answers none.

    What Google reads of it and no more: name, acceptedAnswer and its text ("FAQ structured data").
    """
    data, rendered = project.dataset.handbook, project.rendered[path]
    names = [call.first_arg for call in rendered.page.calls if call.name == "answer"]
    questions = [data.question_of[name] for name in names]
    entries = [
        {
            "@type": "Question",
            "name": question.question,
            "acceptedAnswer": {
                "@type": "Answer",
                "text": plain_amounts(plain_answer(data, question)),
            },
        }
        for question in questions
        if question.page == path
    ]
    schema = {"@context": "https://schema.org", "@type": "FAQPage"}
    return schema | {"mainEntity": entries} if entries else {}
