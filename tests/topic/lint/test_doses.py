"""Pages name no dose without its warning, and send nobody for help without the numbers."""

import pytest
from smallest import DESCRIPTION, FRONT, rendered_state, told

from macros.core.dataset import Dataset
from macros.topic.lint.doses import (
    agreeing_units,
    doses_have_warnings,
    emergency_numbers_on_pages,
    no_dose_in_descriptions,
)

SAFETY = FRONT.replace(DESCRIPTION, f"{DESCRIPTION}topics: [supplements]\n")
WARFARIN = FRONT.replace(DESCRIPTION, f"{DESCRIPTION}topics: [warfarin]\n")


@pytest.mark.parametrize(
    ("front", "body", "found"),
    [
        (FRONT, "[x](y.md) A tablet of it.", ["1:13: 'tablet'"]),
        (FRONT, "x\n\nTake 5 mg.", ["3:6: '5 mg'"]),
        (FRONT, "Take <b>5</b> mg {{ cite('mori-2018') }} <b>5 mg</b>", ["1:45: '5 mg'"]),
        (FRONT, "## A tablet\n\nA word.", []),
        (SAFETY, "{{ safety() }}\n\nTake 5 mg of vitamin D.", []),
        (SAFETY, "Take 5 mg.\n\n{{ safety() }}", ["0:6: '5 mg'"]),
        (WARFARIN, "{{ safety() }}\n\nTake 5 mg of K2.", []),
        (WARFARIN, "{{ safety() }}\n\nTake 5 mg of vitamin D.", ["2:6: '5 mg'"]),
    ],
)
def test_a_dose_stands_below_who_must_ask_first(
    dataset: Dataset, front: str, body: str, found: list[str]
) -> None:
    first = 6 if front == FRONT else 8
    rows = told(doses_have_warnings(rendered_state(dataset, body, front)), first)
    wanted = [f"{words} is a dose or a supplement; name the topic" for words in found]
    assert [row[: len(start)] for row, start in zip(rows, wanted, strict=True)] == wanted


def test_a_description_names_no_dose(dataset: Dataset) -> None:
    state = rendered_state(dataset, "", FRONT.replace("D.", "Take 5 µg."))
    message = "description: '5 µg' is a dose; search results would show it without its warning"
    assert told(no_dose_in_descriptions(state), first=1) == [f"3:19: {message}"]


@pytest.mark.parametrize(
    ("body", "pairs"),
    [
        ("Take 100 µg (4,000 IU) a day.", []),
        ("x\n\nTake 100 µg (400 IU) a day.", ["3:1: '100 µg (400 IU)'"]),
        ("Take <b>100</b> µg (400&#32;IU).", ["1:1: '100 µg (400 IU)'"]),
    ],
)
def test_two_units_of_one_amount_agree(dataset: Dataset, body: str, pairs: list[str]) -> None:
    found = told(agreeing_units(rendered_state(dataset, body)))
    assert [row.partition(" are two amounts")[0] for row in found] == pairs


# Emergencies


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("Call an ambulance.", 1),
        ("## Call an ambulance { #now }", 1),
        ("Call {{ emergency() }} for an ambulance.", 0),
        ("Call 911, 999 or 112 for an ambulance.", 0),
    ],
)
def test_a_page_names_the_numbers_wherever_it_sends_for_help(
    dataset: Dataset, line: str, found: int
) -> None:
    rows = told(emergency_numbers_on_pages(rendered_state(dataset, f"# A\n\n{line}\n")))
    assert [row[:4] for row in rows] == ["3:1:"] * found
