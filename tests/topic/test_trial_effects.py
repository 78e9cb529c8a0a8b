"""The effects of the trials: their numbers, and the picture and table that show them."""

from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from conftest import diagnostics, edit
from pydantic import ValidationError
from smallest import assert_violation

from macros.core.dataset import Dataset
from macros.topic.lint.figures import effects_share_axes
from macros.topic.pictures.trial_effects import (
    AXIS_NAMES,
    CALCIUM_SIDES,
    LEFT,
    OUTCOME_NAMES,
    RIGHT,
    SIDES,
    by_outcome,
    effect_text,
    trial_effects,
)
from macros.topic.schema.trials import RATIOS, EffectSize

SIZE = {
    "unit": "units of the valve score",
    "better": "lower",
    "value": -17.0,
    "low": -86.0,
    "high": 53.0,
    "where": "Abstract",
    "sources": ["a-source"],
}
ARMS = {"value": None, "low": None, "high": None, "with_vitamin": 203.0, "without": 254.0}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"value": -90.0}, "value: -90 is not from -86 to 53"),
        ({"high": None}, "an interval needs 'low', 'high' and the 'value' between them"),
        ({"value": None}, "needs either 'value', or 'with_vitamin' and 'without'"),
        (ARMS | {"without": None}, "needs either 'value', or 'with_vitamin' and 'without'"),
        (ARMS | {"value": 1.0}, "needs either 'value', or 'with_vitamin' and 'without'"),
        (ARMS | {"low": 1.0, "high": 2.0}, "an interval needs 'low', 'high' and the 'value'"),
        ({"unit": "odds ratio"}, "a ratio and its interval are above 0"),
        ({"unit": "odds ratio", "value": 1.0, "low": 0.0}, "a ratio and its interval are above 0"),
        (ARMS | {"unit": "odds ratio"}, "value: needed for a ratio"),
        ({"unit": "percent"}, "Input should be 'units of the calcium score'"),
        ({"sources": []}, "at least 1 item"),
    ],
)
def test_an_effect_has_a_value_in_its_interval_a_known_unit_and_a_source(
    change: dict[str, Any], said: str
) -> None:
    with pytest.raises(ValidationError) as error:
        EffectSize.model_validate(SIZE | change)
    assert said in str(error.value)


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({}, "−17 (−86 to 53)"),
        (ARMS, "203 against 254 (no interval)"),
        ({"low": None, "high": None}, "−17 (no interval)"),
    ],
)
def test_an_effect_is_told_with_its_interval_or_that_there_is_none(
    change: dict[str, Any], text: str
) -> None:
    assert effect_text(EffectSize.model_validate(SIZE | change)) == text


def test_a_wrong_interval_is_told_at_its_line(project: Any) -> None:
    line = edit(project, "data/trials.yml", "          value: -17\n", "          value: -170\n")
    [fault] = diagnostics(project)
    assert fault.startswith(f"data/trials.yml:{line}:")
    assert "-170 is not from -86 to 53" in fault


def test_the_numbers_are_from_a_source_of_the_trial(project: Any) -> None:
    where = "          where: Abstract\n          sources: [hasific-2023]"
    edit(project, "data/trials.yml", where, where.replace("hasific-2023", "shea-2009"))
    assert any(
        "'shea-2009' is not among the sources of the trial" in f for f in diagnostics(project)
    )


def test_effects_on_one_axis_are_better_in_one_direction(dataset: Dataset) -> None:
    handbook = dataset.handbook
    assert not list(effects_share_axes(handbook))
    pairs = [
        (trial.id, position)
        for trial in handbook.trials
        for position, effect in enumerate(trial.effects)
        if effect.numbers and effect.numbers.unit == "units of the calcium score"
    ]
    (first, _), *_, (last, position) = pairs
    path = ("trials", last, "effects", position, "numbers", "better")
    said = f"'higher' here and 'lower' in {first}, in the same units of the calcium score"
    message = f"{said}; one of them is wrong"
    assert_violation(handbook, effects_share_axes, path, "higher", message)


@pytest.mark.parametrize("vitamin", ["", "K2"])
def test_every_interval_lies_on_its_axis_and_around_its_value(
    dataset: Dataset, vitamin: str
) -> None:
    drawn = trial_effects(dataset.handbook, vitamin)
    for part in drawn["parts"]:
        for axis in part.axes:
            assert LEFT <= axis.neutral_x <= RIGHT
            for row in axis.rows:
                assert LEFT <= row.x <= RIGHT
                assert not row.ends or min(row.ends) <= row.x <= max(row.ends)
        assert part.bottom < drawn["height"]


