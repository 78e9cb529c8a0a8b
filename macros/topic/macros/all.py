"""What an editor can call, by name."""

from collections.abc import Callable

from macros.topic.macros.claims import (
    article,
    claim,
    claim_filter,
    claim_line,
    claim_list,
    claim_summary,
    claim_table,
    support,
    verdict,
)
from macros.topic.macros.comparison import comparison_sheet, comparison_table, factor_list
from macros.topic.macros.figures import (
    amount_card,
    blood_table,
    count,
    figure,
    food_table,
    intake_table,
    picture,
    prevalence_table,
    trial_table,
)
from macros.topic.macros.page import (
    checked,
    cite,
    downloads,
    handout_list,
    notice,
    offline_copy,
    sources,
)
from macros.topic.macros.questions import answer, home_questions
from macros.topic.macros.reading import (
    bibliography,
    change_list,
    glossary,
    lost_link,
    reading_list,
    watch_list,
)
from macros.topic.macros.safety import ask_first, emergency, interaction_table, red_flags, safety

MACROS: dict[str, Callable[..., str]] = {
    macro.__name__: macro
    for macro in (
        checked, safety, emergency, cite, sources, answer, home_questions,
        article, claim, claim_line, claim_list, claim_table, claim_summary, claim_filter,
        downloads, verdict, support,
        comparison_table, comparison_sheet, factor_list,
        count, food_table, intake_table, amount_card, blood_table, figure,
        trial_table, prevalence_table, picture, ask_first, red_flags, interaction_table,
        notice, handout_list, offline_copy,
        glossary, change_list, lost_link, reading_list, watch_list, bibliography,
    )
}  # fmt: skip
"""What an editor can call, by name."""


INLINE = {"cite", "count", "emergency", "figure", "notice", "support", "verdict"}
"""These stand inside a sentence; every other macro stands alone at the left margin."""

SECOND_PASS = frozenset({"checked", "handout_list", "sources"})
"""Macros rendered second: they need page-wide results."""

ONE_CLAIM = ("claim", "claim_line")
"""Macros that show one claim; the sentence before them may be no stronger."""

LEADING = (*ONE_CLAIM, "claim_list")
"""Macros that may carry the sentence before them, with verdict, certainty and sources."""

SOURCING = ("cite", "figure")
"""Macros that give a sentence its source."""

LISTINGS = frozenset({
    "checked", "safety", "sources", "bibliography", "glossary", "red_flags", "handout_list",
    "change_list",
})  # fmt: skip
"""Excluded from dose checks and reading time: titles and names, and what is itself a warning."""
