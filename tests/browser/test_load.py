"""A wrong edit to the data is named with its file, line and column, and never a traceback."""

import json
from pathlib import Path

import pytest
from conftest import ROOT, diagnostics, edit

from macros.core.dataset import Dataset
from macros.core.schema.record import json_schema
from macros.core.yaml import parse_yaml
from macros.topic.schema.handbook import FILES

CALCIFICATION = "data/calcification.yml"
CLAIMS = "data/claims.yml"
FIGURES = "data/figures.yml"

SAFETY = "data/safety.yml"
REFERENCES = "data/references.yml"

WRONG = {
    "unknown key": (CLAIMS, "    design: guideline", "    desing: guideline", "did you mean 'design'"),
    "missing key": (CLAIMS, "  - id: calcium-bones-teeth\n", "  -\n", "the key 'id' is missing"),
    "repeated key": (CLAIMS, "    certainty: high", "    verdict: high", "'verdict' appears twice"),
    "wrong value": (CLAIMS, "certainty: high", "certainty: hihg", "did you mean 'high'"),
    "wrong date": (CLAIMS, "checked: 2026-11-23", "checked: 2026-13-23", "there is no day 2026-13-23"),
    "date in quotes": (CLAIMS, "checked: 2026-11-23", 'checked: "2026-11-23"', "leave the quotes out: 2026-11-23"),
    "date in words": (CLAIMS, "checked: 2026-11-23", "checked: yesterday", "is not a date"),
    "date as a number": (CLAIMS, "checked: 2026-11-23", "checked: 20261123", "is not a date"),
    "date before the handbook": (CLAIMS, "checked: 2026-11-23", "checked: 1926-11-23", "before the handbook was begun"),
    "word for a number": (FIGURES, "value: 120", "value: plenty", "is not a number"),
    "number with a unit": (FIGURES, "value: 120", "value: 120 µg", "is not a number"),
    "number with an underscore": (FIGURES, "value: 120", "value: 1_20", "is not a number"),
    "negative number": (FIGURES, "value: 120", "value: -120", "must be above 0"),
    "number beyond all bounds": (FIGURES, "value: 120", f"value: {'9' * 400}", "at most 1,000,000"),
    "number with a comma": (FIGURES, "value: 1000", "value: 1,000", "is not a number"),
    "wrong unit of a nutrient": (FIGURES, "value: 15\n", "value: 600\n", "is it in µg?"),
    "units that disagree": (FIGURES, "iu: 1360", "iu: 136", "136 IU is not 34 µg"),
    "id with capitals": (CLAIMS, "id: calcium-bones-teeth", "id: Calcium", "right form"),
    "empty text": (CALCIFICATION, "name: Main job", "name:", "is empty"),
    "number for text": (CALCIFICATION, "name: Main job", "name: 7", "put it in quotes"),
    "text for a list": (CLAIMS, "sources: [efsa-calcium-2015, ross-2011, iom-2011-dri]", "sources: ross-2011", "must be a list"),
    "list for text": (CALCIFICATION, "name: Main job", "name: [Main, job]", "must be text, not a list"),
    "two wordings": (CLAIMS, "    section: opening\n", "    section: opening\n    statement: x\n", "'statement' alone"),
    "tab": (CALCIFICATION, "    name: Main job", "\tname: Main job", "a tab"),
    "wrong indent": (CALCIFICATION, "    name: Main job", "   name: Main job", "not YAML"),
    "merge marker": (CALCIFICATION, "vitamins:", "<<<<<<< mine\nvitamins:", "merge marker"),
    "colon in a text": (CALCIFICATION, "name: Main job", "name: Main job: clotting", "put the text in quotes"),
    "unclosed quote": (CALCIFICATION, "name: Vitamin D", "name: 'Vitamin D", "not YAML"),
    "unclosed list": (CALCIFICATION, "claims: [diabetes-higher-risk]", "claims: [diabetes-higher-risk", "not YAML"),
    "tag": (CALCIFICATION, "name: Main job", "name: !Main job", "a tag"),
    "control character": (CALCIFICATION, "name: Main job", "name: Main\u2028job", "invisible"),
    "limits in the wrong order": (FIGURES, "above: 125", "above: 125\n        below: 100", "in their order"),
    "address without https": (REFERENCES, "URL: https://doi.org", "URL: doi.org", "begins with https://"),
    "DOI as an address": (REFERENCES, "DOI: 10", "DOI: https://doi.org/10", "without https://doi.org/"),
    "PMID without quotes": (REFERENCES, "PMID: '19179058'", "PMID: 19179058", "put it in quotes"),
    "month that is none": (REFERENCES, "month: 6", "month: 16", "12"),
    "long definition": ("data/glossary.yml", "      Calcium salts laid down", "      " + "Calcium " * 30 + "salts laid down", "at most 30"),
}  # fmt: skip
PARENT = {
    "two wordings": 1,
    "limits in the wrong order": 0,
    "long definition": 1,
    "missing key": -1,
    "month that is none": 0,
}
"""How many lines above the edit the fault is shown: at the record or the text that is wrong."""


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_edit_is_named_at_its_line(project: Path, case: str) -> None:
    file, old, new, message = WRONG[case]
    line = edit(project, file, old, new) - PARENT.get(case, 0)
    assert any(f.startswith(f"{file}:{line}:") and message in f for f in diagnostics(project))