@pytest.mark.parametrize(
    "change",
    [
        {"unit": "odds ratio", "value": 3.0, "low": 0.2, "high": 40.0},
        {"value": 0.0, "low": None, "high": None},
    ],
)
def test_an_axis_holds_a_very_large_ratio_and_no_difference_at_all(
    dataset: Dataset, change: dict[str, Any]
) -> None:
    """Beyond the largest tick, and with nothing but 0, the scale once had no numbers."""
    size = EffectSize.model_validate(SIZE | change)
    [trial] = [trial for trial in dataset.handbook.trials if trial.id == "t-avadec"]
    effect = trial.effects[0].model_copy(update={"numbers": size})
    alone = trial.model_copy(update={"effects": (effect,)})
    [part] = trial_effects(dataset.handbook.model_copy(update={"trials": (alone,)}))["parts"]
    [axis] = part.axes
    [row] = axis.rows
    assert all(LEFT <= x <= RIGHT for x in (row.x, *row.ends, axis.neutral_x))


def test_a_plot_of_a_vitamin_without_trials_says_so(dataset: Dataset) -> None:
    with pytest.raises(ValueError, match=r"no trial in data/trials.yml is of 'K3'"):
        trial_effects(dataset.handbook, "K3")


def test_left_is_better_with_the_vitamin_on_every_axis(dataset: Dataset) -> None:
    rows = {
        (part.name, row.name): (axis, row)
        for part in trial_effects(dataset.handbook)["parts"]
        for axis in part.axes
        for row in axis.rows
    }
    for outcome, found in by_outcome(dataset.handbook):
        for trial, effect in found:
            if (size := effect.numbers) is None:
                continue
            axis, row = rows[OUTCOME_NAMES[outcome], trial.name]
            lower = size.estimate < (1 if size.unit in RATIOS else 0)
            assert (row.x < axis.neutral_x) == (lower if size.better == "lower" else not lower)


def test_every_axis_says_in_words_what_its_sides_mean(dataset: Dataset) -> None:
    parts = {part.name: part for part in trial_effects(dataset.handbook)["parts"]}
    for outcome, found in by_outcome(dataset.handbook):
        words = SIDES.get(outcome, CALCIUM_SIDES)
        axes = parts[OUTCOME_NAMES[outcome]].axes
        assert {axis.sides for axis in axes} <= {words}
        turned = {e.numbers.unit for _, e in found if e.numbers and e.numbers.better == "higher"}
        assert [axis.name for axis in axes if axis.note] == [AXIS_NAMES[unit] for unit in turned]


def test_no_letter_of_the_picture_is_too_small_for_a_phone(
    page: Callable[[str], BeautifulSoup],
) -> None:
    """On a phone of 360 px the picture is 324 wide, so one of its 320 units is more than one px."""
    drawing = page("evidence/trial-effects/").select_one("svg:has(#trial-effects-title)")
    assert drawing and drawing["viewbox"].startswith("0 0 320 ")
    assert min(float(tag["font-size"]) for tag in drawing.select("[font-size]")) >= 12


def test_picture_and_table_have_the_same_numbers_and_every_trial(
    page: Callable[[str], BeautifulSoup], dataset: Dataset
) -> None:
    article = page("evidence/trial-effects/").select_one("article")
    assert article
    drawing = article.select_one("svg:has(#trial-effects-title)")
    table = article.select_one("table:has(#effects)")
    assert drawing and table
    for part in (drawing, table):
        text = " ".join(part.get_text().split())
        for _, found in by_outcome(dataset.handbook):
            for trial, effect in found:
                assert trial.name in text
                if effect.numbers:
                    assert effect_text(effect.numbers).removesuffix(" (no interval)") in text
        assert "numbers that we could not read" in text


def test_every_number_of_an_effect_is_in_the_text_of_its_trial(dataset: Dataset) -> None:
    """The words beside the picture say the same; what only the table has, is listed here."""
    only_in_the_table = {("t-trevasc-hdk", "valve")}
    for trial in dataset.handbook.trials:
        words = f"{trial.outcome} {trial.detail}".replace("-", "−")
        for effect in trial.effects:
            size = effect.numbers
            if size and (trial.id, effect.outcome) not in only_in_the_table:
                for number in (size.value, size.low, size.high, size.with_vitamin, size.without):
                    assert number is None or f"{number:g}".replace("-", "−") in words, trial.id
