"""What the handbook knows: one frozen record for each kind of entry in data/.

Field docstrings become the help text in an editor, through the JSON Schemas in data/schema/.
"""

import functools
import itertools
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Annotated, Literal, NamedTuple, Self, TypeVar, get_args

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
ID = r"^[a-z0-9]+(-[a-z0-9]+)*$"
WEB = r"^https?://([A-Za-z0-9-]+\.)+[A-Za-z]{2,}([/?#][^\s“”‘’]*)?$"
PAGE = r"^[a-z0-9/-]+\.md$"
VERSION = r"^[0-9]+\.[0-9]+$"
DOI_FORM = r"^10\.[0-9]{4,9}/[^\s“”‘’]+$"
PMID_FORM = r"^[0-9]{1,8}$"
PHONE_FORM = r"^[0-9]{3}$"
PMCID_FORM = r"^PMC[0-9]+$"
COUNT_FORM = r"""^[^\s"'“”‘’][^"'“”‘’]*$"""
Id = Annotated[str, StringConstraints(pattern=ID)]
Count = Annotated[str, StringConstraints(pattern=COUNT_FORM)]
"""A number as it is printed, such as 53, e48 or 1799-1807."""
Web = Annotated[str, StringConstraints(pattern=WEB)]
T = TypeVar("T")
Key = tuple[str | int, ...]
"""The way to a value: ("claims", 3, "sources", 0). The first key tells the file."""
Many = Annotated[tuple[T, ...], Field(strict=False)]
"""A YAML list; it arrives as a list and is kept as a tuple."""
Some = Annotated[tuple[T, ...], Field(strict=False, min_length=1)]
"""A YAML list with at least one entry."""
Number = Annotated[float, BeforeValidator(lambda value: _number(value))]
"""A whole or decimal number, finite."""
Positive = Annotated[Number, Field(gt=0)]
People = Annotated[int | str, BeforeValidator(lambda value: _people(value))]
"""A whole number of people, or "not known"."""

Verdict = Literal[
    "well established", "supported", "mixed", "limited", "contested", "overstated", "not verified"
]
Certainty = Literal["high", "moderate", "low", "very low"]
Design = Literal[
    "guideline",
    "meta-analysis",
    "randomized trial",
    "cohort study",
    "cross-sectional study",
    "animal study",
    "laboratory study",
    "expert consensus",
]
Form = Literal["K1", "MK-4", "MK-7", "D"]
Nutrient = Literal["vitamin K", "vitamin K1", "vitamin K2", "vitamin D", "calcium"]
Level = Literal["stop", "ask", "know", "babies"]
Status = Literal["seen", "converted", "copy"]
QuestionKind = Literal["warning", "what", "how-much", "should-i", "evidence", "about"]
Asker = Literal["worried", "supplement-user", "nurse", "teacher", "sceptic"]
Kind = Literal[
    "guideline",
    "meta-analysis",
    "systematic-review",
    "trial",
    "cohort",
    "cross-sectional",
    "animal",
    "mechanism",
    "review",
    "fact-sheet",
    "dataset",
    "protocol",
]

LARGEST = 1_000_000
"""No amount in the data is above it; a larger one is a slip of the finger."""
NUTRIENTS: tuple[str, ...] = get_args(Nutrient)
UNITS = {
    "25(OH)D": ("nmol/L",),
    "calcium": ("mmol/L", "mg/dL"),
    "dp-ucMGP": ("pmol/L",),
}
"""In which units the level of a substance in blood is stored."""
VERDICTS: tuple[str, ...] = get_args(Verdict)
CERTAINTIES: tuple[str, ...] = get_args(Certainty)
LEVELS: tuple[str, ...] = get_args(Level)


