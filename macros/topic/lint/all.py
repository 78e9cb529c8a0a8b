"""The checks of this handbook, in order."""

from macros.lint.records import (
    changes_newest_first,
    claims_have_sources,
    dates_are_possible,
    kinds_of_works,
    known_sources,
    new_grades_have_reasons,
    short_definitions,
    terms_once,
    texts_are_plain,
    unique_ids,
    works_once,
)
from macros.topic.lint.article import quotes_are_the_articles
from macros.topic.lint.figures import (
    amounts_alike,
    every_cell_filled,
    factors_in_their_list,
    known_claims,
    units_agree,
    words_match_certainty,
)
from macros.topic.lint.pages import (
    agreeing_units,
    careful_front_matter,
    careful_summaries,
    doses_have_warnings,
    effects_have_sources,
    emergency_numbers_on_pages,
    no_counts_in_front_matter,
    no_dose_in_descriptions,
    no_written_counts,
    prose_matches_certainty,
    shown_answers,
    shown_claims,
    topics_of_pages,
    unused_references,
)
from macros.topic.lint.questions import (
    answers_are_short,
    answers_can_be_filled,
    answers_count_nothing,
    answers_match_certainty,
    known_grounds,
    known_urgent,
    questions_once,
)
from macros.topic.lint.safety import (
    boxes_of_topics,
    emergencies_name_the_numbers,
    groups_once,
    known_boxes,
    medicine_names_once,
    medicines_lead_somewhere,
)

DATA_CHECKS = (
    quotes_are_the_articles,
    unique_ids,
    known_sources,
    known_claims,
    factors_in_their_list,
    known_boxes,
    kinds_of_works,
    boxes_of_topics,
    every_cell_filled,
    dates_are_possible,
    changes_newest_first,
    new_grades_have_reasons,
    claims_have_sources,
    works_once,
    terms_once,
    medicines_lead_somewhere,
    medicine_names_once,
    known_grounds,
    known_urgent,
    answers_can_be_filled,
    questions_once,
    answers_are_short,
    answers_match_certainty,
    answers_count_nothing,
    groups_once,
    amounts_alike,
    units_agree,
    short_definitions,
    emergencies_name_the_numbers,
    words_match_certainty,
    texts_are_plain,
)
"""Of the data, in order."""
LINK_CHECKS = (
    unique_ids,
    known_sources,
    known_claims,
    known_boxes,
    every_cell_filled,
    medicines_lead_somewhere,
    known_grounds,
    answers_can_be_filled,
)
"""Rules without which a page could not be made of an entry: each id leads to one entry."""
PAGE_CHECKS = (
    careful_summaries,
    careful_front_matter,
    effects_have_sources,
    no_written_counts,
    no_counts_in_front_matter,
)
"""Of one page by itself."""
PROJECT_CHECKS = (
    unused_references,
    shown_answers,
    shown_claims,
    topics_of_pages,
    prose_matches_certainty,
    no_dose_in_descriptions,
    doses_have_warnings,
    emergency_numbers_on_pages,
    agreeing_units,
)
"""Of pages and data together."""
