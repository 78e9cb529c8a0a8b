"""questions.yml: questions of readers, with short answers."""

from datetime import date
from typing import Literal, Self

from pydantic import Field, model_validator

from macros.core.schema.record import Id, Many, PagePath, Record, Some, Text
from macros.topic.limits import MOST_WORDS_IN_ANSWER

QuestionKind = Literal["warning", "what", "how-much", "should-i", "evidence", "about"]
Asker = Literal["worried", "supplement-user", "nurse", "teacher", "sceptic"]


class Grounds(Record):
    """The evidence for an answer, by ids."""

    claims: Many[Id] = ()
    """Ids from claims.yml; the answer is no stronger than the least certain of them."""
    safety: Many[Id] = ()
    """Ids of groups, red flags, interactions and emergency numbers in safety.yml."""
    figures: Many[Id] = ()
    """Ids from figures.yml or trials.yml: each number that the sources below do not give."""
    sources: Many[Id] = ()
    """Ids from references.yml, the strongest first. The answer cites them before all others."""
    pages: Many[PagePath] = ()
    """Pages below docs/ that say the same, for questions about the handbook itself."""

    @model_validator(mode="after")
    def something(self) -> Self:
        """An answer rests on at least one entry, source or page."""
        if not any((self.claims, self.safety, self.figures, self.sources, self.pages)):
            raise ValueError("needs one of 'claims', 'safety', 'figures', 'sources', 'pages'")
        return self


class Question(Record):
    """A question of readers, and the short answer that every part of the handbook shows."""

    calls_in = frozenset({"answer"})

    id: Id
    """Lower-case words with hyphens. Never change it once published: links depend on it."""
    question: Text
    """As people ask it; ends with a question mark."""
    also: Many[Text]
    """Other wordings that people type; the search finds the question by them, too."""
    always: Many[Text] = ()
    """Words that bring this answer whatever else is typed, such as "mammogram"."""
    alone: bool = False
    """Show only this answer: other results beside a "no" could alarm readers."""
    answer: Text = Field(
        description=f"At most {MOST_WORDS_IN_ANSWER} words, the answer first."
        " It may contain {{ count(…) }} and {{ emergency() }}."
    )
    page: PagePath
    """The page below docs/ that shows the answer and says more."""
    heading: Id | None = None
    """The anchor of the heading on that page; omitted if the whole page says more."""
    kind: QuestionKind
    """warning: what could harm; what: what something is; how-much: an amount;
    should-i: what to do; evidence: what studies show; about: the handbook itself."""
    readers: Some[Asker] = Field(alias="for")
    """The readers who ask it."""
    checked: date
    """The day an editor last compared the answer with its evidence."""
    rests_on: Grounds
    """The evidence for the answer. Never write an answer from memory."""


class Questions(Record):
    """questions.yml: questions of readers, with short answers."""

    questions: Some[Question]
