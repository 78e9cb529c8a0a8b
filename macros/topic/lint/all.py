"""The checks of this handbook, in order."""

from macros.lint import records
from macros.topic.lint import article, figures, history, pages, questions, safety

LINK_CHECKS = (
    records.unique_ids, records.known_sources, records.claims_have_sources,
    figures.known_claims, figures.every_cell_filled,
    safety.known_boxes, safety.medicines_lead_somewhere,
    history.versions_are_known,
    questions.known_grounds, questions.answers_can_be_filled,
)  # fmt: skip
"""Rules without which a page could not be made of an entry."""
DATA_CHECKS = (
    *LINK_CHECKS,
    article.quotes_are_the_articles,
    figures.factors_in_their_list, figures.known_registrations, figures.amounts_alike,
    figures.units_agree, figures.trials_in_plain_words, figures.effects_share_axes,
    figures.words_match_certainty,
    records.kinds_of_works, records.dates_are_possible, records.changes_newest_first,
    records.new_grades_have_reasons, records.works_once, records.notices_have_works,
    records.retractions_are_dealt_with, records.terms_once, records.short_definitions,
    records.texts_are_plain,
    safety.boxes_of_topics, safety.medicine_names_once, safety.groups_once,
    safety.emergencies_name_the_numbers,
    history.history_leads_to_today, history.claims_kept_once,
    questions.known_urgent, questions.questions_once, questions.one_always_word,
    questions.answers_are_short, questions.answers_match_certainty,
    questions.answers_count_nothing,
)  # fmt: skip
"""Of the data, in order."""
PAGE_CHECKS = (
    pages.careful_summaries,
    pages.careful_front_matter,
    pages.effects_have_sources,
    pages.no_written_counts,
    pages.no_counts_in_front_matter,
)
"""Of one page by itself."""
PROJECT_CHECKS = (
    pages.leaflets_are_handouts, pages.unused_references, pages.shown_answers, pages.shown_claims,
    pages.recorded_claims, pages.medicines_lead_to_parts, pages.topics_of_pages,
    pages.prose_matches_certainty, pages.no_dose_in_descriptions, pages.doses_have_warnings,
    pages.emergency_numbers_on_pages,
    pages.agreeing_units,
)  # fmt: skip
"""Of pages and data together."""
