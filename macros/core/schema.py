"""Records of every handbook: claims, terms, references, changes, and the weekly watch."""

import functools
import itertools
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import date, timedelta
from typing import Annotated, Any, ClassVar, Literal, NamedTuple

from pydantic import ConfigDict, Field, model_validator

from macros.core.base import (
    Count,
    Entry,
    Id,
    Many,
    PagePath,
    Record,
    Some,
    Text,
    WebAddress,
    by_id,
    group_by,
    matching,
    walk,
)
from macros.core.diagnostics import KeyPath
from macros.core.grades import Certainty, Grade, Verdict

Design = Literal[
    "guideline", "meta-analysis", "randomized trial", "cohort study", "cross-sectional study",
    "animal study", "laboratory study", "expert consensus",
]  # fmt: skip
Kind = Literal[
    "guideline", "meta-analysis", "systematic-review", "trial", "cohort", "cross-sectional",
    "animal", "mechanism", "review", "fact-sheet", "dataset", "protocol",
]  # fmt: skip
Doi = Annotated[
    str,
    matching(
        r"^10\.[0-9]{4,9}/[^\s“”‘’]+$",
        "a DOI without https://doi.org/, as in 10.3945/ajcn.2008.27338",
    ),
]
Pmid = Annotated[str, matching(r"^[0-9]{1,8}$", 'a number in quotes, as in "19103767"')]
Pmcid = Annotated[str, matching(r"^PMC[0-9]+$", "PMC and a number, as in PMC2743206")]
Version = Annotated[str, matching(r"^[0-9]+\.[0-9]+$", 'two numbers with a dot, as in "1.4"')]
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
# claims.yml


class Section(Record):
    """A heading of the source article."""

    id: Id
    heading: Text


class Claim(Entry):
    """One statement, of the article (quote) or the handbook's own (statement), and its grade."""

    section: Id | None = None
    """The section of the article that the quote is from; only with a quote."""
    page: PagePath | None = None
    """The page with its record, below docs/, if that is not the page of its section."""
    quote: Text | None = None
    """The article's exact words. Never corrected."""
    statement: Text | None = None
    """The handbook's own words, if the article does not say it."""
    verdict: Verdict
    """Whether the wording fits the studies.

    Readers see "The article’s wording", or "Our wording".
    """
    certainty: Certainty
    """How well studies support the statement as it is worded. Not how sure the verdict is.

    Readers see "Support for this claim".
    """
    evidence: Text
    """What the evidence says, in plain words with numbers."""
    design: Design
    """The strongest kind of evidence for it."""
    caution: Text | None = None
    """How acting on the statement could harm; only if it could."""
    history: Some[Grade]
    """Every grade that the claim has had, newest first; the first one repeats the grade above."""

    @model_validator(mode="after")
    def has_one_wording(self) -> "Claim":
        """A claim has either a quote and a section, or a statement."""
        if bool(self.quote) == bool(self.statement) or bool(self.quote) != bool(self.section):
            raise ValueError("needs either 'section' and 'quote', or 'statement' alone")
        return self

    @property
    def wording(self) -> str:
        """The text of the claim, the article's or the handbook's."""
        return self.quote or self.statement or ""

    @property
    def citation_title(self) -> str:
        """The title in a citation, with the grade: the text alone may be wrong."""
        graded = f"wording {self.verdict}, support {self.certainty}"
        return f"The claim “{self.wording}”: {graded}"


class Claims(Record):
    """claims.yml: the article's sections and every claim."""

    sections: Some[Section]
    claims: Some[Claim]


# glossary.yml


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


# references.yml


class Person(Record):
    """A person (family, given) or a group (literal)."""

    family: Text | None = None
    given: Text | None = None
    literal: Text | None = None

    @model_validator(mode="after")
    def has_one_name(self) -> "Person":
        """A person has a family name; a group has a literal name."""
        if bool(self.family) == bool(self.literal) or (self.given and not self.family):
            raise ValueError("needs either 'family' (and 'given'), or 'literal' alone")
        return self


