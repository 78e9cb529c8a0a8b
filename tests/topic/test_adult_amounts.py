"""The card for adults says what to aim for, the limit, and who must ask first."""

import pytest
from bs4 import BeautifulSoup
from pydantic import ValidationError

from macros.core.dataset import Dataset
from macros.core.schema.record import by_id
from macros.topic.adult_amounts import CARD_NUTRIENTS, CardRow, adult_rows, amounts_by_region
from macros.topic.macros.figures import amount_card
from macros.topic.required_warnings import CALCIUM_WARNINGS
from macros.topic.schema.figures import Intake
from topic.test_safety import context, words


def row(dataset: Dataset, nutrient: str) -> CardRow:
    return next(row for row in adult_rows(dataset.handbook) if row.nutrient == nutrient)


def test_regions_that_agree_stand_together(dataset: Dataset) -> None:
    intakes = by_id(dataset.handbook.intakes)
    limits = [intakes["vitd-us-ul"], intakes["vitd-efsa-ul"]]
    [both] = amounts_by_region(limits)
    assert both.regions == "US and Europe"
    assert both.sources == [source for limit in limits for source in limit.sources]
    [higher] = (amount for amount in limits[1].amounts if amount.card)
    other = limits[1].model_copy(
        update={"amounts": (higher.model_copy(update={"value": higher.value + 1}),)}
    )
    assert [cell.regions for cell in amounts_by_region([limits[0], other])] == ["US", "Europe"]


def test_an_amount_of_k1_is_not_shown_as_one_of_vitamin_k(dataset: Dataset) -> None:
    page = BeautifulSoup(amount_card(dataset.handbook, context(dataset)), "html.parser")
    text = words(str(page.select_one("tbody tr")))
    [amount] = by_id(dataset.handbook.intakes)["vitk-efsa-ai-adults"].amounts
    assert f"Europe, as K1: {amount.value:g} µg" in text
    assert "K2 alone: none set" in text


def test_where_no_limit_is_set_the_card_says_that_this_is_no_promise(dataset: Dataset) -> None:
    [limit] = row(dataset, "vitamin K").limits
    text = words(amount_card(dataset.handbook, context(dataset)))
    assert not limit.values
    assert "No upper level has been set. That does not mean that any dose is safe" in text


def test_an_average_requirement_never_stands_on_the_card(dataset: Dataset) -> None:
    entry = by_id(dataset.handbook.intakes)["calcium-efsa-ar"].model_dump()
    entry["amounts"] = [amount | {"card": "adults"} for amount in entry["amounts"]]
    with pytest.raises(ValidationError, match="is not a goal; remove 'card'"):
        Intake.model_validate(entry)


def test_the_card_names_everyone_whom_calcium_can_harm(dataset: Dataset) -> None:
    boxes = {group.id for group in dataset.handbook.groups} & set(CALCIUM_WARNINGS)
    for nutrient in ("vitamin D", "calcium"):
        assert boxes <= {group.id for group in row(dataset, nutrient).groups}
    assert "warfarin-vka" in {group.id for group in row(dataset, "vitamin K").groups}


def test_the_card_is_three_by_three_with_headers(dataset: Dataset) -> None:
    page = BeautifulSoup(amount_card(dataset.handbook, context(dataset)), "html.parser")
    rows = page.select("tbody tr")
    assert [len(line.select("td")) for line in rows] == [3] * len(CARD_NUTRIENTS)
    assert {head["scope"] for head in page.select("tbody th")} == {"row"}
    assert all(cell.select(".cites a") for line in rows for cell in line.select("td")[:2])
