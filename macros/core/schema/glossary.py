"""glossary.yml: the terms that pages explain."""

from pydantic import Field

from macros.core.schema.record import Entry, Many, PagePath, Record, Some, Text

MOST_WORDS_IN_DEFINITION = 30


class Term(Entry):
    """A term that readers need."""

    term: Text
    definition: Text = Field(
        description=f"One plain sentence of at most {MOST_WORDS_IN_DEFINITION} words."
    )
    aka: Many[Text]
    """Other names, lay and technical, American and British; for the search."""
    page: PagePath
    """The page that explains it best, below docs/."""


class Glossary(Record):
    """glossary.yml: the terms."""

    terms: Some[Term]
