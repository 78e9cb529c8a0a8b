"""How the handbook and its parts are cited: in words, in BibTeX and in CSL-JSON."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Literal, NamedTuple

from macros.core.yaml import Positions, parse_yaml, read_text

CITATION = "CITATION.cff"
"""The file that says how the handbook is cited (Citation File Format 1.2.0)."""
TEX = {
    **{"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"},
    **{char: f"\\{char}" for char in "&%$#_{}"},
}
"""Characters that are special in BibTeX, and how to escape them."""
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


class Edition(NamedTuple):
    """One version of the whole handbook, with its title and authors from CITATION.cff."""

    title: str
    authors: Sequence[str]
    license: str
    """As it is printed: "CC BY 4.0"."""
    version: str
    date: date


class Citation(NamedTuple):
    """How to cite the handbook or a part of it."""

    edition: Edition
    name: str
    """The name of its files, without suffix: "claim-an-id"."""
    kind: Literal["webpage", "graphic", "dataset"]
    """The item type of CSL."""
    title: str
    """The title of the part; empty for the whole handbook."""
    address: str
    """The public address; empty where nobody can open it."""

    @property
    def key(self) -> str:
        """The citation key: "the-handbook-claim-an-id"."""
        return slug(f"{self.edition.title.partition(':')[0]} {self.name}")

    def bibtex(self) -> str:
        """Return the citation as an entry for BibTeX and biblatex."""
        edition = self.edition
        fields = {
            "author": " and ".join(f"{{{_tex(name)}}}" for name in edition.authors),
            "title": f"{{{_tex(self.title or edition.title)}}}",
            "howpublished": _tex(edition.title) if self.title else "",
            "version": edition.version,
            "year": str(edition.date.year),
            "day": str(edition.date.day),
            "url": self.address,
            "note": f"Version {edition.version}, {edition.date}. {edition.license}",
        }
        rows = [f"  {key} = {{{text}}},\n" for key, text in fields.items() if text]
        rows.append(f"  month = {MONTHS[edition.date.month - 1]},\n")  # a macro: no braces
        return f"@misc{{{self.key},\n{''.join(rows)}}}\n"

    def csl(self) -> str:
        """Return the citation as CSL-JSON, a list with one item."""
        edition = self.edition
        item = {
            "id": self.key,
            "type": self.kind,
            "title": self.title or edition.title,
            "container-title": edition.title if self.title else "",
            "author": [{"literal": name} for name in edition.authors],
            "issued": {"date-parts": [[edition.date.year, edition.date.month, edition.date.day]]},
            "version": edition.version,
            "URL": self.address,
            "note": edition.license,
        }
        filled = {key: value for key, value in item.items() if value}
        return json.dumps([filled], indent=1, ensure_ascii=False) + "\n"


def slug(text: str) -> str:
    """Join the words of a text with hyphens, in lower case: "On “new” bread" → "on-new-bread"."""
    return re.sub(r"\W+", "-", text.lower()).strip("-")


def _tex(text: str) -> str:
    """Escape the characters of a text that are special in BibTeX."""
    return "".join(TEX.get(char, char) for char in text)


def read_citation(root: Path, positions: Positions) -> Mapping[str, Any]:
    """Return values of CITATION.cff, {} without it; add positions. Raises DiagnosticError."""
    file = root / CITATION
    return parse_yaml(CITATION, read_text(CITATION, file), positions) if file.is_file() else {}


def handbook_edition(values: Mapping[str, Any], version: str, day: date) -> Edition | None:
    """Return this version of the handbook; None without the values of CITATION.cff."""
    if not values:
        return None
    authors = [author["name"] for author in values["authors"]]
    return Edition(values["title"], authors, values["license"].replace("-", " "), version, day)
