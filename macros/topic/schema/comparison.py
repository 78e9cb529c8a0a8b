"""calcification.yml: the comparison and the factor lists."""

from datetime import date
from typing import Literal

from macros.core.schema.record import Id, Record, Some, Text


class Vitamin(Record):
    """A column of the comparison."""

    id: Id
    name: Text
    technical: Text
    """The scientific name, in lower case."""
    article: Text | None = None
    """The column's name in the article; omitted if the article has no such column."""


class Cell(Record):
    """One cell of the comparison: the handbook's wording and the claim that supports it."""

    text: Text
    """The handbook's wording, never stronger than the claim's certainty."""
    claim: Id
    """Id from claims.yml; gives the verdict, certainty, sources and the article's wording."""


class ComparisonRow(Record):
    """A row of the comparison, with one cell for each vitamin."""

    id: Id
    name: Text
    article: Text | None = None
    """The row's wording in the article under review; omitted if absent."""
    cells: dict[Id, Cell]
    """By vitamin id."""


class Factor(Record):
    """A cause of calcification besides vitamins."""

    id: Id
    name: Text
    list: Literal["article", "left-out"]
    """Whether the article names it or leaves it out."""
    effect: Text
    """What it does, in one or two plain sentences."""
    claims: Some[Id]
    """Ids of the claims that support it, the main one first."""
    checked: date
    """The day an editor last compared this entry with its claims."""


class Calcification(Record):
    """calcification.yml: the comparison and the factor lists."""

    vitamins: Some[Vitamin]
    comparison: Some[ComparisonRow]
    factors: Some[Factor]
