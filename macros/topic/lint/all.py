"""The checks of this handbook, in order."""

from collections.abc import Iterator

from macros.core.diagnostics import Violation
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
from macros.topic.schema.handbook import Handbook


def violations(handbook: Handbook, article: str) -> Iterator[Violation]:
    """Every breach of every rule. `article` is the source article's text, empty if it is lost."""
    if article:
        yield from quotes_are_the_articles(handbook, article)
    for rule in (
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
    ):
        yield from rule(handbook)


LINKS = (
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