def _number(value: object) -> object:
    """Let whole numbers pass for decimals; refuse what YAML could mistake for a number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    if not abs(value) <= LARGEST:  # also true of what is not a number
        raise ValueError(f"must be a plain number of at most {LARGEST:,}")
    return float(value)


def _people(value: object) -> object:
    """Refuse what is no number of people."""
    whole = isinstance(value, int) and not isinstance(value, bool) and 0 < value <= LARGEST
    if not whole and value != "not known":
        raise ValueError(f"must be a whole number from 1 to {LARGEST:,}, or not known")
    return value


class Record(BaseModel):
    """Base of all records: frozen, typed strictly, no unknown keys."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, use_attribute_docstrings=True
    )

    @model_validator(mode="after")
    def lists_name_a_thing_once(self) -> Self:
        """No word stands twice in a list. A message begins with its field, where it is shown."""
        for name, value in self:
            if isinstance(value, tuple):
                words = [item for item in value if isinstance(item, str)]
                twice = next((word for n, word in enumerate(words) if word in words[:n]), None)
                if twice is not None:
                    raise ValueError(f"{name}: '{twice}' stands twice here")
        return self


class Entry(Record):
    """A record that a reader may look up: it has an id, a date and sources."""

    id: Id
    """Lower-case words with hyphens. Never change it once published: links depend on it."""
    checked: date
    """The day an editor last compared this entry with its evidence. Not a clinician's review."""
    sources: Many[Id]
    """Ids from references.yml, the strongest first."""


# calcification.yml


class Vitamin(Record):
    """A column of the comparison."""

    id: Id
    name: Text
    technical: Text
    """The scientific name, in lower case."""
    article: Text | None = None
    """The column's name in the article; left out when the article has no such column."""


class Cell(Record):
    """One cell of the comparison: the handbook's words and the claim they stand on."""

    text: Text
    """The handbook's wording, never stronger than the claim's certainty."""
    claim: Id
    """Id from claims.yml; verdict, certainty, sources and the article's words come from it."""


class Row(Record):
    """A row of the comparison, with one cell for each vitamin."""

    id: Id
    name: Text
    article: Text | None = None
    """The row's name in the article; left out when the article has no such row."""
    cells: dict[Id, Cell]
    """By id of the vitamin."""


class Factor(Record):
    """Something besides vitamins that can lead to calcification."""

    id: Id
    name: Text
    list: Literal["article", "left-out"]
    """Whether the article names it or leaves it out."""
    effect: Text
    """What it does, in one or two plain sentences."""
    claims: Some[Id]
    """The claims it stands on, the main one first."""
    checked: date
    """The day an editor last compared this entry with its claims."""


class Calcification(Record):
    """calcification.yml: the comparison and the factor lists."""

    vitamins: Some[Vitamin]
    comparison: Some[Row]
    factors: Some[Factor]


# claims.yml


class Section(Record):
    """A heading of the source article."""

    id: Id
    heading: Text


class Grade(Record):
    """A verdict and a certainty, since when, and why they moved."""

    date: date
    verdict: Verdict
    """Whether the wording fits the studies."""
    certainty: Certainty
    """How well studies support the statement as it is worded. Not how sure the verdict is."""
    why: Text | None = None
    """What moved it, in a sentence for readers. Only a claim's first grade goes without."""


class Claim(Entry):
    """One statement, of the article (quote) or the handbook's own (statement), and its grade."""

    section: Id | None = None
    """Where the quote stands in the article; only with a quote."""
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


class Claims(Record):
    """claims.yml: the article's sections and every claim."""

    sections: Some[Section]
    claims: Some[Claim]


# figures.yml


class Figure(Entry):
    """A number from one place in one source."""

    where: Text
    """The place in the source."""
    status: Status
    """seen: read in the source; converted: worked out from it; copy: read in a copy of it."""


class Amount(Record):
    """A daily amount for one group of people."""

    group: Text
    value: Positive
    """As published, in the unit of the intake."""
    card: Text | None = None
    """For which adults, in a few words: an amount with them stands on the card of amounts."""


