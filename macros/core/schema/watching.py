"""watch.yml: what the weekly watch asks, and the notices that it has found."""

from datetime import date, timedelta
from typing import Annotated, Literal

from pydantic import Field, model_validator

from macros.core.schema.record import Id, Many, Record, Text, matching
from macros.core.schema.references import Issued, Pmid

NoticeKind = Literal[
    "retraction", "expression of concern", "correction", "new version", "comment", "other"
]
WARNING_KINDS = ("retraction", "expression of concern")
"""Kinds of notices that readers must know about."""
NctId = Annotated[
    str, matching(r"^NCT[0-9]{8}$", "NCT and eight digits, as in NCT05259046, in capitals")
]
PartialDay = Annotated[
    str, matching(r"^[0-9]{4}-[0-9]{2}(-[0-9]{2})?$", "a month or a day in quotes, as in '2027-05'")
]


class SavedSearch(Record):
    """A query of the weekly watch to PubMed for new trials, meta-analyses and guidelines."""

    id: Id
    query: Text
    """In PubMed's search syntax; the kinds of study are added to it."""
    why: Text
    """What a new paper could change in the handbook."""
    looked: date
    """The day up to which an editor has read the results; the watch reports only newer ones."""
    passed_over: Many[Pmid] = ()
    """PMIDs of newer papers that an editor has read and decided not to use."""


class RegisteredTrial(Record):
    """What the registry said about a trial when an editor last looked."""

    trial: Id
    """The trial's id in the list of trials to watch."""
    registration: NctId | None = None
    """Its number at ClinicalTrials.gov. Leave it out if unknown: the watch reports that."""
    status: Text | None = None
    """As the registry writes it, such as RECRUITING. Leave it out if unknown."""
    completion: PartialDay | None = None
    """The primary completion date. Leave it out if unknown."""
    results: Literal["yes", "no"] | None = None
    """Whether the registry shows results. Leave it out if unknown."""


class KnownNotice(Record):
    """A notice published about a reference: a retraction, a correction, a comment."""

    reference: Id
    """Id from references.yml."""
    kind: NoticeKind
    notices: Many[Text] = ()
    """DOI or PMID of each notice, in quotes if it is only a number."""
    issued: Issued | None = None
    """When the notice appeared, as far as an editor saw it."""
    seen: date
    """The day on which the watch or an editor first saw it.

    A retraction or expression of concern that is not dealt with in time stops the build.
    """
    decided: Text | None = None
    """What was done about it, in a sentence."""
    dealt_with: date | None = None
    """The day on which that was done."""

    @model_validator(mode="after")
    def decision_has_a_day(self) -> "KnownNotice":
        """`decided` and `dealt_with` go together; the day is not before `seen`."""
        if bool(self.decided) != bool(self.dealt_with):
            raise ValueError("needs both 'decided' and 'dealt_with', or neither")
        if self.dealt_with and self.dealt_with < self.seen:
            raise ValueError(f"dealt_with: {self.dealt_with} is before it was seen, {self.seen}")
        return self

    @property
    def warns(self) -> bool:
        """Whether readers must know about it."""
        return self.kind in WARNING_KINDS

    @property
    def month(self) -> str:
        """When it appeared, else when it was seen: "2026-03", or only the year."""
        if self.issued and not self.issued.month:
            return str(self.issued.year)
        return f"{self.issued.first_day if self.issued else self.seen:%Y-%m}"


class Watching(Record):
    """watch.yml: what the weekly watch looks for, and what is known already."""

    searches: Many[SavedSearch] = ()
    """By id."""
    registered: Many[RegisteredTrial] = ()
    days_to_decide: Annotated[int, Field(ge=1)] = 30
    """How many days editors have to deal with a retraction or an expression of concern.

    After that, the build stops. 30 is our own choice: four runs of the weekly watch.
    """
    known: Many[KnownNotice] = ()
    """Notices on references, by reference."""

    def last_day(self, notice: KnownNotice) -> date:
        """Return the last day on which the site can be built if nobody deals with the notice."""
        return notice.seen + timedelta(days=self.days_to_decide)
