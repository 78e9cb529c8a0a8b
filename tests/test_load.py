"""A wrong edit to the data is named with its file, line and column, and never a traceback."""

import json
from pathlib import Path

import pytest
from conftest import ROOT, edit, faults

from macros.__main__ import schema
from macros.load import Book
from macros.model import FILES

CALCIFICATION = "data/calcification.yml"
CLAIMS = "data/claims.yml"
FIGURES = "data/figures.yml"

WRONG = {
    "unknown key": (CLAIMS, "    design: guideline", "    desing: guideline", "did you mean 'design'"),
    "missing key": (CLAIMS, "    verdict: well established\n", "", "the key 'verdict' is missing"),
    "repeated key": (CLAIMS, "    certainty: high", "    verdict: high", "'verdict' stands twice"),
    "wrong value": (CLAIMS, "certainty: high", "certainty: hihg", "did you mean 'high'"),
    "wrong date": (CLAIMS, "checked: 2026-11-23", "checked: 2026-13-23", "is not a date"),
    "wrong type": (FIGURES, "value: 120", "value: plenty", "number"),
    "id with capitals": (CLAIMS, "id: calcium-bones-teeth", "id: Calcium", "right form"),
    "empty text": (CALCIFICATION, "name: Main job", "name:", "is empty"),
    "number for text": (CALCIFICATION, "name: Main job", "name: 7", "put it in quotes"),
    "two wordings": (CLAIMS, "    section: opening\n    quote", "    section: opening\n    statement: x\n    quote", "'statement' alone"),
    "tab": (CALCIFICATION, "    name: Main job", "\tname: Main job", "a tab"),
    "merge marker": (CALCIFICATION, "vitamins:", "<<<<<<< mine\nvitamins:", "merge marker"),
    "unclosed quote": (CALCIFICATION, "name: Vitamin D", "name: 'Vitamin D", "not YAML"),
    "unclosed list": (CALCIFICATION, "claims: [diabetes-higher-risk]", "claims: [diabetes-higher-risk", "not YAML"),
}  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "message"), WRONG.values(), ids=WRONG)
def test_a_wrong_edit_is_named_in_its_file(
    project: Path, file: str, old: str, new: str, message: str
) -> None:
    edit(project, file, old, new)
    assert any(f.startswith(f"{file}:") and message in f for f in faults(project))


@pytest.mark.parametrize("case", ["unknown key", "repeated key", "wrong value", "wrong date"])
def test_a_wrong_edit_is_named_at_its_line(project: Path, case: str) -> None:
    file, old, new, message = WRONG[case]
    line = edit(project, file, old, new)
    assert any(f.startswith(f"{file}:{line}:") and message in f for f in faults(project))


def test_an_empty_file_is_a_fault(project: Path) -> None:
    (project / CLAIMS).write_text("# nothing\n")
    assert "data/claims.yml:1:1: the file is empty" in faults(project)[0]


def test_a_missing_file_is_a_fault(project: Path) -> None:
    (project / CLAIMS).unlink()
    assert faults(project) == ["data/claims.yml:1:1: the file is missing"]


def test_a_file_that_nothing_reads_is_a_fault(project: Path) -> None:
    (project / "data/claim.yml").write_text("claims: []\n")
    assert "did you mean 'claims.yml'" in faults(project)[0]


def test_a_file_that_is_not_utf_8_is_a_fault_at_its_line(project: Path) -> None:
    path = project / CALCIFICATION
    path.write_bytes(path.read_bytes().replace(b"name: Main job", b"name: M\xe4in job"))
    line = path.read_bytes().split(b"name: M\xe4in")[0].count(b"\n") + 1
    assert faults(project) == [f"{CALCIFICATION}:{line}:12: not UTF-8; save the file as UTF-8"]


def test_every_fault_of_a_run_is_named(project: Path) -> None:
    edit(project, CLAIMS, "certainty: high", "certainty: hihg")
    edit(project, CALCIFICATION, "list: article", "list: artcle")
    edit(project, "docs/glossary.md", "{{ glossary() }}", "{{ glosary() }}")
    assert [line.split(":")[0] for line in faults(project)] == [
        CALCIFICATION,
        CLAIMS,
        "docs/glossary.md",
    ]


def test_a_wrong_entry_is_one_fault_and_its_list_none(project: Path) -> None:
    line = edit(project, "data/changes.yml", 'version: "1.0"', "version: one")
    [fault] = faults(project)
    assert fault.startswith(f"data/changes.yml:{line}:")


def test_no_stays_text(project: Path) -> None:
    edit(project, CALCIFICATION, "name: Main job", "name: no")
    assert faults(project) == []


def test_every_place_is_the_line_of_its_record(book: Book) -> None:
    for index, claim in enumerate(book.data.claims):
        place = book.places["claims", index]
        line = (ROOT / place.file).read_text("utf-8").splitlines()[place.line - 1]
        assert line.strip() == f"- id: {claim.id}"


@pytest.mark.parametrize("name", FILES)
def test_the_schemas_for_editors_are_fresh(name: str) -> None:
    stored = (ROOT / "data/schema" / name.replace(".yml", ".json")).read_text("utf-8")
    assert json.loads(stored) == json.loads(schema(FILES[name])), "run python -m macros schema"
