"""The checks of this handbook, in order."""

from macros.lint import dates
from macros.lint.data import any_entry, changes, claims, glossary, notices, references
from macros.topic.lint import (
    article,
    doses,
    figures,
    history,
    page_content,
    page_wording,
    questions,
    safety,
)

LINK_CHECKS = (
    any_entry.unique_ids, any_entry.known_sources, any_entry.entries_have_sources,
    figures.known_claims_and_sections, figures.complete_comparison,
    safety.known_warnings, safety.known_medicine_targets,
    history.known_versions, history.versions_oldest_first,
    questions.known_grounds, questions.answer_calls_allowed,
)  # fmt: skip
"""Checks that an entry must pass before pages can be rendered from it."""
DATA_CHECKS = (
    *LINK_CHECKS,
    article.quotes_match_article,
    figures.factors_match_list, figures.known_registrations, figures.plausible_amounts,
    figures.unique_intake_groups, figures.ranges_rise, figures.units_agree,
    figures.trials_in_plain_words, figures.effects_share_axes, figures.wording_matches_certainty,
    references.works_have_kinds, dates.dates_are_possible, changes.changes_newest_first,
    claims.grades_match_history, claims.grades_have_reasons, references.unique_works,
    references.urls_have_dois, notices.notices_have_works, notices.unique_notices,
    notices.retractions_are_dealt_with, glossary.unique_terms, glossary.short_definitions,
    any_entry.texts_are_plain,
    safety.topics_keep_warnings, safety.unique_medicine_names,
    safety.emergencies_name_the_numbers,
    history.history_matches_claims, history.only_changed_claims_kept,
    questions.known_urgent_targets, questions.unique_questions, questions.questions_have_marks,
    questions.unique_always_words, questions.answers_are_short,
    questions.answers_match_certainty, questions.effects_in_answers_have_sources,
    questions.no_counts_in_answers,
)  # fmt: skip
"""Checks of the data."""
PAGE_CHECKS = (
    page_wording.careful_summaries, page_wording.careful_front_matter,
    page_wording.effects_have_sources, page_wording.no_written_counts,
)  # fmt: skip
"""Checks of a single page."""
PROJECT_CHECKS = (
    page_content.leaflets_are_handouts, page_content.unused_references,
    page_content.shown_answers, page_content.shown_claims, page_content.recorded_claims,
    page_content.known_medicine_parts, page_content.pages_have_topics,
    page_wording.prose_matches_certainty, doses.no_dose_in_descriptions, doses.doses_have_warnings,
    doses.emergency_numbers_on_pages, doses.agreeing_units,
)  # fmt: skip
"""Checks of pages and data together."""