class Issued(Record):
    """When a work appeared, as far as an editor saw it."""

    year: int = Field(ge=1600, le=2100)
    month: int | None = Field(default=None, ge=1, le=12)
    day: int | None = Field(default=None, ge=1, le=31)

    @property
    def first_day(self) -> date:
        """The first day on which it can have appeared. Raises ValueError for February 30."""
        return date(self.year, self.month or 1, self.day or 1)

    @model_validator(mode="after")
    def day_exists(self) -> "Issued":
        """A day has a month, and exists in the calendar."""
        if self.day and not self.month:
            raise ValueError("a day needs its month")
        try:
            self.first_day  # noqa: B018
        except ValueError:
            raise ValueError("there is no such day") from None
        return self


class Reference(Record):
    """A work in the bibliography, with the fields of CSL. Data that nobody saw is left out."""

    id: Id
    type: Literal["article-journal", "webpage", "book", "chapter"]
    title: Text
    author: Many[Person]
    container_title: Text | None = Field(default=None, alias="container-title")
    publisher: Text | None = None
    issued: Issued | None = None
    volume: Count | None = None
    issue: Count | None = None
    page: Count | None = None
    DOI: Doi | None = None
    """Without https://doi.org/, as in 10.3945/ajcn.2008.27338."""
    PMID: Pmid | None = None
    """The number in PubMed, in quotes."""
    PMCID: Pmcid | None = None
    """The number in PubMed Central, as in PMC2743206."""
    URL: WebAddress | None = None
    kind: Kind | None = None
    """What kind of study or text it is."""
    funding: Text | None = None
    """Only if an editor saw it."""
    verified: Literal["yes", "partial"]
    """partial: the work was seen, but not all of its data; `read` or the note says which."""
    read: Literal["copy", "part of a copy"] | None = None
    """Read in a stored copy, whole or in part; details such as its date may not be confirmed."""
    note: Text | None = None

    @model_validator(mode="after")
    def gaps_are_explained(self) -> "Reference":
        """A partial reference says what was not seen; an article has an author."""
        if self.verified == "partial" and not (self.read or self.note):
            raise ValueError("verified: 'partial' needs a note that says what was not seen")
        if self.type == "article-journal" and not self.author:
            raise ValueError("author: an article has one; write '- literal: et al.' at the least")
        return self


class References(Record):
    """references.yml: the bibliography."""

    references: Some[Reference]


# changes.yml


class Change(Record):
    """A change for readers, and where it was made."""

    version: Version
    """Two numbers, in quotes, shown on printed copies. Each day with changes has a new one."""
    date: date
    what: Text
    """What changed and why, in a sentence or two for readers."""
    pages: Many[PagePath] = ()
    """Pages below docs/. Leave pages and claims empty when the whole handbook changed."""
    claims: Many[Id] = ()
    """Ids of claims whose wording or evidence changed. A new grade is in its claim's history."""

    @property
    def number(self) -> tuple[int, ...]:
        """The version as numbers."""
        return version_numbers(self.version)


def version_numbers(version: str) -> tuple[int, ...]:
    """Return a version as numbers, to compare it: "1.10" is above "1.9"."""
    return tuple(map(int, version.split(".")))


class Changes(Record):
    """changes.yml: every change, newest first."""

    changes: Some[Change]
    """Newest first."""


class Step(NamedTuple):
    """A step of the handbook's history: a change from changes.yml, or a claim's new grade."""

    version: str
    date: date
    what: str
    """What changed; for a new grade, why."""
    pages: tuple[str, ...]
    claims: tuple[str, ...]
    """Ids. If pages and claims are empty, the whole handbook changed."""
    before: Grade | None = None
    after: Grade | None = None
    """The grades of the only claim, if its grade changed."""

    @property
    def id(self) -> str:
        """Its id among all steps: "version-1.4", or "version-1.4.2-an-id" for a new grade."""
        return "-".join(("version", self.version, *(self.claims if self.after else ())))

    def touches(self, path: str, claims: Collection[str]) -> bool:
        """Whether it changed the page at `path`, any of the claims that it shows, or everything."""
        everything = not (self.pages or self.claims)
        return everything or path in self.pages or any(name in claims for name in self.claims)


