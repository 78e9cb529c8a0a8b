"""questions.yml: what readers ask."""

from datetime import date
from typing import Literal, Self

from pydantic import Field, model_validator

from macros.core.base import Id, Many, PagePath, Record, Some, Text
from macros.topic.limits import MOST_WORDS_IN_ANSWER

QuestionKind = Literal["warning", "what", "how-much", "should-i", "evidence", "about"]
Asker = Literal["worried", "supplement-user", "nurse", "teacher", "sceptic"]


class Grounds(Record):
    """What an answer rests on, by ids."""

    claims: Many[Id] = ()
    """Ids from claims.yml; the answer is no stronger than the least certain of them."""
    safety: Many[Id] = ()
    """Ids of groups, red flags, interactions and emergency numbers in safety.yml."""
    figures: Many[Id] = ()
    """Ids from figures.yml: every number in the answer that a source does not give."""
    sources: Many[Id] = ()
    """Ids from references.yml. The answer shows these first, so the strongest comes first."""
    pages: Many[PagePath] = ()
    """Pages below docs/ that say it, for questions about the handbook itself."""

    @model_validator(mode="after")
    def something(self) -> Self:
        """An answer rests on something."""
        if not any((self.claims, self.safety, self.figures, self.sources, self.pages)):
            raise ValueError("needs one of 'claims', 'safety', 'figures', 'sources', 'pages'")
        return self


class Question(Record):
    """What readers ask, and the short answer that every part of the handbook shows."""

    calls_in = frozenset({"answer"})

    id: Id
    """Lower-case words with hyphens. Never change it once published: links depend on it."""
    question: Text
    """As people ask it; ends with a question mark."""
    also: Many[Text]
    """Other wordings that people type; the search finds the question by them."""
    always: Many[Text] = ()
    """Words that bring this answer whatever else is typed, such as "mammogram"."""
    alone: bool = False
    """Whether the search then shows nothing else: what it finds beside a "no" can only frighten."""
    answer: Text = Field(
        description=f"At most {MOST_WORDS_IN_ANSWER} words, the answer first."
        " {{ count(…) }} and {{ emergency() }} may stand in it."
    )
    page: PagePath
    """The page below docs/ that shows the answer and says more."""
    heading: Id | None = None
    """The anchor of the heading on that page; left out when the whole page says more."""
    kind: QuestionKind
    """warning: what could harm; about: about the handbook itself."""
    readers: Some[Asker] = Field(alias="for")
    """Who asks it."""
    checked: date
    """The day an editor last compared the answer with what it rests on."""
    rests_on: Grounds
    """What the answer rests on. It never rests on memory."""


class Urgent(Record):
    """Signs of danger as people type them, and what the search then shows before all else."""

    id: Id
    words: Some[Text]
    """A search that has every word of one of these, in any order, is urgent."""
    unless: Many[Text] = ()
    """A search that has every word of one of these is not."""
    medicine: Many[Id] = ()
    """Holds only with the name of a medicine of one of these groups; then no later entry holds."""
    show: Some[Id]
    """Ids of questions, or of red flags of safety.yml, the most urgent first."""


class Questions(Record):
    """questions.yml: what readers ask, with short answers."""

    urgent: Many[Urgent] = ()
    """Signs of danger; the first ones come first."""
    alike: Many[Some[Text]] = ()
    """Single words that the search takes for each other when it looks for a question."""
    questions: Some[Question]
