"""The tables that can be downloaded."""

from collections.abc import Callable
from datetime import date
from typing import Annotated

from pydantic import Field

from macros.core.base import Id, Many, Number, Record, Some, Text
from macros.core.grades import Certainty, Grade, Verdict
from macros.core.schema import Claim
from macros.topic.schema.handbook import Handbook
from macros.topic.schema.trials import EffectSize

Wording = Annotated[Verdict, Field(serialization_alias="verdict_on_wording")]
Support = Annotated[Certainty, Field(serialization_alias="support_for_claim")]
"""Column names that are clear without the page."""
SIZES = ("unit", "better", "value", "low", "high", "with_vitamin", "without")
"""Fields of an effect that stand in its row as they are."""


class GradeRecord(Grade):
    """One past or present grade, as it can be downloaded."""

    verdict: Wording
    """Whether the wording fits the studies."""
    certainty: Support
    """How well studies support the claim as it is worded. Not how sure the verdict is."""


class ClaimRecord(Claim):
    """One claim, as it can be downloaded."""

    verdict: Wording
    """Whether the wording, of the quote or of the statement, fits the studies."""
    certainty: Support
    """How well studies support the claim as it is worded. Not how sure the verdict is."""
    history: Some[GradeRecord]
    """Every grade that the claim has had, newest first."""


def claim_records(handbook: Handbook) -> list[Record]:
    """The claims, with column names for readers."""
    return [ClaimRecord.model_validate(claim.model_dump()) for claim in handbook.claims]


class CellRecord(Record):
    """One cell of the comparison, as it can be downloaded."""

    row: Id
    row_name: Text
    vitamin: Id
    vitamin_name: Text
    handbook: Text
    """The handbook's wording."""
    article: Text | None
    """The article's words for this cell."""
    verdict: Wording
    """Whether the article's wording fits the studies; ours, where the article has none."""
    certainty: Support
    """How well studies support the claim as it is worded. Not how sure the verdict is."""
    claim: Id
    checked: date
    sources: Many[Id]


def comparison_records(handbook: Handbook) -> list[Record]:
    """The comparison, one record for each cell."""
    return [
        CellRecord(
            row=row.id,
            row_name=row.name,
            vitamin=vitamin.id,
            vitamin_name=vitamin.name,
            handbook=row.cells[vitamin.id].text,
            article=claim.quote,
            verdict=claim.verdict,
            certainty=claim.certainty,
            claim=claim.id,
            checked=claim.checked,
            sources=claim.sources,
        )
        for row in handbook.comparison
        for vitamin in handbook.vitamins
        for claim in [handbook.claim_of[row.cells[vitamin.id].claim]]
    ]


class EffectRecord(Record):
    """What one trial found on one outcome, as it can be downloaded."""

    trial: Id
    trial_name: Text
    vitamin: Text
    blinding: Text
    outcome: Text
    measure: Text
    plan: Text
    """Whether the trial planned it as its main or second outcome, or looked at it afterward."""
    unit: Text | None
    """Empty, as what follows, where no numbers could be read."""
    better: Text | None
    """Which way is better for the patient."""
    value: Number | None
    """The difference or ratio, as published."""
    low: Number | None
    """The lower end of the 95% confidence interval."""
    high: Number | None
    with_vitamin: Number | None
    without: Number | None
    sources: Many[Id]


def effect_records(handbook: Handbook) -> list[Record]:
    """The effects of the trials, one record for each trial and outcome."""
    empty = dict.fromkeys(EffectSize.model_fields)
    return [
        EffectRecord(
            trial=trial.id,
            trial_name=trial.name,
            vitamin=trial.vitamin,
            blinding=trial.blinding,
            outcome=effect.outcome,
            measure=effect.measure,
            plan=effect.plan,
            **{name: size[name] for name in SIZES},
            sources=size["sources"] or trial.sources,
        )
        for trial in handbook.trials
        for effect in trial.effects
        for size in [effect.numbers.model_dump() if effect.numbers else empty]
    ]


TABLES: dict[str, tuple[type[Record], Callable[[Handbook], list[Record]]]] = {
    "comparison": (CellRecord, comparison_records),
    "claims": (ClaimRecord, claim_records),
    "effects": (EffectRecord, effect_records),
}
"""What can be downloaded, by name: the shape of a record, and what makes the records."""


def tables(handbook: Handbook) -> dict[str, tuple[type[Record], list[Record]]]:
    """The shape of a record, and the records, of each table by name."""
    return {name: (model, records(handbook)) for name, (model, records) in TABLES.items()}