class Intake(Figure):
    """A recommended amount or an upper level, as one body sets it."""

    nutrient: Nutrient
    kind: Literal[
        "adequate intake",
        "recommended allowance",
        "population reference intake",
        "average requirement",
        "upper level",
    ]
    """An average requirement is enough for half of a group; the note says that it is no aim."""
    body: Text
    """Who set it."""
    unit: Literal["µg", "mg"]
    """Per day."""
    amounts: Many[Amount]
    """Empty when none has been set; then the note says so."""
    note: Text | None = None
    """A sentence that stands below the amounts, or in their place."""

    @model_validator(mode="after")
    def amounts_or_note(self) -> "Intake":
        """Without amounts a note says why; every nutrient has its unit."""
        if (self.unit == "mg") != (self.nutrient == "calcium"):
            raise ValueError(f"unit: {self.nutrient} is not measured in {self.unit} here")
        if not self.amounts and not self.note:
            raise ValueError("without amounts it needs a note that says why")
        if self.kind == "average requirement" and not self.note:
            raise ValueError("an average requirement needs a note that says that it is no aim")
        if self.kind == "average requirement" and any(amount.card for amount in self.amounts):
            raise ValueError("an average requirement is no aim; remove 'card'")
        return self


class Reading(Record):
    """One limit or value of a blood test."""

    label: Text | None = None
    above: Positive | None = None
    below: Positive | None = None
    value: Number | None = None

    @model_validator(mode="after")
    def one_limit(self) -> "Reading":
        """A value, or one or two limits in their order."""
        limits = [n for n in (self.above, self.below) if n is not None]
        if (self.value is None) == (not limits) or limits != sorted(limits):
            raise ValueError("needs either 'value', or 'above' and 'below' in their order")
        return self


class BloodLevel(Figure):
    """What a blood level means."""

    name: Text
    substance: Literal["25(OH)D", "calcium", "dp-ucMGP"]
    """Decides the second unit: ng/mL for 25(OH)D, mg/dL or mmol/L for calcium."""
    unit: Literal["nmol/L", "mmol/L", "mg/dL", "pmol/L"]
    readings: Some[Reading]

    @model_validator(mode="after")
    def unit_of_its_substance(self) -> "BloodLevel":
        """A level stands in a unit of its substance; only a change can be below zero."""
        if self.unit not in UNITS[self.substance]:
            units = " or ".join(UNITS[self.substance])
            raise ValueError(f"unit: {self.substance} is measured in {units}, not in {self.unit}")
        if self.substance != "dp-ucMGP" and any((r.value or 1) <= 0 for r in self.readings):
            raise ValueError("readings: a level must be above 0")
        return self


class Food(Figure):
    """How much of a vitamin one portion holds."""

    name: Text
    portion: Text
    form: Form
    """K1, MK-4 and MK-7 are kept apart; D is vitamin D."""
    amount: Positive
    """µg in the portion, as published."""
    up_to: Positive | None = None
    """µg, the upper end of a published range."""
    iu: Positive | None = None
    """International units in the portion, as published; vitamin D only."""
    iu_up_to: Positive | None = None
    daily_value: Annotated[Number, Field(ge=0)] | None = None
    """Percent of the US daily value, as published."""


class Prevalence(Figure):
    """How common something is."""

    label: Text
    value: Text
    population: Text


class Trial(Entry):
    """A randomized trial with a calcification or stiffness outcome."""

    name: Text
    people: People
    """Number randomized or analyzed."""
    population: Text
    vitamin: Literal["K1", "K2", "menadiol", "D"]
    """What was tested; K2 also where vitamin D was given with it."""
    agent: Text
    dose: Text
    duration: Text
    outcome: Text
    measured: Some[Literal["calcium", "stiffness"]]
    """What the result tells of: calcium on scans, stiff arteries, or both."""
    result: Literal[
        "benefit",
        "benefit reported, numbers not read",
        "only in a subgroup",
        "only in a later analysis",
        "no benefit",
        "reported, result not read",
    ]
    """What came out, as far as an editor could read it."""
    detail: Text


class Figures(Record):
    """figures.yml: the numbers."""

    intakes: Some[Intake]
    blood_levels: Some[BloodLevel]
    foods: Some[Food]
    prevalence: Some[Prevalence]
    trials: Some[Trial]


# safety.yml


