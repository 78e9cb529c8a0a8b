"""The whole check of a copy of the project: every step sees what the others found."""

import functools
from pathlib import Path

import pytest
from conftest import diagnostics, edit

from macros.core import templates
from macros.core.dataset import Dataset

PAGE = "docs/factors/diabetes.md"
CALL = '{{ claim("diabetes-higher-risk") }}'
CLAIMS = "data/claims.yml"
CALCIFICATION = "data/calcification.yml"


def test_diagnostics_of_the_data_and_of_pages_come_in_one_run(project: Path) -> None:
    before = diagnostics(project)
    edits = [
        ("data/claims.yml", "  - id: calcium-paradox\n", "  - id: calcium-paradox\n    odd: x\n", "'odd' is not a key"),
        ("data/claims.yml", "sources: [efsa-calcium-2015, ", "sources: [efsa-calcium-2051, ", "is not a reference"),
        (PAGE, CALL, '{{ clam("diabetes-higher-risk") }}', "is not a macro"),
        (PAGE, "Many people", "K2 prevents it. Many people", "'prevents' is too strong"),
        ("docs/handouts.md", "# Handouts\n", "# Handouts\n\n[x](nowhere.md)\n", "is not a page"),
        ("docs/glossary.md", "{{ glossary() }}", "{{ glossary() }}\n\n{{ claim(\"nothing\") }}", "'nothing' is not a claim"),
    ]  # fmt: skip
    for file, old, new, _ in edits:
        edit(project, file, old, new)
    found = diagnostics(project)
    told = [
        diagnostic
        for diagnostic in found
        if "nothing uses" not in diagnostic and diagnostic not in before
    ]
    assert len(told) == len(edits)
    for file, _, _, message in edits:
        assert any(
            diagnostic.startswith(f"{file}:") and message in diagnostic for diagnostic in told
        )


def test_a_page_that_cannot_be_read_or_reached_is_named(project: Path) -> None:
    text = (project / PAGE).read_text("utf-8")
    (project / "docs/extra.md").write_text(text.replace("(../", "("), "utf-8")
    (project / PAGE).write_text("# Diabetes\n", "utf-8")
    found = diagnostics(project)
    assert any(f.startswith(f"{PAGE}:1:1: no front matter") for f in found)
    assert any("docs/extra.md is missing from the navigation" in f for f in found)


def test_a_page_of_the_menu_that_is_gone_is_named_there(project: Path) -> None:
    line = edit(project, "mkdocs.yml", "glossary.md", "glosary.md")
    assert any(f.startswith(f"mkdocs.yml:{line}:") for f in diagnostics(project))


def test_the_article_itself_cannot_be_changed(project: Path) -> None:
    edit(project, "data/source-article.txt", "cornerstone", "corner stone")
    assert diagnostics(project) == [
        "data/source-article.txt:1:1: the article stays as it was found; undo the change"
    ]


def test_a_reference_that_nothing_uses_is_named_at_its_line(project: Path) -> None:
    edit(project, "data/safety.yml", "cohen-1988, ", "")
    [diagnostic] = diagnostics(project)
    rows = (project / "data/references.yml").read_text("utf-8").splitlines()
    line = rows.index("  - id: cohen-1988") + 1
    assert diagnostic.startswith(f"data/references.yml:{line}:")


def test_a_row_of_the_article_cannot_be_dropped(project: Path, dataset: Dataset) -> None:
    text = (project / CALCIFICATION).read_text("utf-8")
    start, end = text.index("  - id: deficiency\n"), text.index("  - id: calcification-link\n")
    (project / CALCIFICATION).write_text(text[:start] + text[end:], "utf-8")
    found = [diagnostic for diagnostic in diagnostics(project) if "is in no cell" in diagnostic]
    assert len(found) == sum(bool(vitamin.article) for vitamin in dataset.handbook.vitamins)


def test_a_new_column_is_data_alone(project: Path) -> None:
    path = project / CALCIFICATION
    text = path.read_text("utf-8").replace(
        "\ncomparison:\n",
        "\n  - id: e\n    name: Vitamin E\n    technical: tocopherol\n\ncomparison:\n",
    )
    cell = "      e:\n        text: Not compared yet.\n        claim: table-d-food-sources\n"
    path.write_text(text.replace("      k2:\n", f"{cell}      k2:\n"), "utf-8")
    assert diagnostics(project) == []


def test_a_file_that_is_not_text_hides_no_other_fault(project: Path) -> None:
    (project / "docs/assets/handbook.css").write_bytes(b"p { content: '\xe9' }")
    edit(project, PAGE, CALL, '{{ clam("diabetes-higher-risk") }}')
    found = diagnostics(project)
    assert any(f.startswith("docs/assets/handbook.css:1:15: not UTF-8") for f in found)
    assert any("'clam' is not a macro" in f for f in found)


CONSEQUENCES = {
    "DOI": ("data/references.yml", "    DOI: 10.1161/JAHA.116.003815", "    DOI: doi.org/10.1161"),
    "trial": ("data/trials.yml", "    people: 244", "    people: many"),
    "template": ("macros/templates/parts/source.html.jinja", "{% macro", "{% macr"),
}


@pytest.mark.parametrize(("file", "old", "new"), CONSEQUENCES.values(), ids=CONSEQUENCES)
def test_what_only_follows_from_a_fault_is_not_told(
    project: Path, monkeypatch: pytest.MonkeyPatch, file: str, old: str, new: str
) -> None:
    if file.endswith(".jinja"):
        folders = [
            project / "macros/templates" / folder
            for folder in ("", "publish", "blocks", "pictures")
        ]
        monkeypatch.setattr(templates, "FOLDERS", folders)
        monkeypatch.setattr(
            templates, "_environment", functools.cache(templates._environment.__wrapped__)
        )
    line = edit(project, file, old, new)
    found = diagnostics(project)
    assert [diagnostic.split(":")[:2] for diagnostic in found] == [[file, str(line)]]
