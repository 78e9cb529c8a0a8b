"""Every task in CONTRIBUTING.md, done to the letter, passes the check; left half done, it does not."""

import re
from pathlib import Path
from typing import get_args

import pytest
from conftest import ROOT, diagnostics, edit
from guide import GUIDE, TASKS, append, typed

from macros.core.schema.references import Kind
from macros.core.schema.verdicts import CERTAINTIES, VERDICTS
from macros.topic.schema.questions import Asker, QuestionKind

GRADE = "    verdict: well established\n    certainty: high\n"


def without(root: Path, file: str, text: str) -> None:
    """Take lines out of a file, where somebody has typed them already."""
    path = root / file
    path.write_text(path.read_text("utf-8").replace(text, ""), "utf-8")


@pytest.mark.parametrize("task", TASKS)
def test_a_task_has_at_most_six_steps(task: str) -> None:
    assert 0 < len(re.findall(r"(?m)^\d\. ", TASKS[task])) <= 6


def test_every_task_is_named_at_the_top() -> None:
    top = GUIDE.split("\n## ")[0]
    anchors = {re.sub(r"\W+", "-", task.lower()) for task in TASKS}
    assert set(re.findall(r"\(#(.*?)\)", top)) == anchors
    assert len(TASKS) == 9


def test_a_fact_is_corrected(project: Path) -> None:
    edit(project, "data/claims.yml", "About 99% of", "Nearly all, about 99% of,")
    edit(project, "data/claims.yml", "    checked: 2026-11-23\n", typed("Correct a fact"))
    assert diagnostics(project) == []


def test_a_grade_is_changed(project: Path) -> None:
    path = project / "data/claims.yml"
    old = next(  # a claim that still has its first grade
        claim
        for claim in path.read_text("utf-8").split("\n\n")
        if GRADE in claim and "why:" not in claim
    )
    moved = GRADE.replace("well established", "mixed").replace("high", "moderate")
    new = old.replace(GRADE, moved)
    edit(project, "data/claims.yml", old, new)
    found = [diagnostic for diagnostic in diagnostics(project) if "too strong" not in diagnostic]
    assert all("add to 'history', on top" in diagnostic for diagnostic in found)
    assert len(found) == 2
    done = new.replace("    history:\n", typed("Change how sure we are"))
    done = re.sub(r"    checked: .*\n", typed("Correct a fact"), done)
    edit(project, "data/claims.yml", new, done)
    # Words that stand on the claim may have to change, as the guide says.
    assert [
        diagnostic for diagnostic in diagnostics(project) if "too strong" not in diagnostic
    ] == []


def test_a_source_is_added_and_used(project: Path) -> None:
    append(project, "data/references.yml", typed("Add a source"))
    [diagnostic] = diagnostics(project)
    assert "nothing uses 'ikari-2016'" in diagnostic
    claims = (project / "data/claims.yml").read_text("utf-8")
    [old, *_] = re.findall(r"    sources: \[lips-2001, .*\n", claims)
    edit(project, "data/claims.yml", old, typed("Add a source", 1))
    assert diagnostics(project) == []


def test_a_question_is_added_to_its_page(project: Path) -> None:
    task = "Add or correct a question"
    without(project, "data/questions.yml", typed(task))
    append(project, "data/questions.yml", typed(task))
    page = project / "docs/calcification.md"
    page.write_text(page.read_text("utf-8").replace(typed(task, 1), ""), "utf-8")
    heading = re.search(
        r"(?m)^## (?=.*\{ #sources \}|Sources)|^\{\{ sources", page.read_text("utf-8")
    )
    assert heading
    edit(project, "docs/calcification.md", heading[0], f"{typed(task, 1)}\n{heading[0]}")
    assert diagnostics(project) == []


@pytest.mark.parametrize(("file", "name"), [("trials", "name"), ("glossary", "term")])
def test_a_trial_or_a_word_is_added_as_a_copy_that_is_changed(
    project: Path, file: str, name: str
) -> None:
    path = f"data/{file}.yml"
    last = (project / path).read_text("utf-8").rstrip("\n").split("\n\n")[-1]
    new = re.sub(rf"(?m)^(  - id|    {name}): .*", r"\1: added-2016", last)
    append(project, path, f"{new}\n")
    assert diagnostics(project) == []


def test_a_factor_is_added(project: Path) -> None:
    without(project, "data/calcification.yml", typed("Add a factor"))
    append(project, "data/calcification.yml", typed("Add a factor"))
    assert diagnostics(project) == []


def test_a_row_is_added(project: Path) -> None:
    row = typed("Add a row to the comparison")
    without(project, "data/calcification.yml", row)
    edit(project, "data/calcification.yml", "factors:\n", f"{row}\nfactors:\n")
    assert diagnostics(project) == []


def test_a_page_is_added_to_the_menu(project: Path) -> None:
    page = project / "docs/factors/smoking.md"
    page.unlink(missing_ok=True)
    without(project, "mkdocs.yml", typed("Add a page", 1))
    page.write_text(typed("Add a page"), "utf-8")
    *words, menu = diagnostics(project)
    assert all("replace the line that begins with …" in diagnostic for diagnostic in words)
    assert len(words) == 2
    assert "docs/factors/smoking.md is missing from the navigation" in menu
    page.write_text(page.read_text("utf-8").replace("… ", ""), "utf-8")
    last = "      - Diabetes: factors/diabetes.md\n"
    edit(project, "mkdocs.yml", last, last + typed("Add a page", 1))
    assert diagnostics(project) == []


def allowed(task: str) -> list[tuple[str, ...]]:
    """The lists of words that a task allows."""
    said = re.findall(r"(?<!\*)\*([^*]+)\*(?!\*)", " ".join(TASKS[task].split()))
    return [tuple(part.strip() for part in text.split(",")) for text in said if "," in text]


def test_what_the_guide_allows_is_what_the_data_allow() -> None:
    assert allowed("Change how sure we are") == [VERDICTS, CERTAINTIES]
    assert allowed("Add a source") == [get_args(Kind)]
    assert allowed("Add or correct a question") == [get_args(QuestionKind), get_args(Asker)]


def test_every_file_that_the_guide_names_exists() -> None:
    for target in re.findall(r"\]\(([^#)]+)\)", GUIDE):
        assert (ROOT / target).exists(), target
