"""The tables that can be downloaded."""

from collections.abc import Callable
from datetime import date
from typing import Annotated

from pydantic import Field

from macros.core.schema.claims import Claim
from macros.core.schema.record import Id, Many, Number, Record, Some, Text
from macros.core.schema.verdicts import Certainty, Grade, Verdict
from macros.topic.schema.handbook import Handbook

VerdictColumn = Annotated[Verdict, Field(serialization_alias="verdict_on_wording")]
CertaintyColumn = Annotated[Certainty, Field(serialization_alias="support_for_claim")]
"""Fields with column names that are clear without the page."""
SIZES = {"unit", "better", "value", "low", "high", "with_vitamin", "without"}
"""Fields of EffectSize that are columns of the table."""


class GradeRecord(Grade):
    """A past or present grade in a download."""

    verdict: VerdictColumn
    """Whether the wording fits the studies."""
    certainty: CertaintyColumn
    """How well studies support the claim as it is worded. Not how sure the verdict is."""


class ClaimRecord(Claim):
    """A claim in a download."""

    verdict: VerdictColumn
    """Whether the wording of the quote or statement fits the studies."""
    certainty: CertaintyColumn
    """How well studies support the claim as it is worded. Not how sure the verdict is."""
    history: Some[GradeRecord]
    """Every grade that the claim has had, newest first."""


def claim_records(handbook: Handbook) -> list[Record]:
    """Return the claims, with column names for readers."""
    return [ClaimRecord.model_validate(claim.model_dump()) for claim in handbook.claims]


class CellRecord(Record):
    """A cell of the comparison in a download."""

    row: Id
    row_name: Text
    vitamin: Id
    vitamin_name: Text
    handbook: Text
    """The handbook's wording."""
    article: Text | None
    """The article's wording."""
    verdict: VerdictColumn
    """Whether the article's wording fits the studies; ours, if the article has none."""
    certainty: CertaintyColumn
    """How well studies support the claim as it is worded. Not how sure the verdict is."""
    claim: Id
    checked: date
    sources: Many[Id]


def comparison_records(handbook: Handbook) -> list[Record]:
    """Return the comparison, one record for each cell."""
    return [
        CellRecord(
            row=row.id,
            row_name=row.name,
            vitamin=vitamin.id,
            vitamin_name=vitamin.name,
            handbook=row.cells[vitamin.id].text,
            article=claim.quote,
            claim=claim.id,
            **claim.model_dump(include={"verdict", "certainty", "checked", "sources"}),
        )
        for row in handbook.comparison
        for vitamin in handbook.vitamins
        for claim in [handbook.claim_of[row.cells[vitamin.id].claim]]
    ]


class EffectRecord(Record):
    """The result of a trial on one outcome, in a download."""

    trial: Id
    trial_name: Text
    vitamin: Text
    blinding: Text
    outcome: Text
    measure: Text
    plan: Text
    """Whether the trial planned it as its main or second outcome, or analyzed it afterward."""
    unit: Text | None
    """Empty, like the next columns, if the numbers could not be read."""
    better: Text | None
    """Which direction is better for the patient."""
    value: Number | None
    """The difference or ratio, as published."""
    low: Number | None
    """The lower end of the 95% confidence interval."""
    high: Number | None
    with_vitamin: Number | None
    without: Number | None
    sources: Many[Id]


def effect_records(handbook: Handbook) -> list[Record]:
    """Return the effects of the trials, one record for each trial and outcome."""
    without_numbers = dict.fromkeys(SIZES)
    return [
        EffectRecord(
            trial=trial.id,
            trial_name=trial.name,
            **trial.model_dump(include={"vitamin", "blinding"}),
            **effect.model_dump(exclude={"numbers"}),
            **(effect.numbers.model_dump(include=SIZES) if effect.numbers else without_numbers),
            sources=effect.numbers.sources if effect.numbers else trial.sources,
        )
        for trial in handbook.trials
        for effect in trial.effects
    ]


TABLES: dict[str, tuple[type[Record], Callable[[Handbook], list[Record]]]] = {
    "comparison": (CellRecord, comparison_records),
    "claims": (ClaimRecord, claim_records),
    "effects": (EffectRecord, effect_records),
}
"""The downloads by name: the type of a record, and the function that returns the records."""


def tables(handbook: Handbook) -> dict[str, tuple[type[Record], list[Record]]]:
    """Return each table by name, as the type of a record and the records."""
    return {name: (model, records(handbook)) for name, (model, records) in TABLES.items()}
