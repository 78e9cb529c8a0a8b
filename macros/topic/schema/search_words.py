"""search_words.yml: words that readers type into the search."""

from pydantic import Field

from macros.core.schema.record import Id, Many, Record, Some, Text


class Urgent(Record):
    """Signs of danger as people type them, and what the search then shows first."""

    id: Id
    words: Some[Text]
    """The entry applies to a search with every word of one of these, in any order."""
    unless: Many[Text] = ()
    """It does not apply to a search with every word of one of these."""
    medicine_anchors: Many[Id] = Field((), alias="medicine")
    """Ids of groups, or anchors of parts of safety.md. With these, the entry applies only to a
    search that also names a medicine of one of them, and no later entry applies."""
    show: Some[Id]
    """Ids of questions, or of red flags in safety.yml, the most urgent first."""


class SearchWords(Record):
    """search_words.yml: signs of danger, and words that mean the same."""

    urgent: Many[Urgent] = ()
    """Signs of danger, in the order in which the search tries them."""
    synonyms: Many[Some[Text]] = Field((), alias="alike")
    """Groups of single words that the search treats as synonyms when it looks for a question."""
