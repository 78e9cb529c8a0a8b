"""Files of reference managers → items of CSL JSON, as Crossref gives them.

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

from macros.watch.findings import items, pick

TYPES = {
    **dict.fromkeys(("article-journal", "journal-article", "article", "jour"), "article-journal"),
    **dict.fromkeys(("book", "monograph", "edited-book", "reference-book"), "book"),
    **dict.fromkeys(("chapter", "book-chapter", "chap", "incollection", "inbook"), "chapter"),
    **dict.fromkeys(("webpage", "elec", "online", "post-weblog"), "webpage"),
}
"""Types of works that the data know, by the words of Crossref, CSL, RIS and BibTeX."""
RIS_FIELDS = {
    "container-title": ("alternate_title3", "secondary_title", "journal_name", "alternate_title2"),
    "title": ("title", "primary_title"),
    "volume": ("volume",),
    "issue": ("number", "issue"),
    "publisher": ("publisher",),
    "DOI": ("doi",),
    "PMID": ("accession_number",),
}
"""Fields of CSL, each with the names that rispy gives the tags of RIS, the best one first."""
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
"""Fields of CSL, each with those of BibTeX and BibLaTeX, the best one first."""


def csl_items(text: str) -> tuple[str, list[dict[str, Any]]]:
    """The name of a file's format, and its works in CSL. Raises ValueError with the reason."""
    start = text.lstrip("\ufeff \t\r\n")
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
    """The works of CSL JSON, or of an answer of Crossref."""
    try:
        tree = json.loads(text)
    except (ValueError, RecursionError):
        raise ValueError("is not JSON: a quote, a comma or a bracket is missing") from None
    works = items(pick(tree, "message") or pick(tree, "items") or tree)
    if not works or not all(isinstance(work, dict) for work in works):
        raise ValueError("holds no work of CSL JSON")
    return works


def _from_ris(text: str) -> list[dict[str, Any]]:
    """The works of RIS."""
    if not re.search(r"^ER {1,2}-", text, re.M):
        raise ValueError("is RIS that breaks off: no line 'ER  - ' ends it")
    try:
        works = rispy.loads(text)
    except (OSError, ValueError, LookupError) as error:
        raise ValueError(f"is not RIS: {error}") from None
    return [_of_ris(work) for work in works]


def _of_ris(work: Mapping[str, Any]) -> dict[str, Any]:
    """One work of RIS in CSL."""
    csl = _chosen(work, RIS_FIELDS)
    if not re.search("pubmed|medline", str(work.get("name_of_database")), re.I):
        csl.pop("PMID", None)  # it may be another database's number
    first, last = str(work.get("start_page") or ""), str(work.get("end_page") or "")
    csl["page"] = f"{first}-{last}" if first and last and "-" not in first else first
    csl["URL"] = next(iter(items(work, "urls")), work.get("url"))
    csl["type"] = str(work.get("type_of_reference", "")).lower()
    authors = items(work, "authors") or items(work, "first_authors")
    csl["author"] = [_person(str(name)) for name in authors]
    year = str(work.get("year") or work.get("publication_year") or "")
    day = str(work.get("date") or "")
    full = day if day[:4] == year[:4] or not year else year
    csl["issued"] = {"date-parts": [[part for part in full.split("/")[:3] if part.strip()]]}
    return csl


def _person(name: str) -> dict[str, str]:
    """A name as RIS and BibTeX have it, "Shea, M Kyla"; without a comma, a group's."""
    family, comma, given = (part.strip() for part in name.partition(","))
    if not comma:
        return {"literal": family}
    return {"family": family, "given": given} if given else {"literal": family}


def _chosen(work: Mapping[str, Any], fields: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
    """The first value that is there for each field of CSL."""
    found = {csl: [work[name] for name in names if work.get(name)] for csl, names in fields.items()}
    return {csl: values[0] for csl, values in found.items() if values}


def _from_bibtex(text: str) -> list[dict[str, Any]]:
    """The works of BibTeX."""
    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)  # it is told below
    steps = [
        middlewares.NormalizeFieldKeys(),
        middlewares.MonthIntMiddleware(),
        middlewares.SeparateCoAuthors(),
        middlewares.LatexDecodingMiddleware(),
    ]
    library = parse_string(text, append_middleware=steps)
    if library.failed_blocks:
        lines = ", ".join(str((block.start_line or 0) + 1) for block in library.failed_blocks)
        raise ValueError(f"is not BibTeX: the entry that begins on line {lines} has a fault")
    if not library.entries:
        raise ValueError("holds no entry of BibTeX")
    return [_of_bibtex(e.entry_type, {f.key: f.value for f in e.fields}) for e in library.entries]


def _of_bibtex(kind: str, work: Mapping[str, Any]) -> dict[str, Any]:
    """One work of BibTeX in CSL."""
    chosen = _chosen(work, BIBTEX_FIELDS)
    csl: dict[str, Any] = {name: _unbraced(value) for name, value in chosen.items()}
    csl["type"] = kind.lower()
    csl["author"] = [_bibtex_person(str(name)) for name in items(work, "author")]
    day = _unbraced(work.get("date") or "").split("-")
    parts = day if day[0] else [_unbraced(work.get(name) or "") for name in ("year", "month")]
    csl["issued"] = {"date-parts": [parts]}
    return csl


def _unbraced(value: Any) -> str:
    """A value without the braces that keep capitals."""
    return re.sub(r"[{}]", "", str(value)).strip()


def _bibtex_person(name: str) -> dict[str, str]:
    """A name of BibTeX: in braces a group's, else "von Last, First" or "First von Last"."""
    if re.fullmatch(r"\{.*\}", name.strip(), re.S):
        return {"literal": _unbraced(name)}
    if name.strip() == "others":
        return {"literal": "et al."}
    if "," in name:
        return _person(_unbraced(name))
    parts = middlewares.names.parse_single_name_into_parts(name)
    family = " ".join([*parts.von, *parts.last, *parts.jr])
    given = " ".join(parts.first)
    return _person(f"{_unbraced(family)}, {_unbraced(given)}")