# watch.yml


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
    decision: Text | None = Field(None, alias="decided")
    """What was done about it, in a sentence."""
    decided_on: date | None = Field(None, alias="dealt_with")
    """The day on which that was done."""

    @model_validator(mode="after")
    def decision_has_day(self) -> "KnownNotice":
        """`decision` and `decided_on` go together; the day is not before `seen`.

        Raises ValueError.
        """
        if bool(self.decision) != bool(self.decided_on):
            raise ValueError("needs both 'decided' and 'dealt_with', or neither")
        if self.decided_on and self.decided_on < self.seen:
            raise ValueError(f"dealt_with: {self.decided_on} is before it was seen, {self.seen}")
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


class BaseHandbook(Claims, Glossary, References, Changes, Watching):
    """All of data/ in one record: the part that every handbook has."""

    model_config = ConfigDict(defer_build=True)  # made of checked records, never checked itself
    never_cited: ClassVar[Mapping[str, str]] = {}
    """Ids of references that nothing may cite as a source, each with the reason."""
    first_day: ClassVar[date] = date.min
    """The day when the handbook was begun: nothing was checked or changed before."""
    article: str = ""
    """The text under review; empty if there is none, or if it was changed."""

    def entry_of(self, path: KeyPath, record: Record) -> tuple[str, str]:
        """Return kind and id of an entry: ("claims", "an-id"). Other records have an empty id."""
        return str(path[-2]) if len(path) > 1 else "", getattr(record, "id", "")

    @functools.cached_property
    def records(self) -> list[tuple[KeyPath, Record]]:
        """Every record below this one, with its path."""
        return list(walk(self, ()))

    @functools.cached_property
    def records_with(self) -> Mapping[str, list[tuple[KeyPath, Any]]]:
        """Every record that has a field, filled or not, with its path, by the field's name."""
        found = defaultdict[str, list[tuple[KeyPath, Any]]](list)
        for path, record in self.records:
            for name in type(record).model_fields:
                found[name].append((path, record))
        return found

    @functools.cached_property
    def claim_of(self) -> dict[str, Claim]:
        """The claims by id."""
        return by_id(self.claims)

    @functools.cached_property
    def work_of(self) -> dict[str, Reference]:
        """The references by id."""
        return by_id(self.references)

    @functools.cached_property
    def warnings_of(self) -> dict[str, list[KnownNotice]]:
        """Retractions and expressions of concern, by id of the reference."""
        return group_by(filter(lambda notice: notice.warns, self.known), lambda n: n.reference)

    @functools.cached_property
    def terms_of(self) -> dict[str, list[Term]]:
        """The terms that each page explains, by its path."""
        return group_by(self.terms, lambda term: term.page)

    @functools.cached_property
    def history(self) -> list[Step]:
        """Changes and new grades, newest first; the first step's version is the handbook's."""
        steps = [Step(c.version, c.date, c.what, c.pages, c.claims) for c in self.changes]
        steps += self._new_grades()
        return sorted(steps, key=lambda step: version_numbers(step.version), reverse=True)

    def _new_grades(self) -> Iterator[Step]:
        """Yield a step for each new grade of a claim.

        Those of one day have a version of their own, so that readers of printed copies learn of
        them: the last version of changes.yml and a third number, as in "1.4.2".
        """
        moves = [
            (after.date, claim.id, before, after)
            for claim in self.claims
            for after, before in itertools.pairwise(claim.history)
        ]
        versions: dict[date, str] = {}
        for day in sorted({move[0] for move in moves}):
            earlier = (change.version for change in self.changes if change.date <= day)
            last = next(earlier, self.changes[-1].version)
            count = sum(version.startswith(f"{last}.") for version in versions.values())
            versions[day] = f"{last}.{count + 1}"
        for day, claim_id, before, after in moves:
            yield Step(versions[day], day, after.why or "", (), (claim_id,), before, after)