class EmergencyNumber(Entry):
    """Whom to call in one part of the world when a life is at risk."""

    region: Text
    number: Annotated[str, StringConstraints(pattern=PHONE_FORM)]
    """In quotes, as it is dialed."""
    advice: Annotated[str, StringConstraints(pattern=PHONE_FORM)] | None = None
    """The number for advice that is urgent when no life is at risk."""
    advice_region: Text | None = None
    """Where that number answers."""

    @model_validator(mode="after")
    def advice_has_its_region(self) -> Self:
        """A number for advice says where it answers."""
        if bool(self.advice) != bool(self.advice_region):
            raise ValueError("needs both 'advice' and 'advice_region', or neither")
        return self


class Topic(Record):
    """What a page may be about, and the boxes that such a page must show."""

    id: Id
    groups: Some[Id]
    red_flags: Many[Id]
    pages: Some[Annotated[str, StringConstraints(pattern=PAGE)]]
    """Pages below docs/ that must name the topic: nobody takes their boxes away by mistake."""


class Group(Entry):
    """People who must not act on the article without a clinician."""

    who: Text
    short: Text | None = None
    """The same in a few words, for a sheet of one side."""
    tag: Text | None = None
    """Its best-known case in one to four words, for the line that opens several groups."""
    level: Level
    """stop: not without a clinician's agreement; ask: ask first; know: worth knowing;
    babies: for those who care for a baby."""
    asks: Many[Literal["vitamin K", "vitamin D", "calcium"]] = ()
    """What "do" tells them to ask about before they take it; the card of amounts names them."""
    rule: Text | None = None
    """What not to take at all; it stands even where the group is only named."""
    why: Text
    do: Text
    emergency: Text | None = None
    """Signs for which to call the emergency numbers; they are written in front of it."""
    danger_signs: Id | None = None
    """The red flag whose signs these people must know; a link leads to it."""

    @property
    def named(self) -> str:
        """What it is called among others."""
        return self.tag or self.short or self.who


class RedFlag(Entry):
    """Signs that need help now."""

    name: Text
    when: Text | None = None
    """For whom it is."""
    threshold: Text | None = None
    urgent: Some[Text]
    """Signs of an emergency; the emergency numbers are written in front of them."""
    early: Many[Text] = ()
    """Signs that need a same-day call."""
    action: Some[Text]
    """What to do with any of the signs, first things first, one step each."""
    short: Text | None = None
    """Other signs and all steps in a few words, for a sheet of one side."""
    note: Text | None = None


class Interaction(Entry):
    """A medicine that gets in a nutrient's way, or the other way round."""

    drug: Text
    nutrient: Text
    effect: Text


class Safety(Record):
    """safety.yml: who must ask first, and which pages say so."""

    notice: Text
    emergency_numbers: Some[EmergencyNumber]
    topics: Some[Topic]
    groups: Some[Group]
    red_flags: Some[RedFlag]
    interactions: Some[Interaction]


# glossary.yml


class Term(Entry):
    """A word that readers need."""

    term: Text
    definition: Text
    """One plain sentence of at most 30 words."""
    aka: Many[Text]
    """Other names, lay and technical, American and British; the search finds them."""
    page: Annotated[str, StringConstraints(pattern=PAGE)]
    """The page that explains it best, below docs/."""


class Glossary(Record):
    """glossary.yml: the terms."""

    terms: Some[Term]


# medicines.yml


class Medicine(Entry):
    """A medicine or product by every name that readers may type, and where its warning is."""

    name: Text
    brands: Many[Text] = ()
    """Names on the box, in any country; each was read in one of the sources."""
    aka: Many[Text] = ()
    """Other spellings, and plain words for the kind of medicine, such as "blood thinner"."""
    nutrient: Nutrient | None = None
    """What it holds, where it is a vitamin or calcium itself."""
    group: Id | None = None
    """Id of a group in safety.yml; the first sentence of its "do" is the warning."""
    interaction: Id | None = None
    """Id of an interaction in safety.yml, where there is no group."""
    page: Annotated[str, StringConstraints(pattern=PAGE)] | None = None
    """The page below docs/ that says most of it, where there is neither."""
    part: Id | None = None
    """Id of the part of safety.md that says it, where one part does."""
    ask: Text | None = None
    """The warning, where the page's part has one of its own."""

    @model_validator(mode="after")
    def leads_to_one_place(self) -> "Medicine":
        """A group, an interaction or a page."""
        if sum(place is not None for place in (self.group, self.interaction, self.page)) != 1:
            raise ValueError("needs one of 'group', 'interaction' and 'page'")
        if (self.part and self.page != "safety.md") or (self.ask and not self.part):
            raise ValueError("'part' needs 'page: safety.md', and 'ask' needs 'part'")
        return self

    @property
    def names(self) -> tuple[str, ...]:
        """Every name that it goes by."""
        return (self.name, *self.brands, *self.aka)


