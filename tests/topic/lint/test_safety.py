"""Boxes, medicines and groups that an entry names exist, each of them once."""

import pytest
from smallest import assert_violation, replaced

from macros.core.dataset import Dataset
from macros.topic.lint.safety import (
    emergencies_name_the_numbers,
    known_medicine_targets,
    known_warnings,
    missing_number_message,
    topics_keep_warnings,
    unique_medicine_names,
)
from macros.topic.required_warnings import CALCIUM_WARNINGS
from macros.topic.schema.safety import Topic

WRONG = {
    "box": (known_warnings, ("topics", "vitamin-k", "groups", 0), "warfarin", "'warfarin' is not a group of safety.yml"),
    "signs of a group": (known_warnings, ("groups", 0, "danger_signs"), "hypercalcemia", "did you mean 'hypercalcaemia'"),
    "red flag left out": (topics_keep_warnings, ("topics", "vitamin-d", "red_flags"), (), "the warning 'hypercalcaemia' must be listed here"),
    "group left out": (topics_keep_warnings, ("topics", "vitamin-k", "groups"), ("kidney-stones",), "the warning 'warfarin-vka' must be listed here"),
    "nobody to call": (emergencies_name_the_numbers, ("groups", 0, "do"), "Call an ambulance.", "leaves open which number to call"),
    "group of a medicine": (known_medicine_targets, ("medicines", "warfarin", "group"), "warfarin", "'warfarin' is not a group of safety.yml; there is"),
    "interaction of a medicine": (known_medicine_targets, ("medicines", "warfarin", "interaction"), "orlistat", "'orlistat' is not an interaction of safety.yml"),
    "brand of another medicine": (unique_medicine_names, ("medicines", "rivaroxaban", "brands"), ("eli-quis",), "'eli-quis' is already a name of 'apixaban'"),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_a_violation_is_named_at_its_value(dataset: Dataset, case: str) -> None:
    assert_violation(dataset.handbook, *WRONG[case])


def test_a_topic_that_its_readers_need_exists(dataset: Dataset) -> None:
    rest = tuple(topic for topic in dataset.handbook.topics if topic.id != "vitamin-d")
    [violation] = topics_keep_warnings(replaced(dataset.handbook, ("topics",), rest))
    assert violation.message == "the topic 'vitamin-d' is missing"


def without(topic: Topic, box: str) -> Topic:
    kept = {
        field: tuple(name for name in getattr(topic, field) if name != box)
        for field in ("groups", "red_flags")
    }
    return topic.model_copy(update=kept)


@pytest.mark.parametrize("box", CALCIUM_WARNINGS)
@pytest.mark.parametrize("name", ["vitamin-d", "supplements"])
def test_a_topic_on_vitamin_d_or_calcium_needs_each_of_its_boxes(
    dataset: Dataset, name: str, box: str
) -> None:
    topics = [without(t, box) if t.id == name else t for t in dataset.handbook.topics]
    [violation] = topics_keep_warnings(replaced(dataset.handbook, ("topics",), tuple(topics)))
    assert violation.message == f"the warning '{box}' must be listed here"
    assert violation.key[1] == [topic.id for topic in topics].index(name)


@pytest.mark.parametrize(
    "text",
    [
        "Call the emergency number.",
        "Then call an ambulance.",
        "Phone the emergency services at once.",
        "Go to an emergency department.",
        "Get emergency help.",
        "Call 911.",
        "Call 911 or 112.",
    ],
)
def test_a_call_for_help_without_all_numbers_is_a_fault(dataset: Dataset, text: str) -> None:
    assert missing_number_message(text, dataset.handbook)


@pytest.mark.parametrize(
    "text",
    [
        "Call 911 (US and Canada), 999 (UK) or 112 (EU).",
        "Call your doctor the same day.",
        "This is rare, and it is an emergency.",
        "Visits to the emergency department were counted.",
        "In 112 people the score rose.",
    ],
)
def test_other_words_about_emergencies_pass(dataset: Dataset, text: str) -> None:
    assert not missing_number_message(text, dataset.handbook)


def test_the_data_name_the_numbers_wherever_they_send_for_help(dataset: Dataset) -> None:
    group = dataset.handbook.groups[0].model_copy(update={"do": "Call an ambulance."})
    data = replaced(dataset.handbook, ("groups", 0), group)
    [violation] = emergencies_name_the_numbers(data)
    assert violation.key == ("groups", 0, "do")
    assert "911 (US and Canada), 999 (UK), 112 (EU)" in violation.message


def test_a_step_of_a_red_flag_is_looked_at_too(dataset: Dataset) -> None:
    flag = dataset.handbook.red_flags[0].model_copy(
        update={"action": ("Rest.", "Call an ambulance.")}
    )
    data = replaced(dataset.handbook, ("red_flags",), (flag,))
    [violation] = emergencies_name_the_numbers(data)
    assert violation.key == ("red_flags", 0, "action", 1)
