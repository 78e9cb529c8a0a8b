"""A value that the schema refuses is named at its line, in the one file that is read."""

from pathlib import Path

import pytest
from conftest import ROOT, edit

from macros.core.dataset import _read
from macros.core.diagnostics import Diagnostic
from macros.topic import SUBJECT

WRONG = {
    "version as a number": ("changes.yml", 'version: "1.0"', "version: 1.0", "put it in quotes"),
    "source twice": ("claims.yml", "[efsa-calcium-2015, ross-2011, iom-2011-dri]", "[ross-2011, ross-2011]", "appears twice"),
    "unit of another nutrient": ("figures.yml", "unit: µg", "unit: mg", "is not measured in mg"),
    "unit of another substance": ("figures.yml", "unit: nmol/L", "unit: mmol/L", "is measured in nmol/L"),
    "medicine that leads nowhere": ("medicines.yml", "  - id: apixaban\n", "  - {id: nameless, name: Nameless, checked: 2026-11-26, sources: [doac-table-2016]}\n\n  - id: apixaban\n", "needs one of 'group', 'interaction' and 'page'"),
}  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "message"), WRONG.values(), ids=WRONG)
def test_a_value_that_is_refused_is_named_at_its_line(
    tmp_path: Path, file: str, old: str, new: str, message: str
) -> None:
    (tmp_path / file).write_text((ROOT / "data" / file).read_text("utf-8"), "utf-8")
    line = edit(tmp_path, file, old, new)
    found: list[Diagnostic] = []
    _read(tmp_path / file, SUBJECT.files[file], {}, found)
    [diagnostic] = found
    assert message in diagnostic.message
    assert diagnostic.line == line
