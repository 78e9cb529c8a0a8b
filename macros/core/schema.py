"""Records that every handbook of claims has: claims, references, terms, changes."""

import functools
import itertools
from collections import defaultdict
from collections.abc import Collection, Mapping
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
    Web,
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
"""Notices that readers must learn of."""
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
    """Where the quote stands in the article; only with a quote."""
    page: PagePath | None = None
    """The page with its record, below docs/, where that is not the one of its section."""
    quote: Text | None = None
    """The article's exact words. Never corrected."""
    statement: Text | None = None
    """The handbook's own words, where the article says nothing."""
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
    """The strongest kind of evidence behind it."""
    caution: Text | None = None
    """How acting on the statement could harm; only where it could."""
    history: Some[Grade]
    """Every grade that the claim has had, newest first; the first one repeats the grade above."""

    @model_validator(mode="after")
    def one_wording(self) -> "Claim":
        """Either quote and section, or statement."""
        if bool(self.quote) == bool(self.statement) or bool(self.quote) != bool(self.section):
            raise ValueError("needs either 'section' and 'quote', or 'statement' alone")
        return self

    @property
    def words(self) -> str:
        """The statement itself, the article's or the handbook's."""
        return self.quote or self.statement or ""

    @property
    def citation_title(self) -> str:
        """What to call it in a citation: never the words alone, which may be wrong."""
        graded = f"wording {self.verdict}, support {self.certainty}"
        return f"The claim “{self.words}”: {graded}"


class Claims(Record):
    """claims.yml: the article's sections and every claim."""

    sections: Some[Section]
    claims: Some[Claim]


# glossary.yml


MOST_WORDS_IN_DEFINITION = 30


class Term(Entry):
    """A word that readers need."""

    term: Text
    definition: Text = Field(
        description=f"One plain sentence of at most {MOST_WORDS_IN_DEFINITION} words."
    )
    aka: Many[Text]
    """Other names, lay and technical, American and British; the search finds them."""
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
    def a_name(self) -> "Person":
        """A family name, or a group's."""
        if bool(self.family) == bool(self.literal) or (self.given and not self.family):
            raise ValueError("needs either 'family' (and 'given'), or 'literal' alone")
        return self


class Issued(Record):
    """When a work appeared, as far as it was seen."""

    year: int = Field(ge=1600, le=2100)
    month: int | None = Field(default=None, ge=1, le=12)
    day: int | None = Field(default=None, ge=1, le=31)

    @property
    def first_day(self) -> date:
        """The first day on which it can have appeared. Raises ValueError for 30 February."""
        return date(self.year, self.month or 1, self.day or 1)

    @model_validator(mode="after")
    def a_day(self) -> "Issued":
        """The day exists, and a day has its month."""
        if self.day and not self.month:
            raise ValueError("a day needs its month")
        try:
            self.first_day  # noqa: B018
        except ValueError:
            raise ValueError("there is no such day") from None
        return self


class Reference(Record):
    """A work in the bibliography, in CSL's fields. What was not seen is left out."""

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
    URL: Web | None = None
    kind: Kind | None = None
    """What kind of study or text it is."""
    funding: Text | None = None
    """Only where it was seen."""
    verified: Literal["yes", "partial"]
    """partial: the work was seen, but some of its data were not; `read` or the note says which."""
    read: Literal["copy", "part of a copy"] | None = None
    """Read in a stored copy, whole or in part; such details as its date may not be confirmed."""
    note: Text | None = None

    @model_validator(mode="after")
    def said_in_full(self) -> "Reference":
        """What was not seen is said; an article has an author."""
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
    """One thing that changed for readers, and where."""

    version: Version
    """Two numbers, in quotes; printed copies carry it. A new one for each day with changes."""
    date: date
    what: Text
    """What changed and why, in a sentence or two for readers."""
    pages: Many[PagePath] = ()
    """Pages below docs/. Leave pages and claims empty when the whole handbook changed."""
    claims: Many[Id] = ()
    """Ids of the claims whose words or evidence changed. A new grade stands with its claim."""

    @property
    def number(self) -> tuple[int, ...]:
        """The version as numbers: "1.10" is above "1.9"."""
        return version_numbers(self.version)


def version_numbers(version: str) -> tuple[int, ...]:
    """A version as numbers, to compare it: "1.10" is above "1.9"."""
    return tuple(map(int, version.split(".")))


class Changes(Record):
    """The file changes.yml."""

    changes: Some[Change]
    """Newest first."""


class Step(NamedTuple):
    """One thing that changed for readers, from changes.yml or from a claim's history."""

    version: str
    date: date
    what: str
    """Why, for a new grade."""
    pages: tuple[str, ...]
    claims: tuple[str, ...]
    """Ids. Without pages and claims the whole handbook changed."""
    before: Grade | None = None
    after: Grade | None = None
    """The grades of the one claim, where its grade moved."""

    @property
    def id(self) -> str:
        """Its id among all steps: "version-1.4", "version-1.4.2-an-id"."""
        return "-".join(("version", self.version, *(self.claims if self.after else ())))

    def touches(self, path: str, claims: Collection[str]) -> bool:
        """Whether it changed a page that shows these claims: it, one of them, or everything."""
        everything = not (self.pages or self.claims)
        return everything or path in self.pages or any(name in claims for name in self.claims)


# watch.yml


