"""Macros for the comparison and the factors."""

from collections.abc import Iterable

from macros.core.base import by_id
from macros.core.context import PageContext
from macros.core.diagnostics import select, unknown
from macros.core.schema import Claim
from macros.core.templates import render_block
from macros.topic.schema.comparison import Row, Vitamin
from macros.topic.schema.handbook import Handbook

# The comparison and the factors


def comparison_table(
    handbook: Handbook, context: PageContext, rows: Iterable[str] = (), columns: Iterable[str] = ()
) -> str:
    """The vitamins side by side; all rows and columns unless some are named."""
    chosen = select("a row", by_id(handbook.comparison), rows)
    vitamins = select("a column", by_id(handbook.vitamins), columns)
    claims = _behind(handbook, context, chosen, vitamins)
    return render_block("comparison-table", context, rows=chosen, vitamins=vitamins, claims=claims)


def comparison_sheet(handbook: Handbook, context: PageContext) -> str:
    """The comparison for one sheet of paper: our words and both grades, without the article's."""
    rows, vitamins = handbook.comparison, handbook.vitamins
    claims = _behind(handbook, context, rows, vitamins)
    return render_block("comparison-sheet", context, rows=rows, vitamins=vitamins, claims=claims)


def _behind(
    handbook: Handbook, context: PageContext, rows: Iterable[Row], vitamins: Iterable[Vitamin]
) -> dict[str, Claim]:
    """The claims on which these cells stand, by id."""
    names = [row.cells[vitamin.id].claim for row in rows for vitamin in vitamins]
    return by_id(context.record_claims(select("a claim", handbook.claim_of, names)))


def factor_list(handbook: Handbook, context: PageContext, list: str) -> str:
    """The factors that the article names ("article") or leaves out ("left-out")."""
    known = dict.fromkeys(factor.list for factor in handbook.factors)
    if list not in known:
        raise ValueError(unknown("a factor list", list, known))
    claims = handbook.claim_of
    chosen = [factor for factor in handbook.factors if factor.list == list]
    context.record_claims(claims[name] for factor in chosen for name in factor.claims)
    factors = [
        (factor, _graded(claims[name] for name in factor.claims), _sources(claims, factor.claims))
        for factor in chosen
    ]
    return render_block("factor-list", context, factors=factors, claims=claims)


def _graded(claims: Iterable[Claim]) -> Iterable[Claim]:
    """The first claim of each different grade, in their order."""
    first: dict[tuple[str, str, bool], Claim] = {}
    for claim in claims:
        first.setdefault((claim.verdict, claim.certainty, bool(claim.quote)), claim)
    return first.values()


def _sources(claims: dict[str, Claim], names: Iterable[str]) -> Iterable[str]:
    """The different sources of some claims, in their order."""
    return dict.fromkeys(source for name in names for source in claims[name].sources)
