"""All macros by name, and groups of them."""

from collections.abc import Callable

from macros.topic.macros import (
    claims,
    comparison,
    figures,
    glossary,
    handout_maker,
    history,
    page,
    pictures,
    questions,
    references,
    trials,
    warnings,
)

MACROS: dict[str, Callable[..., str]] = {
    macro.__name__: macro
    for macro in (
        page.checked, warnings.safety, warnings.emergency, references.cite, references.sources,
        questions.answer, questions.question_cards,
        claims.article, claims.article_key, claims.claim, claims.claim_line, claims.claim_list,
        claims.claim_table, claims.claim_summary, claims.claim_filter, claims.claims_elsewhere,
        page.downloads, claims.verdict, claims.support,
        comparison.comparison_table, comparison.comparison_sheet, comparison.factor_list,
        figures.count, figures.food_table, figures.rich_foods, figures.intake_table,
        figures.amount_card, figures.blood_table, figures.figure, trials.trial_table,
        trials.effect_table, figures.prevalence_table, pictures.picture,
        warnings.ask_first, warnings.red_flags, warnings.interaction_table,
        page.notice, page.cite_handbook, page.handout_list, handout_maker.handout_maker,
        page.offline_copy,
        glossary.glossary, references.lost_link, references.reading_list,
        references.watch_list, references.bibliography,
        history.change_list, history.version_table, history.feed_list,
    )
}  # fmt: skip
INLINE = {"cite", "count", "emergency", "figure", "notice", "rich_foods", "support", "verdict"}
"""Allowed inside a sentence; every other macro is alone on its line, at the left margin."""
SECOND_PASS = frozenset({"change_list", "checked", "handout_list", "sources"})
"""Macros rendered after all others: they need results of all pages."""
ONE_CLAIM = ("claim", "claim_line")
"""Macros that show one claim; the sentence before them must not be stronger than it."""
LEADING = (*ONE_CLAIM, "claim_list")
"""Macros whose verdicts and sources also serve the sentence before them."""
SOURCING = ("cite", "figure", "rich_foods")
"""Macros that give a sentence its source."""
LISTINGS = frozenset({
    "checked", "safety", "sources", "bibliography", "glossary", "red_flags", "handout_list",
    "change_list", "version_table", "feed_list",
})  # fmt: skip
"""Excluded from dose checks and reading time: titles, names, and warnings themselves."""
