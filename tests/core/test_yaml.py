"""YAML that is wrong, or that is read as something else, is named at its line."""

import pytest
from smallest import FRONT

from macros.core.diagnostics import DiagnosticError
from macros.core.page_source import parse_page
from macros.core.yaml import parse_yaml
from macros.topic import SUBJECT

NOT_TEXT = ["2026", "No", "yes", "on", "12:30", "1e3", "0o17", "010", "~", "null", "2026-01-01", ".5"]  # fmt: skip


@pytest.mark.parametrize("word", NOT_TEXT)
def test_a_title_that_yaml_takes_for_something_else_is_to_be_quoted(word: str) -> None:
    with pytest.raises(DiagnosticError) as error:
        parse_page("a.md", "a.md", FRONT.replace("title: T", f"title: {word}"), SUBJECT)
    assert str(error.value) == f"a.md:2:8: '{word}' is not read as text; put it in quotes: '{word}'"
    page, _ = parse_page("a.md", "a.md", FRONT.replace("title: T", f"title: '{word}'"), SUBJECT)
    assert page.meta.title == word


ENTRIES = """claims:
  - id: a
    heading: b
    sources:
      - c
      - d
    checked: 2026-11-24

  - id: e
    heading: f
"""
UNEVEN = {
    "key": ("    heading: f", "   heading: f", 10, "3 spaces at the beginning of the line; line 7 has 4"),
    "key too far": ("    heading: b", "     heading: b", 3, "5 spaces at the beginning of the line; line 4 has 4"),
    "entry": ("  - id: e", " - id: e", 9, "1 space at the beginning of the line; line 2 has 2"),
    "entry too far": ("  - id: e", "   - id: e", 9, "3 spaces at the beginning of the line; line 2 has 2"),
    "item": ("      - d", "     - d", 6, "5 spaces at the beginning of the line; line 5 has 6"),
    "item too far": ("      - d", "       - d", 6, "7 spaces at the beginning; the item above it has 6, so that both are one text"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "line", "message"), UNEVEN.values(), ids=UNEVEN)
def test_a_line_with_a_space_too_few_is_named_with_its_neighbors(
    old: str, new: str, line: int, message: str
) -> None:
    with pytest.raises(DiagnosticError) as error:
        parse_yaml("a.yml", ENTRIES.replace(old, new), {})
    assert str(error.value) == f"a.yml:{line}:1: not YAML: {message}"


def test_a_file_may_end_within_a_line_that_is_wrong() -> None:
    with pytest.raises(DiagnosticError) as error:
        parse_yaml("a.yml", "claims:\n  - id: a\n    heading", {})
    assert str(error.value) == "a.yml:3:5: not YAML: a colon and a space are missing"


LOOP = "an alias (*) that contains itself; write the values out"


def test_an_alias_that_contains_itself_is_named_where_it_begins() -> None:
    with pytest.raises(DiagnosticError) as error:
        parse_yaml("a.yml", "a: b\nnav: &a\n  - *a\n", {})
    assert str(error.value) == f"a.yml:2:6: {LOOP}"


def test_what_is_wrong_with_the_yaml_of_front_matter_is_named_at_the_line_of_the_page() -> None:
    wrong = {"title: &a [*a]": f"2:8: {LOOP}", "title: 'T": "2:8: not YAML"}
    for title, message in wrong.items():
        with pytest.raises(DiagnosticError) as error:
            parse_page("a.md", "a.md", FRONT.replace("title: T", title), SUBJECT)
        assert str(error.value).startswith(f"a.md:{message}")


def test_lists_in_each_other_without_end_are_an_error() -> None:
    with pytest.raises(DiagnosticError, match="too many nested brackets"):
        parse_yaml("a.yml", f"a: {'[' * 5000}{']' * 5000}", {})


@pytest.mark.parametrize(
    "value", ["!foo a", "!foo [a]", "!foo {a: b}", "!!omap [a: 1]", "!x:str a"]
)
def test_a_tag_that_is_not_of_yaml_12_is_refused(value: str) -> None:
    with pytest.raises(DiagnosticError) as error:
        parse_yaml("a.yml", f"x: {value}", {})
    assert str(error.value).startswith("a.yml:1:4: a tag (a word that begins with '!')")
