"""Cells, factors, amounts and units of the data hold together."""

import pytest
from smallest import assert_violation, key_path, replaced

from macros.core.dataset import Dataset
from macros.topic.lint.figures import (
    complete_comparison,
    factors_match_list,
    known_claims_and_sections,
    known_registrations,
    plausible_amounts,
    ranges_rise,
    trials_in_plain_words,
    unique_intake_groups,
    units_agree,
    wording_matches_certainty,
)
from macros.topic.schema.comparison import Factor

ROW = ("comparison", "food-sources", "cells")
WRONG = {
    "claim of a cell": (known_claims_and_sections, (*ROW, "k2", "claim"), "table-k2-food-source", "did you mean 'table-k2-food-sources'"),
    "claim of a factor": (known_claims_and_sections, ("factors", "diabetes", "claims", 0), "diabetes-high", "'diabetes-high' is not a claim"),
    "source for a claim": (known_claims_and_sections, ("factors", "diabetes", "claims", 0), "shea-2009", "'shea-2009' is a source; name a claim that rests on it"),
    "registration of a trial": (known_registrations, ("registered", 0, "trial"), "wl-dancod", "did you mean 'wl-dancode'"),
    "section": (known_claims_and_sections, ("claims", "calcium-bones-teeth", "section"), "vitamin-k3", "did you mean 'vitamin-k2'"),
    "claim of a change": (known_claims_and_sections, ("changes", 0, "claims"), ("calcium-paradx",), "did you mean 'calcium-paradox'"),
    "wording of a factor": (wording_matches_certainty, ("factors", "diabetes", "effect"), "Diabetes causes hard arteries.", "'causes' is too strong for"),
    "wording of a cell": (wording_matches_certainty, (*("comparison", "primary-role", "cells"), "k2", "text"), "Holds calcium back and prevents it.", "'prevents' is too strong for"),
    "wording of a statement": (wording_matches_certainty, ("claims", "autoimmune-disease-calcifies", "statement"), "Lupus causes hard arteries.", "'causes' is too strong for"),
    "value in a plain sentence": (trials_in_plain_words, ("trials", "t-avadec", "plain"), "Deaths in 365 men: P 0.37.", "0.37 is not 'people' or 'duration'"),
    "long plain sentence": (trials_in_plain_words, ("trials", "t-avadec", "plain"), f"{'K2 ' * 26}.", "27 words; the plain sentence has at most 25"),
    "two plain sentences": (trials_in_plain_words, ("trials", "t-avadec", "plain"), "K2 did not slow it. Nor did D.", "write one sentence"),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_a_violation_is_named_at_its_value(dataset: Dataset, case: str) -> None:
    assert_violation(dataset.handbook, *WRONG[case])


def test_a_plain_sentence_may_name_people_years_and_vitamins(dataset: Dataset) -> None:
    path = ("trials", "t-billington-2020", "plain")
    plain = "K2, MK-7 and D did not slow it in 302 adults in 3 years."
    assert (
        list(
            trials_in_plain_words(
                replaced(dataset.handbook, key_path(dataset.handbook, path), plain)
            )
        )
        == []
    )


def test_a_number_of_a_plain_sentence_is_found_behind_those_that_hold_it(dataset: Dataset) -> None:
    path = key_path(dataset.handbook, ("trials", "t-billington-2020", "plain"))
    [violation] = trials_in_plain_words(replaced(dataset.handbook, path, "Of 302 adults, 2 fell."))
    assert (violation.word, violation.text_before) == ("2", "Of 302 adults, ")


def test_a_row_has_one_cell_for_each_vitamin_and_no_other(dataset: Dataset) -> None:
    cells = dataset.handbook.comparison[0].cells
    path, row = ("comparison", 0, "cells"), dataset.handbook.comparison[0].id
    rest = {name: cell for name, cell in cells.items() if name != "d"}
    [missing] = complete_comparison(replaced(dataset.handbook, path, rest))
    assert (missing.key, missing.message) == (path, f"the row '{row}' has no cell for 'd'")
    [odd] = complete_comparison(replaced(dataset.handbook, path, cells | {"k3": cells["d"]}))
    assert odd.key == (*path, "k3")
    assert "'k3' is not a vitamin; there is" in odd.message


FACTORS = [
    ("diabetes", "article", "autoimmune-disease-calcifies", "diabetes: the article names it, so name a claim that has a 'quote'; or write 'list: left-out'"),
    ("lupus", "left-out", "diabetes-higher-risk", "lupus: 'diabetes-higher-risk' is the article's, which leaves this factor out; name a claim that has a 'statement'; there is autoimmune-disease-calcifies"),
    ("diabetes", "article", "diabetes-higher-risk", ""),
    ("lupus", "left-out", "autoimmune-disease-calcifies", ""),
]  # fmt: skip


@pytest.mark.parametrize(("name", "kind", "claim", "message"), FACTORS)
def test_a_factor_stands_on_claims_of_its_list(
    dataset: Dataset, name: str, kind: str, claim: str, message: str
) -> None:
    factor = Factor.model_construct(id=name, list=kind, claims=(claim,))
    names = ("diabetes-higher-risk", "autoimmune-disease-calcifies")
    claims = tuple(dataset.handbook.claim_of[known] for known in names)
    data = replaced(replaced(dataset.handbook, ("claims",), claims), ("factors",), (factor,))
    assert [found.message for found in factors_match_list(data)] == [message] * bool(message)


def test_an_intake_names_a_group_once(dataset: Dataset) -> None:
    amount = dataset.handbook.intakes[0].amounts[0]
    path = ("intakes", 0, "amounts")
    [violation] = unique_intake_groups(replaced(dataset.handbook, path, (amount, amount)))
    assert violation.key == (*path, 1, "group")
    assert violation.message == f"'{amount.group}' appears twice here"


def test_an_amount_that_is_many_times_the_others_is_in_the_wrong_unit(dataset: Dataset) -> None:
    intake = next(n for n, i in enumerate(dataset.handbook.intakes) if i.nutrient == "vitamin D")
    path = ("intakes", intake, "amounts", 0, "value")
    [violation] = plausible_amounts(replaced(dataset.handbook, path, 600.0))
    assert violation.key == path
    assert "is more than 4 times every other amount of vitamin D; is it in µg?" in violation.message


FOODS = [
    ("K2", {"daily_value": 70.0}, "daily_value", "70 % is not 850 µg; expected 708 %"),
    ("D", {"iu": 136.0}, "iu", "136 IU is not 850 µg; 1 µg is 40 IU"),
    ("K2", {"iu": 136.0}, "iu", "only vitamin D is measured in IU"),
    ("K2", {"up_to": 800.0}, "up_to", "800 must be above the lower end of the range"),
    ("D", {"iu": 34000.0, "up_to": 900.0}, "", ""),
]


@pytest.mark.parametrize(("form", "fields", "field", "message"), FOODS)
def test_the_units_of_a_food_agree(
    dataset: Dataset, form: str, fields: dict[str, float], field: str, message: str
) -> None:
    empty = {"up_to": None, "iu": None, "iu_up_to": None, "daily_value": None}
    food = dataset.handbook.foods[0].model_copy(
        update={"amount": 850.0, "form": form, **empty, **fields}
    )
    data = replaced(dataset.handbook, ("foods",), (food,))
    found = [*ranges_rise(data), *units_agree(data)]
    wanted = [(("foods", 0, field), message)] if field else []
    assert [(violation.key, violation.message) for violation in found] == wanted
