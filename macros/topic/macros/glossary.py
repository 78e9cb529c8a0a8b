"""The macro for the glossary."""

from macros.core.context import PageContext
from macros.core.templates import render_block
from macros.topic.schema.handbook import Handbook


def glossary(handbook: Handbook, context: PageContext) -> str:
    """Render every term with its meaning and its other names, in alphabetical order."""
    terms = sorted(handbook.terms, key=lambda term: term.term.lower())
    return render_block("glossary", context, terms=terms)
