"""Macros for the comparison and the factors."""

from collections.abc import Iterable

from macros.core.context import PageContext
from macros.core.schema.record import by_id, group_by
from macros.core.templates import render_block
from macros.core.unknown_names import select
from macros.topic.schema.handbook import Handbook


def comparison_table(
    handbook: Handbook, context: PageContext, rows: Iterable[str] = (), columns: Iterable[str] = ()
) -> str:
    """Render the vitamins side by side; all rows and columns unless some are named."""
    return _comparison("comparison-table", handbook, context, rows, columns)


def comparison_sheet(handbook: Handbook, context: PageContext) -> str:
    """Render the comparison for one sheet of paper, without the article's wording."""
    return _comparison("comparison-sheet", handbook, context, (), ())


def _comparison(
    template: str,
    handbook: Handbook,
    context: PageContext,
    rows: Iterable[str],
    columns: Iterable[str],
) -> str:
    """Render the cells of these rows and columns, or of all, with their claims."""
    chosen = select("a row", by_id(handbook.comparison), rows)
    vitamins = select("a column", by_id(handbook.vitamins), columns)
    names = [row.cells[vitamin.id].claim for row in chosen for vitamin in vitamins]
    claims = by_id(context.record_claims(select("a claim", handbook.claim_of, names)))
    return render_block(template, context, rows=chosen, vitamins=vitamins, claims=claims)


def factor_list(handbook: Handbook, context: PageContext, kind: str) -> str:
    """Render the factors that the article names ("article") or leaves out ("left-out").

    Each has one of its claims for each different grade.
    """
    by_list = group_by(handbook.factors, lambda factor: factor.list)
    [chosen] = select("a factor list", by_list, [kind])
    claims = handbook.claim_of
    factors = []
    for factor in chosen:
        shown = context.record_claims(claims[name] for name in factor.claims)
        sources = dict.fromkeys(source for claim in shown for source in claim.sources)
        grades = group_by(shown, lambda claim: (claim.verdict, claim.certainty, bool(claim.quote)))
        factors.append((factor, [first for first, *_ in grades.values()], sources))
    return render_block("factor-list", context, factors=factors, claims=claims)