class Medicines(Record):
    """medicines.yml: names of medicines, and what readers take with them."""

    medicine_ask: Text
    """The warning for a medicine that has no group."""
    medicine_with: Some[Text]
    """What readers ask about together with a medicine, besides the vitamins and calcium."""
    medicine_not_with: Some[Text]
    """What sounds like it and is not: "calcium score"."""
    medicines: Some[Medicine]


# questions.yml


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
    pages: Many[Annotated[str, StringConstraints(pattern=PAGE)]] = ()
    """Pages below docs/ that say it, for questions about the handbook itself."""

    @model_validator(mode="after")
    def something(self) -> Self:
        """An answer rests on something."""
        if not any((self.claims, self.safety, self.figures, self.sources, self.pages)):
            raise ValueError("needs one of 'claims', 'safety', 'figures', 'sources', 'pages'")
        return self


class Question(Record):
    """What readers ask, and the short answer that every part of the handbook shows."""

    id: Id
    """Lower-case words with hyphens. Never change it once published: links depend on it."""
    question: Text
    """As people ask it; ends with a question mark."""
    also: Many[Text]
    """Other wordings that people type; the search finds the question by them."""
    answer: Text
    """At most 40 words, the answer first. {{ count(…) }} and {{ emergency() }} may stand in it."""
    page: Annotated[str, StringConstraints(pattern=PAGE)]
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


# references.yml


class Name(Record):
    """A person (family, given) or a group (literal)."""

    family: Text | None = None
    given: Text | None = None
    literal: Text | None = None

    @model_validator(mode="after")
    def a_name(self) -> "Name":
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
    author: Many[Name]
    container_title: Text | None = Field(default=None, alias="container-title")
    publisher: Text | None = None
    issued: Issued | None = None
    volume: Count | None = None
    issue: Count | None = None
    page: Count | None = None
    DOI: Annotated[str, StringConstraints(pattern=DOI_FORM)] | None = None
    """Without https://doi.org/, as in 10.3945/ajcn.2008.27338."""
    PMID: Annotated[str, StringConstraints(pattern=PMID_FORM)] | None = None
    """The number in PubMed, in quotes."""
    PMCID: Annotated[str, StringConstraints(pattern=PMCID_FORM)] | None = None
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


# further_reading.yml


class Candidate(Entry):
    """A page that the article's lost link may have pointed to."""

    title: Text
    likelihood: Literal["most likely", "possible", "less likely"]
    evidence: Some[Text]
    conflict_of_interest: Text
    caveat: Text
    url: Web


class LostLink(Record):
    """The article's last sentence points to a page that can no longer be known."""

    claim: Id
    finding: Text
    candidates: Many[Candidate]


class BetterReading(Entry):
    """A better place to read on."""

    title: Text
    why: Text


class Watched(Entry):
    """A trial whose result could change a claim."""

    title: Text
    status: Text
    would_change: Text
    """Which result would move which claim, and where to."""
    claims: Some[Id]
    """The claims that its result could move."""


class FurtherReading(Record):
    """further_reading.yml: where to read on, and what to wait for."""

    lost_link: LostLink
    better_reading: Many[BetterReading]
    watch_list: Many[Watched]


# changes.yml


