"""Records as CSV, JSON, JSON Schema and RIS."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from macros.core.schema.handbook import BaseHandbook
from macros.core.schema.record import Record
from macros.core.schema.references import Person, Reference
from macros.core.schema.watching import KnownNotice

RIS_TYPES = {"article-journal": "JOUR", "webpage": "ELEC", "book": "BOOK", "chapter": "CHAP"}
"""Types of RIS (Research Information Systems format) by type of CSL."""
READ_NOTES = {"copy": "Read in a saved copy.", "part of a copy": "Read in part, in a saved copy."}
"""RIS notes for references not read at their address, by Reference.read."""
CSV_EXCLUDED = {"history"}
"""Fields that the CSV omits, as a cell holds no records; the JSON has them."""


def write_downloads(
    folder: Path,
    handbook: BaseHandbook,
    tables: Mapping[str, tuple[type[Record], Sequence[Record]]],
) -> None:
    """Write the tables in all FORMATS, and the references as RIS, into a folder."""
    folder.mkdir(exist_ok=True)
    for name, (model, records) in tables.items():
        for suffix, (_, write) in FORMATS.items():
            (folder / f"{name}.{suffix}").write_text(write(model, records), "utf-8", newline="")
    works = (
        reference_as_ris(work, handbook.warnings_of.get(work.id, ()))
        for work in handbook.references
    )
    (folder / "references.ris").write_text("\n".join(works), "utf-8")


def as_json(records: Sequence[Record]) -> str:
    """Return records as a JSON list that fits `list_schema` of their model."""
    plain = [record.model_dump(mode="json", by_alias=True) for record in records]
    return json.dumps(plain, indent=1, ensure_ascii=False) + "\n"


def as_csv(records: Sequence[Record]) -> str:
    """Return records as CSV (RFC 4180): a header row, lists joined by spaces, no histories.

    For Excel it begins with a byte order mark, and no cell begins like a formula (OWASP, CSV
    injection).
    """
    rows = [
        record.model_dump(mode="json", by_alias=True, exclude=CSV_EXCLUDED) for record in records
    ]
    out = io.StringIO()
    table = csv.DictWriter(out, list(rows[0]) if rows else [])
    table.writeheader()
    table.writerows({name: _cell(value) for name, value in row.items()} for row in rows)
    return f"\ufeff{out.getvalue()}"


def _cell(value: Any) -> Any:
    """Return a value as one cell: a list joined by spaces, a formula's sign after an apostrophe."""
    text = " ".join(value) if isinstance(value, list) else value
    return f"'{text}" if isinstance(text, str) and text.startswith(tuple("=+-@\t\r")) else text


def list_schema(model: type[Record]) -> str:
    """Return the JSON Schema of a list of a model's records."""
    schema = TypeAdapter(list[model]).json_schema(mode="serialization")  # type: ignore[valid-type]
    return json.dumps(schema, indent=1) + "\n"


FORMATS: dict[str, tuple[str, Callable[[type[Record], Sequence[Record]], str]]] = {
    "csv": ("CSV", lambda _model, records: as_csv(records)),
    "json": ("JSON", lambda _model, records: as_json(records)),
    "schema.json": ("JSON Schema", lambda model, _records: list_schema(model)),
}
"""The formats of a table by suffix: the text of the link, and the writer.

data_package.py describes only the CSV.
"""
REFERENCE_FORMATS = {"ris": "RIS"}
"""The formats of the references by suffix: the text of the link."""


def reference_as_ris(work: Reference, notices: Iterable[KnownNotice] = ()) -> str:
    """Format one reference as RIS, with its notices as notes. Omit empty fields."""
    tags = [
        ("TY", RIS_TYPES[work.type]),
        ("ID", work.id),
        ("TI", work.title),
        *(("AU", _person(name)) for name in work.author if name.literal != "et al."),
        ("JO", work.container_title),
        ("PB", work.publisher),
        ("PY", work.issued.year if work.issued else None),
        ("VL", work.volume),
        ("IS", work.issue),
        ("SP", work.page),
        ("DO", work.DOI),
        ("AN", work.PMID),
        ("UR", work.URL),
        ("N1", READ_NOTES.get(work.read or "")),
        ("N1", work.note),
        *(("N1", f"{notice.kind.capitalize()} {notice.month}.") for notice in notices),
    ]
    filled = ((tag, " ".join(str(value).split())) for tag, value in tags if value is not None)
    return "".join(f"{tag}  - {value}\n" for tag, value in filled) + "ER  - \n"


def _person(name: Person) -> str:
    """Format a name for RIS: "Shea, M Kyla"."""
    return name.literal or ", ".join(filter(None, (name.family, name.given)))
