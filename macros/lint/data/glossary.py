"""Checks of glossary.yml."""

from collections.abc import Iterator

from macros.core.diagnostics import Violation
from macros.core.schema.glossary import MOST_WORDS_IN_DEFINITION
from macros.core.schema.handbook import BaseHandbook


def unique_terms(handbook: BaseHandbook) -> Iterator[Violation]:
    """A term is explained once."""
    seen: dict[str, str] = {}
    for index, term in enumerate(handbook.terms):
        other = seen.setdefault(term.term.lower(), term.id)
        if other != term.id:
            yield Violation(("terms", index, "term"), f"'{other}' is the same term")


def short_definitions(handbook: BaseHandbook) -> Iterator[Violation]:
    """A definition has at most MOST_WORDS_IN_DEFINITION words."""
    for index, term in enumerate(handbook.terms):
        count = len(term.definition.split())
        if count > MOST_WORDS_IN_DEFINITION:
            message = f"{count} words; a definition has at most {MOST_WORDS_IN_DEFINITION}"
            yield Violation(("terms", index, "definition"), message)
