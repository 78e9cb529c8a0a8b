"""Convert files of reference managers to items of CSL JSON, as Crossref gives them.

RIS: https://en.wikipedia.org/wiki/RIS_(file_format), read by rispy. BibTeX is read by bibtexparser.
CSL JSON: https://github.com/citation-style-language/schema/blob/master/schemas/input/csl-data.json.
"""

import json
import logging
import re
from collections.abc import Mapping
from typing import Any

import rispy
from bibtexparser import middlewares
from bibtexparser.entrypoint import parse_string

from macros.watch.findings import list_at, value_at

RIS_FIELDS = {
    "container-title": ("alternate_title3", "secondary_title", "journal_name", "alternate_title2"),
    "title": ("title", "primary_title"),
    "volume": ("volume",),
    "issue": ("number", "issue"),
    "publisher": ("publisher",),
    "DOI": ("doi",),
    "PMID": ("accession_number",),
}
"""Fields of CSL, each with rispy's names for the matching RIS tags, the best first."""
BIBTEX_FIELDS = {
    "container-title": ("journal", "journaltitle", "booktitle"),
    "title": ("title",),
    "volume": ("volume",),
    "issue": ("number", "issue"),
    "page": ("pages", "eid", "articleno"),
    "publisher": ("publisher", "institution", "organization"),
    "DOI": ("doi",),
    "PMID": ("pmid",),
    "PMCID": ("pmcid", "pmc"),
    "URL": ("url",),
}
"""Fields of CSL, each with the matching fields of BibTeX and BibLaTeX, the best first."""


def csl_items(text: str) -> tuple[str, list[dict[str, Any]]]:
    """Return the name of a file's format, and its works in CSL. Raises ValueError for others."""
    start = text.lstrip("\ufeff \t\r\n")  # a byte order mark is common in exports
    if start.startswith(("{", "[")):
        return "CSL JSON", _from_json(start)
    if re.match(r"TY {1,2}- ", start):
        return "RIS", _from_ris(start)
    if re.search(r"^\s*@\w+\s*[{(]", start, re.M):
        return "BibTeX", _from_bibtex(start)
    raise ValueError(
        "is neither RIS (begins with 'TY  - '), BibTeX ('@article{') nor CSL JSON ('[')"
    )


def _from_json(text: str) -> list[dict[str, Any]]:
    """Return the works of CSL JSON, or of an answer of Crossref. Raises ValueError for neither."""
    try:
        tree = json.loads(text)
    except (ValueError, RecursionError):
        raise ValueError("is not JSON: a quote, a comma or a bracket is missing") from None
    works = list_at(value_at(tree, "message") or value_at(tree, "items") or tree)
    if not works or not all(isinstance(work, dict) for work in works):
        raise ValueError("has no work in CSL JSON")
    return works


def _from_ris(text: str) -> list[dict[str, Any]]:
    """Return the works of RIS in CSL. Raises ValueError for invalid RIS."""
    if not re.search(r"^ER {1,2}-", text, re.M):
        raise ValueError("is RIS that breaks off: the line 'ER  - ' at its end is missing")
    try:
        works = rispy.loads(text)
    except (OSError, ValueError, LookupError) as error:
        raise ValueError(f"is not RIS: {error}") from None
    return [_ris_to_csl(work) for work in works]


def _ris_to_csl(work: Mapping[str, Any]) -> dict[str, Any]:
    """Convert one work, as rispy gives it, to CSL."""
    csl = _first_values(work, RIS_FIELDS)
    if not re.search("pubmed|medline", str(work.get("name_of_database")), re.I):
        csl.pop("PMID", None)  # it may be another database's number
    first, last = str(work.get("start_page") or ""), str(work.get("end_page") or "")
    csl["page"] = f"{first}-{last}" if first and last and "-" not in first else first
    csl["URL"] = next(iter(list_at(work, "urls")), work.get("url"))
    csl["type"] = str(work.get("type_of_reference", "")).lower()
    authors = list_at(work, "authors") or list_at(work, "first_authors")
    csl["author"] = [_csl_name(str(name)) for name in authors]
    year = str(work.get("year") or work.get("publication_year") or "")
    day = str(work.get("date") or "")
    # DA counts only in the year of PY: in another year it is the day of something else.
    issued = day if day[:4] == year[:4] or not year else year
    csl["issued"] = {"date-parts": [issued.split("/")[:3]]}  # "2025/03/07/spring"
    return csl


def _csl_name(name: str) -> dict[str, str]:
    """Convert "Shea, M Kyla" to a person of CSL, and a name without a comma to a group."""
    family, _, given = (part.strip() for part in name.partition(","))
    return {"family": family, "given": given} if given else {"literal": family}


def _first_values(work: Mapping[str, Any], fields: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
    """Return the fields of CSL that have a value, each from the first filled of its sources."""
    first = {csl: next(filter(None, map(work.get, names)), None) for csl, names in fields.items()}
    return {csl: value for csl, value in first.items() if value}


def _from_bibtex(text: str) -> list[dict[str, Any]]:
    """Return the works of BibTeX in CSL. Raises ValueError for invalid BibTeX."""
    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)  # its faults are raised below
    steps = [
        middlewares.NormalizeFieldKeys(),
        middlewares.MonthIntMiddleware(),
        middlewares.SeparateCoAuthors(),
        middlewares.LatexDecodingMiddleware(),
    ]
    library = parse_string(text, append_middleware=steps)
    if library.failed_blocks:
        lines = ", ".join(str((block.start_line or 0) + 1) for block in library.failed_blocks)
        raise ValueError(f"is not BibTeX: the entry that begins on line {lines} has an error")
    if not library.entries:
        raise ValueError("has no entry of BibTeX")
    return [
        _bibtex_to_csl(entry.entry_type, {field.key: field.value for field in entry.fields})
        for entry in library.entries
    ]


def _bibtex_to_csl(entry_type: str, work: Mapping[str, Any]) -> dict[str, Any]:
    """Convert one work of BibTeX to CSL."""
    values = _first_values(work, BIBTEX_FIELDS)
    csl: dict[str, Any] = {name: _without_braces(value) for name, value in values.items()}
    csl["type"] = entry_type.lower()
    csl["author"] = [_bibtex_name(str(name)) for name in list_at(work, "author")]
    day = _without_braces(work.get("date") or "")
    year_month = [_without_braces(work.get(name) or "") for name in ("year", "month")]
    csl["issued"] = {"date-parts": [day.split("-") if day else year_month]}
    return csl


def _without_braces(value: Any) -> str:
    """Return a value without the braces by which BibTeX keeps capitals."""
    return re.sub(r"[{}]", "", str(value)).strip()


def _bibtex_name(name: str) -> dict[str, str]:
    """Convert a name of BibTeX to CSL: "{A Group}", "von Last, First" or "First von Last"."""
    if re.fullmatch(r"\{.*\}", name.strip(), re.S):
        return {"literal": _without_braces(name)}
    if name.strip() == "others":
        return {"literal": "et al."}
    if "," in name:
        return _csl_name(_without_braces(name))
    parts = middlewares.names.parse_single_name_into_parts(name)
    family = " ".join([*parts.von, *parts.last, *parts.jr])
    return _csl_name(_without_braces(f"{family}, {' '.join(parts.first)}"))
