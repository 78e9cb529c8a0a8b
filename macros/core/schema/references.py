"""references.yml: the works that the handbook cites."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator

from macros.core.schema.record import Count, Id, Many, Record, Some, Text, WebAddress, matching

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
