"""A wrong edit to a page is named with its file and line."""

from pathlib import Path

import pytest
from conftest import edit, faults

PAGE = "docs/factors/diabetes.md"
CALL = '{{ claim("diabetes-higher-risk") }}'

WRONG = {
    "unknown macro": (CALL, '{{ clam("diabetes-higher-risk") }}', "did you mean 'claim'"),
    "unknown argument": (CALL, '{{ claim(nane="diabetes-higher-risk") }}', "it is written claim(name)"),
    "unknown claim": (CALL, '{{ claim("diabetes-higher-risks") }}', "did you mean 'diabetes-higher-risk'"),
    "undefined name": (CALL, "{{ diabetes }}", "is not a macro"),
    "name without quotes": (CALL, "{{ claim(diabetes) }}", "in quotes"),
    "macro without call": (CALL, "{{ claim }}", "write it as a call"),
    "unclosed call": (CALL, '{{ claim("diabetes-higher-risk" }}', "not a macro call"),
    "statement": (CALL, "{% set x = 1 %}", "only macro calls"),
    "block in a sentence": (CALL, f"See {CALL}", "left margin"),
    "indented block": (CALL, f"    {CALL}", "left margin"),
    "shown twice": (CALL, f"{CALL}\n\n{CALL}", "already shown"),
    "unknown reference": ('cite("mori-2018")', 'cite("mori-2017")', "did you mean 'mori-2018'"),
    "unknown topic": ("topics: [artery-calcium", "topics: [arteries", "is not a topic"),
    "missing title": ("title: Diabetes\n", "", "the key 'title' is missing"),
    "unknown key": ("topics:", "topcis:", "did you mean 'topics'"),
    "empty key": ("handout: People with diabetes", "handout:", "handout: is empty"),
    "other heading": ("# Diabetes\n", "# Sugar\n", "first heading"),
    "skipped level": ("## What is known", "#### What is known", "skips a level"),
    "no short box": ('!!! short "In short"', '!!! note "In short"', 'no box !!! short'),
    "no date": ("{{ checked() }}\n", "", "first macro"),
    "no sources": ("{{ sources() }}\n", "", "last macro"),
    "no safety box": ("{{ safety() }}\n", "", "needs {{ safety() }}"),
    "future date": ("reviewed: 2026-11-23", "reviewed: 2999-11-23", "in the future"),
    "dead link": ("## What is known", "[x](kidneys.md)\n\n## What is known", "is not a page"),
    "dead anchor": ("## What is known", "[x](kidney-disease.md#asc)\n\n## What is known", "did you mean 'ask'"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "message"), WRONG.values(), ids=WRONG)
def test_a_wrong_edit_is_named_in_its_page(project: Path, old: str, new: str, message: str) -> None:
    edit(project, PAGE, old, new)
    assert any(f.startswith(f"{PAGE}:") and message in f for f in faults(project))


@pytest.mark.parametrize(
    "case", ["unknown macro", "unknown claim", "undefined name", "unclosed call", "dead link"]
)
def test_a_wrong_edit_is_named_at_its_line(project: Path, case: str) -> None:
    old, new, _ = WRONG[case]
    line = edit(project, PAGE, old, new)
    assert any(f.startswith(f"{PAGE}:{line}:") for f in faults(project))


def test_an_unknown_claim_behind_a_sentence_is_a_fault_and_no_traceback(project: Path) -> None:
    page = "docs/calcification.md"
    line = edit(project, page, '{{ claim("calcium-bones-teeth") }}', '{{ claim("calcium-bone") }}')
    assert any(f.startswith(f"{page}:{line}:") and "is not a claim" in f for f in faults(project))


def test_a_link_without_a_target_is_a_fault_at_its_column(project: Path) -> None:
    line = edit(project, PAGE, "## What is known", "[x]()\n\n## What is known")
    assert f"{PAGE}:{line}:5: the link has no target" in faults(project)


def test_a_page_outside_the_navigation_is_a_fault(project: Path) -> None:
    text = (project / PAGE).read_text("utf-8")
    (project / "docs/extra.md").write_text(text.replace("(../", "("), "utf-8")
    assert any("docs/extra.md is missing from the navigation" in f for f in faults(project))


def test_a_page_of_the_navigation_that_is_gone_is_a_fault(project: Path) -> None:
    line = edit(project, "mkdocs.yml", "glossary.md", "glosary.md")
    assert any(f.startswith(f"mkdocs.yml:{line}:") for f in faults(project))


def test_a_page_without_front_matter_is_a_fault(project: Path) -> None:
    (project / PAGE).write_text("# Diabetes\n")
    assert any(f.startswith(f"{PAGE}:1:1: no front matter") for f in faults(project))


def test_an_example_in_raw_is_not_a_call(project: Path) -> None:
    edit(
        project, PAGE, "## What is known", "{% raw %}{{ nothing }}{% endraw %}\n\n## What is known"
    )
    assert faults(project) == []


def test_a_sentence_before_a_claim_on_a_leaflet_is_no_stronger_than_it(project: Path) -> None:
    file = "docs/leaflets/artery-calcium-sheet.md"
    call = '{{ claim_line("conclusion-k2-traffic-controller") }}'
    line = edit(project, file, call, f"K2 prevents hard arteries.\n\n{call}")
    assert any(f.startswith(f"{file}:{line}:") and "'prevents'" in f for f in faults(project))
