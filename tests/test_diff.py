"""A change is told in words: what moved, why, what it looks like, and who must print again."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import copy, edit, faults
from test_history import CLAIM, regrade

from macros.diff import summary
from macros.project import Project, check

CALCIFICATION = "data/calcification.yml"


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return check(copy(tmp_path_factory.mktemp("before") / "project"))


def told(before: Project, root: Path) -> str:
    return summary(before, check(root))


def part(text: str, heading: str) -> str:
    """The part of a summary below a heading."""
    return next(part for part in text.split("\n## ") if part.startswith(heading))


def test_no_change_is_said(before: Project, project: Path) -> None:
    assert "Nothing that a reader sees." in told(before, project)


def test_a_new_grade_is_told_with_its_reason(before: Project, project: Path) -> None:
    regrade(project)
    claims = part(told(before, project), "Claims")
    assert f"**{CLAIM}**" in claims
    assert (
        "certainty (support for the claim) moved from **very low** to **low**."
        " Reason, 2026-11-24: Read once more."
    ) in claims


def test_what_stands_on_a_claim_with_a_new_grade_is_to_be_read_again(
    before: Project, project: Path
) -> None:
    text = (project / "data/claims.yml").read_text("utf-8")
    start = text.index("  - id: table-k2-food-sources\n")
    claim = text[start:].split("\n\n")[0]
    moved = claim.replace("certainty: moderate", "certainty: low", 1)
    why = "history:\n      - {date: 2026-11-24, verdict: supported, certainty: low, why: Read again.}\n"
    moved = moved.replace("history:\n", why).replace("checked: 2026-11-23", "checked: 2026-11-24")
    (project / "data/claims.yml").write_text(text.replace(claim, moved), "utf-8")
    [fault] = faults(project)
    assert "'probably' is too strong for low certainty" in fault
    edit(project, CALCIFICATION, "probably holds", "may hold")
    claims = part(told(before, project), "Claims")
    assert "- Read again what stands on it: cell food-sources-k2" in claims


def test_a_rewritten_grade_of_the_past_is_told(before: Project, project: Path) -> None:
    edit(project, "data/claims.yml", "certainty: high\n", "certainty: moderate\n")
    edit(
        project,
        "data/claims.yml",
        "established, certainty: high}",
        "established, certainty: moderate}",
    )
    assert "A grade of the past was rewritten" in part(told(before, project), "Claims")


def test_a_cell_is_told_before_and_after_and_in_the_table(before: Project, project: Path) -> None:
    edit(project, CALCIFICATION, "Helps blood to clot.", "Lets blood clot.")
    text = told(before, project)
    assert "- text: Helps blood to clot. → Lets blood clot." in part(text, "Cells")
    row = next(line for line in part(text, "The comparison").split("\n") if "Main job" in line)
    assert row.split("|")[2].strip() == (
        "**Lets blood clot.** (the article’s wording: supported; support for the claim: high)"
    )


def test_a_number_is_told_before_and_after(before: Project, project: Path) -> None:
    edit(project, "data/figures.yml", "value: 120", "value: 125")
    text = part(told(before, project), "Amounts a day")
    assert "**vitk-us-ai-men**: vitamin K, adequate intake, µg" in text
    assert "value 120 → " in text
    assert text.rstrip().endswith("value 125")


def test_the_changed_words_of_a_long_text_are_marked(before: Project, project: Path) -> None:
    edit(project, "data/claims.yml", "About 99%", "About 98%")
    assert "About ~~99%~~ **98%** of the body's" in part(told(before, project), "Claims")


def test_every_page_that_reads_differently_is_named(before: Project, project: Path) -> None:
    edit(project, CALCIFICATION, "Helps blood to clot.", "Lets blood clot.")
    pages = part(told(before, project), "Pages")
    assert set(re.findall(r"`docs/(.*?)`", pages)) == {"compare.md", "leaflets/k1-k2-d-sheet.md"}
    assert pages.count("print it again") == 2


PAGE = """---
title: Extra
description: A page more.
reviewed: 2026-11-23
---

# Extra

{{ checked() }}

!!! short "In short"

    A page more.

{{ sources() }}
"""


def test_a_new_page_and_one_that_is_gone_are_named(before: Project, project: Path) -> None:
    (project / "docs/extra.md").write_text(PAGE, "utf-8")
    edit(
        project,
        "mkdocs.yml",
        "  - Glossary: glossary.md\n",
        "  - Glossary: glossary.md\n  - Extra: extra.md\n",
    )
    assert "- Extra (`docs/extra.md`): new. A page more." in told(before, project)
    assert "- Extra (`docs/extra.md`): **gone**" in summary(check(project), before)


def test_marks_in_a_text_are_told_as_text(before: Project, project: Path) -> None:
    edit(project, CALCIFICATION, "Helps blood to clot.", "<b>Lets</b> *blood* | clot.")
    text = told(before, project)
    assert r"\<b\>Lets\</b\> \*blood\* \| clot." in text


def run(root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(words, cwd=root, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
    return done


def commit(root: Path) -> None:
    run(root, "git", "init", "-q")
    run(root, "git", "add", "-A")
    names = ("-c", "user.name=Test", "-c", "user.email=test@localhost")
    assert run(root, "git", *names, "commit", "-qm", "before").returncode == 0


def test_the_command_compares_with_a_commit(project: Path) -> None:
    commit(project)
    edit(project, CALCIFICATION, "Helps blood to clot.", "Lets blood clot.")
    done = run(project, sys.executable, "-m", "macros", "diff", "HEAD")
    assert done.returncode == 0
    assert done.stdout.startswith("# What this change does")
    assert "Lets blood clot." in done.stdout


def test_an_unknown_commit_is_a_plain_fault(project: Path) -> None:
    commit(project)
    done = run(project, sys.executable, "-m", "macros", "diff", "nowhere")
    assert done.returncode != 0
    assert "nowhere" in done.stderr


def test_a_version_before_that_breaks_a_rule_is_compared_by_its_files(project: Path) -> None:
    edit(project, CALCIFICATION, "Helps blood to clot.", "Lets blood clot.")
    line = edit(project, "data/claims.yml", "certainty: high", "certainty: hihg")
    commit(project)
    edit(project, "data/claims.yml", "certainty: hihg", "certainty: high")
    done = run(project, sys.executable, "-m", "macros", "diff", "HEAD")
    assert done.returncode == 0
    assert f"data/claims.yml:{line}:" in done.stdout
    assert "1 file changed" in done.stdout