class Change(Record):
    """One thing that changed for readers, and where."""

    version: Annotated[str, StringConstraints(pattern=VERSION)]
    """Two numbers, in quotes; printed copies carry it. A new one for each day with changes."""
    date: date
    what: Text
    """What changed and why, in a sentence or two for readers."""
    pages: Many[Annotated[str, StringConstraints(pattern=PAGE)]] = ()
    """Pages below docs/. Leave pages and claims empty when the whole handbook changed."""
    claims: Many[Id] = ()
    """Ids of the claims whose words or evidence changed. A new grade stands with its claim."""

    @property
    def number(self) -> tuple[int, ...]:
        """The version as numbers: "1.10" is above "1.9"."""
        return _numbers(self.version)


def _numbers(version: str) -> tuple[int, ...]:
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
        """Its name among all steps: "version-1.4", "version-1.4.2-calcium-paradox"."""
        return "-".join(("version", self.version, *(self.claims if self.after else ())))


class Handbook(
    Calcification,
    Claims,
    Figures,
    Safety,
    Glossary,
    Medicines,
    Questions,
    References,
    FurtherReading,
    Changes,
):
    """All of data/, in one record."""

    model_config = ConfigDict(defer_build=True)  # made of checked records, never checked itself
    article: str = ""
    """The text of source-article.txt; empty when it is not as it was found, which stops a build."""

    @functools.cached_property
    def records(self) -> list[tuple[Key, Record]]:
        """Every record below this one, with the way to it."""
        return list(_walk(self, ()))

    @functools.cached_property
    def claim_of(self) -> dict[str, Claim]:
        """The claims by id."""
        return by_id(self.claims)

    @functools.cached_property
    def work_of(self) -> dict[str, Reference]:
        """The references by id."""
        return by_id(self.references)

    @functools.cached_property
    def question_of(self) -> dict[str, Question]:
        """The questions by id."""
        return by_id(self.questions)

    @functools.cached_property
    def safety_of(self) -> dict[str, Entry]:
        """Groups, red flags, interactions and emergency numbers by id."""
        lists = (self.groups, self.red_flags, self.interactions, self.emergency_numbers)
        return by_id(itertools.chain(*lists))

    @functools.cached_property
    def figure_of(self) -> dict[str, Entry]:
        """Everything in figures.yml by id."""
        lists = (self.intakes, self.blood_levels, self.foods, self.prevalence, self.trials)
        return by_id(itertools.chain(*lists))

    @functools.cached_property
    def works_of_names(self) -> frozenset[str]:
        """Ids of the references that only the names of medicines rest on."""
        uses = [(key[0], set(getattr(record, "sources", ()))) for key, record in self.records]
        names = set().union(*(used for kind, used in uses if kind == "medicines"))
        return frozenset(names.difference(*(used for kind, used in uses if kind != "medicines")))

    @functools.cached_property
    def terms_of(self) -> dict[str, list[Term]]:
        """The terms that each page explains, by its path below docs/."""
        found: dict[str, list[Term]] = {}
        for term in self.terms:
            found.setdefault(term.page, []).append(term)
        return found

    @functools.cached_property
    def history(self) -> list[Step]:
        """What changed for readers, newest first; the first step's version is the handbook's.

        New grades have a version of their own, so that printed copies learn of them: those of one
        day have the last version before them and a third number, as in "1.4.2".
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
        return sorted(steps, key=lambda step: _numbers(step.version), reverse=True)


def by_id(entries: Iterable[T]) -> dict[str, T]:
    """Entries that have an id, by it."""
    return {entry.id: entry for entry in entries}  # type: ignore[attr-defined]


def _walk(value: object, key: Key) -> Iterator[tuple[Key, Record]]:
    if isinstance(value, Record):
        if key:
            yield key, value
        for name in type(value).model_fields:
            yield from _walk(getattr(value, name), (*key, name))
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _walk(item, (*key, index))
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from _walk(item, (*key, name))


FILES: dict[str, type[Record]] = {
    "calcification.yml": Calcification,
    "changes.yml": Changes,
    "claims.yml": Claims,
    "figures.yml": Figures,
    "further_reading.yml": FurtherReading,
    "glossary.yml": Glossary,
    "medicines.yml": Medicines,
    "questions.yml": Questions,
    "references.yml": References,
    "safety.yml": Safety,
}
"""Each data file and its shape. A key stands in one file only."""
