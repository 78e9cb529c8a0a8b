"""How the handbook and its parts are cited: in words, in BibTeX and in CSL-JSON."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Literal, NamedTuple

from macros.core.diagnostics import KeyPath
from macros.core.yaml import Position, parse_yaml, read_text

CITATION = "CITATION.cff"
"""The file that says how the handbook is cited (Citation File Format 1.2.0)."""
TEX = {
    **{"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"},
    **{sign: f"\\{sign}" for sign in "&%$#_{}"},
}
"""Signs with a meaning in BibTeX, and how they are written there."""
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


class Work(NamedTuple):
    """The whole handbook, as CITATION.cff names it, in one version."""

    title: str
    authors: Sequence[str]
    license: str
    """As people write it: "CC BY 4.0"."""
    version: str
    date: date


class Citation(NamedTuple):
    """The handbook or a part of it, to be cited."""

    work: Work
    name: str
    """Of its files, without suffix: "claim-an-id"."""
    kind: Literal["webpage", "graphic", "dataset"]
    """CSL's type."""
    title: str
    """Of the part; empty for the whole handbook."""
    address: str
    """Empty where nobody can open it."""

    @property
    def key(self) -> str:
        """Its key among the works of others: "the-handbook-claim-an-id"."""
        return slug(f"{self.work.title.partition(':')[0]} {self.name}")

    def bibtex(self) -> str:
        """An entry that BibTeX and biblatex read."""
        work = self.work
        fields = {
            "author": " and ".join(f"{{{_tex(name)}}}" for name in work.authors),
            "title": f"{{{_tex(self.title or work.title)}}}",
            "howpublished": _tex(work.title) if self.title else "",
            "version": work.version,
            "year": str(work.date.year),
            "day": str(work.date.day),
            "url": self.address,
            "note": f"Version {work.version}, {work.date}. {work.license}",
        }
        rows = [f"  {key} = {{{text}}},\n" for key, text in fields.items() if text]
        rows.append(f"  month = {MONTHS[work.date.month - 1]},\n")  # a name that styles know
        return f"@misc{{{self.key},\n{''.join(rows)}}}\n"

    def csl(self) -> str:
        """A list with one item in CSL-JSON."""
        work = self.work
        item = {
            "id": self.key,
            "type": self.kind,
            "title": self.title or work.title,
            "container-title": work.title if self.title else "",
            "author": [{"literal": name} for name in work.authors],
            "issued": {"date-parts": [[work.date.year, work.date.month, work.date.day]]},
            "version": work.version,
            "URL": self.address,
            "note": work.license,
        }
        filled = {key: value for key, value in item.items() if value}
        return json.dumps([filled], indent=1, ensure_ascii=False) + "\n"


def slug(text: str) -> str:
    """The words of a title as a name, with hyphens: "On bread, “new”" → "on-bread-new"."""
    return re.sub(r"\W+", "-", text.lower()).strip("-")


def _tex(text: str) -> str:
    """A text for BibTeX, its special characters escaped."""
    return "".join(TEX.get(sign, sign) for sign in text)


def read_citation(root: Path, positions: dict[KeyPath, Position]) -> Mapping[str, Any]:
    """The plain values of CITATION.cff, empty without one; adds their positions.

    Raises DiagnosticError when it cannot be read.
    """
    file = root / CITATION
    return parse_yaml(CITATION, read_text(CITATION, file), positions) if file.is_file() else {}


def work_of(values: Mapping[str, Any], version: str, day: date) -> Work | None:
    """The handbook as a work in this version of this day; nothing where no file names it."""
    if not values.get("title") or not values.get("authors"):
        return None
    authors = [str(person.get("name", "")) for person in values["authors"]]
    return Work(values["title"], authors, values["license"].replace("-", " "), version, day)
