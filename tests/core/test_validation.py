"""A wrong value is explained with what would be right."""

from pathlib import Path

import pytest

from macros.core.dataset import _read
from macros.core.diagnostics import Diagnostic
from macros.core.schema.record import ID, Record
from macros.core.validation import explain, to_record, value_errors
from macros.topic import SUBJECT


class Lonely(Record):
    """A choice of two."""

    alone: bool


def refused(tmp_path: Path, key: str, value: str) -> str:
    """What the check says of a reference with this value."""
    lines = {
        "id": "a",
        "type": "webpage",
        "title": "A",
        "author": "[{literal: B}]",
        "verified": "'yes'",
    }
    lines[key] = value
    entry = "\n    ".join(f"{name}: {text}" for name, text in lines.items())
    (tmp_path / "references.yml").write_text(f"references:\n  - {entry}\n", "utf-8")
    found: list[Diagnostic] = []
    _read(tmp_path / "references.yml", SUBJECT.files["references.yml"], {}, found)
    [diagnostic] = found
    return str(diagnostic)


CURLY = {
    "PMID": "“19103767”",
    "DOI": "10.3945/ajcn.2008.27338”",
    "PMCID": "“PMC2743206”",
    "verified": "“yes”",
    "volume": "“53”",
    "URL": "https://doi.org/10.3945/ajcn”",
    "id": "‘a’",
}


@pytest.mark.parametrize("key", CURLY)
def test_curly_quotes_are_to_be_straight(tmp_path: Path, key: str) -> None:
    assert "straight quotes" in refused(tmp_path, key, CURLY[key])


def test_curly_quotes_around_a_colon_are_to_be_straight(tmp_path: Path) -> None:
    assert "straight quotes" in refused(tmp_path, "title", "“A: b”")


@pytest.mark.parametrize("given", ["a-b; c-d", "a-b c-d", "a-b / c-d"])
def test_between_two_ids_stands_a_comma(given: str) -> None:
    error = {
        "type": "string_pattern_mismatch",
        "loc": ("claims", 0),
        "ctx": {"pattern": ID},
        "input": given,
    }
    message = explain(error, None, {"claims": [given]})
    assert "put a comma between two ids, as in [a-b, c-d]" in message


def test_a_choice_of_two_names_both() -> None:
    tree = {"alone": "yess"}
    _, errors = to_record(tree, Lonely)
    [(_, message)] = value_errors(tree, Lonely, errors)
    assert message == "alone: 'yess' must be true or false"
