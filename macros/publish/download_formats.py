"""Records as CSV, JSON, JSON Schema and RIS."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from macros.core.base import Record
from macros.core.schema import BaseHandbook, KnownNotice, Person, Reference

RIS_TYPES = {"article-journal": "JOUR", "webpage": "ELEC", "book": "BOOK", "chapter": "CHAP"}
"""CSL's types in RIS (Research Information Systems format)."""
READ = {"copy": "Read in a saved copy.", "part of a copy": "Read in part, in a saved copy."}
"""What RIS says of a reference that was not read at its address."""


def write_downloads(
    folder: Path,
    handbook: BaseHandbook,
    tables: Mapping[str, tuple[type[Record], Sequence[Record]]],
) -> None:
    """Write the tables in all FORMATS, and the references, into a folder."""
    folder.mkdir(exist_ok=True)
    for name, (model, records) in tables.items():
        for suffix, (_, write) in FORMATS.items():
            (folder / f"{name}.{suffix}").write_text(write(model, records), "utf-8", newline="")
    works = (ris(work, handbook.warnings_of.get(work.id, ())) for work in handbook.references)
    (folder / "references.ris").write_text("\n".join(works), "utf-8")


def as_json(records: Sequence[Record]) -> str:
    """Records as a JSON list, in the shape of the schema beside them."""
    plain = [record.model_dump(mode="json", by_alias=True) for record in records]
    return json.dumps(plain, indent=1, ensure_ascii=False) + "\n"


def as_csv(records: Sequence[Record]) -> str:
    """Records as CSV (RFC 4180): a head row, lists joined by spaces; without histories.

    For Excel it begins with a byte order mark, and no cell begins like a formula (OWASP, CSV
    injection).
    """
    out = io.StringIO()
    out.write("\ufeff")
    rows = [r.model_dump(mode="json", by_alias=True, exclude={"history"}) for r in records]
    table = csv.DictWriter(out, list(rows[0]))
    table.writeheader()
    for row in rows:
        table.writerow({name: _cell(value) for name, value in row.items()})
    return out.getvalue()


def _cell(value: Any) -> Any:
    """A value as one cell of a table."""
    text = " ".join(value) if isinstance(value, list) else value
    return f"'{text}" if isinstance(text, str) and text.startswith(tuple("=+-@\t\r")) else text


def list_schema(model: type[Record]) -> str:
    """The JSON Schema of a downloadable list."""
    shape = TypeAdapter(list[model]).json_schema(mode="serialization")  # type: ignore[valid-type]
    return json.dumps(shape, indent=1) + "\n"


FORMATS: dict[str, tuple[str, Callable[[type[Record], Sequence[Record]], str]]] = {
    "csv": ("CSV", lambda _model, records: as_csv(records)),
    "json": ("JSON", lambda _model, records: as_json(records)),
    "schema.json": ("JSON Schema", lambda model, _records: list_schema(model)),
}
"""In what a table can be downloaded, by suffix: what a link calls it, and what writes it.

data_package.py describes the CSV alone.
"""
REFERENCE_FORMATS = {"ris": "RIS"}
"""In what the references can be downloaded: what a link calls it, by suffix."""


def ris(work: Reference, notices: Iterable[KnownNotice] = ()) -> str:
    """One reference in RIS, with what is known of it and what warns of it, and nothing else."""
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
        ("N1", READ.get(work.read or "")),
        ("N1", work.note),
        *(("N1", f"{notice.kind.capitalize()} {notice.month}.") for notice in notices),
    ]
    filled = ((tag, " ".join(str(value).split())) for tag, value in tags if value is not None)
    return "".join(f"{tag}  - {value}\n" for tag, value in filled) + "ER  - \n"


def _person(name: Person) -> str:
    """A name as RIS has it: "Shea, M Kyla"."""
    return name.literal or ", ".join(filter(None, (name.family, name.given)))