def test_an_empty_file_is_a_fault(project: Path) -> None:
    (project / CLAIMS).write_text("# nothing\n")
    assert "data/claims.yml:1:1: the file is empty" in diagnostics(project)[0]


def test_a_missing_file_is_a_fault(project: Path) -> None:
    (project / CLAIMS).unlink()
    assert diagnostics(project) == ["data/claims.yml:1:1: the file is missing"]


def test_a_file_that_nothing_reads_is_a_fault(project: Path) -> None:
    (project / "data/claim.yml").write_text("claims: []\n")
    assert "did you mean 'claims.yml'" in diagnostics(project)[0]


def test_a_file_that_is_not_utf_8_is_a_fault_at_its_line(project: Path) -> None:
    path = project / CALCIFICATION
    path.write_bytes(path.read_bytes().replace(b"name: Main job", b"name: M\xe4in job"))
    line = path.read_bytes().split(b"name: M\xe4in")[0].count(b"\n") + 1
    assert diagnostics(project) == [f"{CALCIFICATION}:{line}:12: not UTF-8; save the file as UTF-8"]


def test_every_fault_of_a_run_is_named(project: Path) -> None:
    edit(project, CLAIMS, "certainty: high", "certainty: hihg")
    edit(project, CALCIFICATION, "list: article", "list: artcle")
    edit(project, "docs/glossary.md", "{{ glossary() }}", "{{ glosary() }}")
    edit(project, "docs/handouts.md", "# Handouts\n", "# Handouts\n\n[x](nowhere.md)\n")
    assert [line.split(":")[0] for line in diagnostics(project)] == [
        CALCIFICATION,
        CLAIMS,
        "docs/glossary.md",
        "docs/handouts.md",
    ]


def test_a_wrong_entry_is_one_fault_and_its_list_none(project: Path) -> None:
    line = edit(project, "data/changes.yml", 'version: "1.0"', "version: one")
    [diagnostic] = diagnostics(project)
    assert diagnostic.startswith(f"data/changes.yml:{line}:")


def test_no_stays_text(project: Path) -> None:
    edit(project, CALCIFICATION, "name: Main job", "name: no")
    assert diagnostics(project) == []


def test_the_rules_of_yaml_1_2_hold_whatever_a_file_says() -> None:
    content = "%YAML 1.1\n---\nanswer: no\nnumber: 010\ntime: 1:30\n"
    assert parse_yaml("x.yml", content, {}) == {"answer": "no", "number": 10, "time": "1:30"}


def test_every_place_is_the_line_of_its_record(dataset: Dataset) -> None:
    for index, claim in enumerate(dataset.handbook.claims):
        position = dataset.positions["claims", index]
        line = (ROOT / position.file).read_text("utf-8").splitlines()[position.line - 1]
        assert line.strip() == f"- id: {claim.id}"


@pytest.mark.parametrize("name", FILES)
def test_the_schemas_for_editors_are_fresh(name: str) -> None:
    stored = (ROOT / "data/schema" / name.replace(".yml", ".json")).read_text("utf-8")
    assert json.loads(stored) == json.loads(json_schema(FILES[name])), "run python -m macros schema"
