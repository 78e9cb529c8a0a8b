"""A drawing that lacks a number says which entry must have it; its words are typeset."""

import json
import re

import pytest
from smallest import replaced

from macros.core.dataset import Dataset
from macros.topic.pictures.all import PICTURES
from macros.topic.pictures.vitamin_d_scale import vitamin_d_scale


@pytest.mark.parametrize("name", ["vitd-us-rda-71", "vitd-us-ul", "vitd-efsa-ul"])
def test_a_scale_names_the_intake_without_an_amount_for_adults(dataset: Dataset, name: str) -> None:
    path = ("intakes", name, "amounts")
    with pytest.raises(ValueError, match=f"'{name}' in data/figures.yml needs an amount with"):
        vitamin_d_scale(replaced(dataset.handbook, path, ()))


def test_a_group_of_a_scale_may_be_renamed(dataset: Dataset) -> None:
    path = ("intakes", "vitd-efsa-ul", "amounts", 0, "group")
    renamed = vitamin_d_scale(replaced(dataset.handbook, path, "11 years and over"))
    assert renamed["europe"] == vitamin_d_scale(dataset.handbook)["europe"]


@pytest.mark.parametrize("name", PICTURES)
def test_an_apostrophe_in_a_drawing_is_curly(dataset: Dataset, name: str) -> None:
    labels = json.dumps(PICTURES[name].values(dataset.handbook), ensure_ascii=False)
    assert not re.findall(r"[^']*\w'\w[^']*", labels)
