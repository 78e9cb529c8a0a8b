"""The article's words stand unchanged, in their places, and none of them is left out."""

import pytest
from smallest import key_path, replaced

from macros.core.dataset import Dataset
from macros.topic.lint.article import quotes_match_article
from macros.topic.schema.handbook import Handbook

QUOTE = ("claims", "calcium-bones-teeth", "quote")


def test_a_changed_word_is_named_with_what_the_article_says(dataset: Dataset) -> None:
    quote = dataset.handbook.claim_of[QUOTE[1]].quote or ""
    data = replaced(dataset.handbook, QUOTE, quote.replace("a cornerstone", "the cornerstone"))
    [violation] = quotes_match_article(data)
    assert violation.key == key_path(dataset.handbook, QUOTE)
    assert violation.message.startswith("the article does not say 'Calcium is the cornerstone")
    assert f"; it says '{quote}'" in violation.message
    assert violation.word == "the"


def test_a_space_too_many_is_told(dataset: Dataset) -> None:
    quote = (dataset.handbook.claim_of[QUOTE[1]].quote or "").replace(" is ", "  is ")
    [violation] = quotes_match_article(replaced(dataset.handbook, QUOTE, quote))
    assert "a space or an empty line too many" in violation.message


def test_a_row_is_named_as_in_the_article(dataset: Dataset) -> None:
    path = ("comparison", "primary-role", "article")
    [violation] = quotes_match_article(replaced(dataset.handbook, path, "Primary Job"))
    assert violation.key == key_path(dataset.handbook, path)
    assert "the article does not say 'Primary Job'" in violation.message


def test_a_quote_stands_under_its_heading_and_is_not_missing_there(dataset: Dataset) -> None:
    path = ("claims", "calcium-bones-teeth", "section")
    [violation] = quotes_match_article(replaced(dataset.handbook, path, "nutrition"))
    assert violation.key == key_path(dataset.handbook, path)
    assert violation.message == "the article does not say this under 'nutrition'"


def test_a_cell_shows_what_the_article_says_there(dataset: Dataset) -> None:
    path = ("comparison", "food-sources", "cells", "k1", "claim")
    data = replaced(dataset.handbook, path, "table-k1-key-action")
    [violation] = quotes_match_article(data)
    assert violation.key == key_path(dataset.handbook, path)
    assert "is not what the article says here" in violation.message


def test_no_claim_of_the_article_can_be_dropped(dataset: Dataset) -> None:
    data = _without(dataset.handbook, "calcium-nerve-muscle-clotting")
    [violation] = quotes_match_article(data)
    assert violation.message.startswith("no claim quotes the article's 'However, it is")


def _without(handbook: Handbook, name: str) -> Handbook:
    rest = tuple(claim for claim in handbook.claims if claim.id != name)
    return replaced(handbook, ("claims",), rest)


@pytest.mark.parametrize("name", ["table-k1-primary-role", "calcium-bones-teeth"])
def test_the_claims_keep_the_order_of_the_article(dataset: Dataset, name: str) -> None:
    rest = _without(dataset.handbook, name).claims
    moved = (*rest, dataset.handbook.claim_of[name])
    violations = list(quotes_match_article(replaced(dataset.handbook, ("claims",), moved)))
    assert ("claims", len(rest)) in [violation.key for violation in violations]
    assert all("keep its order" in violation.message for violation in violations)
