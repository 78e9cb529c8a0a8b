"""claims.yml: the claims of the article and our own, with verdict and certainty."""

from typing import Literal

from pydantic import model_validator

from macros.core.schema.record import Entry, Id, PagePath, Record, Some, Text
from macros.core.schema.verdicts import Certainty, Grade, Verdict

Design = Literal[
    "guideline", "meta-analysis", "randomized trial", "cohort study", "cross-sectional study",
    "animal study", "laboratory study", "expert consensus",
]  # fmt: skip


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
