"""The checks of this handbook, in order."""

from macros.lint import records
from macros.topic.lint import article, figures, history, pages, questions, safety

LINK_CHECKS = (
    records.unique_ids,
    records.known_sources,
    records.claims_have_sources,
    figures.known_claims,
    safety.known_boxes,
    figures.every_cell_filled,
    history.versions_are_known,
    safety.medicines_lead_somewhere,
    questions.known_grounds,
    questions.answers_can_be_filled,
)
"""Rules without which a page could not be made of an entry."""
DATA_CHECKS = (
    *LINK_CHECKS,
    article.quotes_are_the_articles,
    figures.factors_in_their_list,
    records.kinds_of_works,
    safety.boxes_of_topics,
    records.dates_are_possible,
    records.changes_newest_first,
    records.new_grades_have_reasons,
    history.history_leads_to_today,
    history.claims_kept_once,
    records.works_once,
    records.notices_have_works,
    records.retractions_are_dealt_with,
    figures.known_registrations,
    records.terms_once,
    safety.medicine_names_once,
    questions.known_urgent,
    questions.questions_once,
    questions.one_always_word,
    questions.answers_are_short,
    questions.answers_match_certainty,
    questions.answers_count_nothing,
    safety.groups_once,
    figures.amounts_alike,
    figures.units_agree,
    figures.trials_in_plain_words,
    figures.effects_share_axes,
    records.short_definitions,
    safety.emergencies_name_the_numbers,
    figures.words_match_certainty,
    records.texts_are_plain,
)
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
    pages.leaflets_are_handouts,
    pages.unused_references,
    pages.shown_answers,
    pages.shown_claims,
    pages.medicines_lead_to_parts,
    pages.topics_of_pages,
    pages.prose_matches_certainty,
    pages.no_dose_in_descriptions,
    pages.doses_have_warnings,
    pages.emergency_numbers_on_pages,
    pages.agreeing_units,
)
"""Of pages and data together."""