class SavedSearch(Record):
    """Words that the weekly watch asks PubMed for new trials, meta-analyses and guidelines."""

    id: Id
    query: Text
    """In the syntax of PubMed's search; the kinds of study are added to it."""
    why: Text
    """What could change here, if such a paper came out."""
    looked: date
    """The day up to which an editor has read what it found; the watch tells what is newer."""
    passed_over: Many[Pmid] = ()
    """Papers that an editor has read since and left out, by PMID."""


class RegisteredTrial(Record):
    """What the registry said of a trial to watch when an editor last looked."""

    trial: Id
    """Id of the trial in the list of trials to watch."""
    registration: NctId | None = None
    """Its number at ClinicalTrials.gov; left out where nobody has seen it: the watch says so."""
    status: Text | None = None
    """As the registry writes it, such as RECRUITING; left out where nobody has seen it."""
    completion: PartialDay | None = None
    """The primary completion date; left out where nobody has seen it."""
    results: Literal["yes", "no"] | None = None
    """Whether the registry shows results; left out where nobody has seen it."""


class KnownNotice(Record):
    """What was published on a reference after it: a retraction, a correction, a comment."""

    reference: Id
    """Id from references.yml."""
    kind: NoticeKind
    notices: Many[Text] = ()
    """DOI or PMID of each notice, in quotes if it is a number alone."""
    issued: Issued | None = None
    """When the notice appeared, as far as it was seen."""
    seen: date
    """The day on which the watch or an editor first saw it.

    A retraction or an expression of concern that is not dealt with in time stops the build.
    """
    decided: Text | None = None
    """What was done about it, in a sentence."""
    dealt_with: date | None = None
    """The day on which that was done."""

    @model_validator(mode="after")
    def decided_on_a_day(self) -> "KnownNotice":
        """A decision has its day, which is not before the notice was seen."""
        if bool(self.decided) != bool(self.dealt_with):
            raise ValueError("needs both 'decided' and 'dealt_with', or neither")
        if self.dealt_with and self.dealt_with < self.seen:
            raise ValueError(f"dealt_with: {self.dealt_with} is before it was seen, {self.seen}")
        return self

    @property
    def warns(self) -> bool:
        """Whether readers must learn of it."""
        return self.kind in WARNING_KINDS

    @property
    def month(self) -> str:
        """When it appeared, else when it was seen: "2026-03", or the year alone."""
        if self.issued:
            return "-".join([str(self.issued.year), *(f"{m:02}" for m in [self.issued.month] if m)])
        return f"{self.seen:%Y-%m}"


class Watching(Record):
    """watch.yml: what the weekly watch asks, and what it has found so far."""

    searches: Many[SavedSearch] = ()
    """By id."""
    registered: Many[RegisteredTrial] = ()
    days_to_decide: Annotated[int, Field(ge=1)] = 30
    """For how many days a retraction or an expression of concern may wait for an editor.

    After the last of them the build stops. 30, our own choice: four weekly looks of the watch.
    """
    known: Many[KnownNotice] = ()
    """Notices on references, by reference."""

    def last_day(self, notice: KnownNotice) -> date:
        """The last day on which the site can be built while nobody has dealt with the notice."""
        return notice.seen + timedelta(days=self.days_to_decide)


class BaseHandbook(Claims, Glossary, References, Changes, Watching):
    """All of data/ in one record: what every handbook has."""

    model_config = ConfigDict(defer_build=True)  # made of checked records, never checked itself
    never_cited: ClassVar[Mapping[str, str]] = {}
    """References that nothing may use as a source, each with the reason."""
    first_day: ClassVar[date] = date.min
    """When the handbook was begun: nothing was checked or changed before."""
    article: str = ""
    """The text under review; empty without one, or if it was changed."""

    def entry_of(self, path: KeyPath, record: Record) -> tuple[str, str]:
        """Kind and id of an entry, as in ("claims", "an-id"); an empty id for other records."""
        return str(path[-2]) if len(path) > 1 else "", getattr(record, "id", "")

    @functools.cached_property
    def records(self) -> list[tuple[KeyPath, Record]]:
        """Every record below this one, with its path."""
        return list(walk(self, ()))

    @functools.cached_property
    def records_with(self) -> Mapping[str, list[tuple[KeyPath, Any]]]:
        """Every record that has a field, filled or not, by the field's name."""
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
        """The terms that each page explains, by path."""
        return group_by(self.terms, lambda term: term.page)

    @functools.cached_property
    def history(self) -> list[Step]:
        """What changed for readers, newest first; the first step's version is the handbook's.

        New grades have a version, too, so that printed copies learn of them: those of one day have
        the version before them and a third number, as in "1.4.2".
        """
        steps = [Step(c.version, c.date, c.what, c.pages, c.claims) for c in self.changes]
        moves = [
            (after.date, claim.id, before, after)
            for claim in self.claims
            for after, before in itertools.pairwise(claim.history)
        ]
        versions: dict[date, str] = {}
        for day in sorted({move[0] for move in moves}):
            last = next(
                (c.version for c in self.changes if c.date <= day), self.changes[-1].version
            )
            count = sum(version.startswith(f"{last}.") for version in versions.values())
            versions[day] = f"{last}.{count + 1}"
        steps += [
            Step(versions[day], day, after.why or "", (), (name,), before, after)
            for day, name, before, after in moves
        ]
        return sorted(steps, key=lambda step: version_numbers(step.version), reverse=True)
