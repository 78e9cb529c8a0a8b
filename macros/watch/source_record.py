"""What a registry or a file says of a work → its record in data/references.yml, and no more."""

import contextlib
import itertools
import re
import textwrap
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from html import unescape
from typing import Any
from xml.etree.ElementTree import Element

import yaml

from macros.core.address import DOI_PAGE, PUBMED_PAGE
from macros.core.base import ID
from macros.core.characters import misleads
from macros.core.schema import Reference
from macros.watch.citation_files import TYPES
from macros.watch.findings import doi_as_written, items, month_number, partial_day, pick, plain

WorkFields = dict[str, Any]
"""A record of references.yml as plain values, in the order of its keys."""
KEYS = [field.alias or name for name, field in Reference.model_fields.items()]
"""The keys of a record in their order."""
MOST_AUTHORS = 6
"""Authors that are named; "et al." stands for the others."""
WIDTH, FOLDED = 98, 94
"""Columns of a line in the file, and of one of a text over several lines."""
COMPLETE = {
    "article-journal": ("author", "container-title", "issued", "volume", "page"),
    "book": ("author", "publisher", "issued"),
    "chapter": ("author", "container-title", "publisher", "issued", "page"),
    "webpage": ("author", "issued"),
}
"""What a complete record of each type has, besides its title."""
NAMES = {"author": "authors", "container-title": "the journal or book", "issued": "the year"}
"""Fields in words, where these are others."""
SMALL_WORDS = """
    a about after among an and are as at between by do does for from how in into is its of on or
    over than the to under using versus via what with without effect effects impact influence role
    association associations study trial randomized randomised controlled review systematic new use
    retracted
"""
"""Words of a title that say too little for an id."""
LETTERS = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "ß": "ss", "ł": "l", "đ": "d", "þ": "th"})
"""Letters that Unicode does not take apart."""


ENTRY = re.compile(r"  - id: *['\"]?([a-z0-9-]+)")
"""The first line of an entry."""


def clean(value: Any) -> str:
    """A text as the data hold it: on one line, without tags and misleading characters."""
    if not isinstance(value, str | int) or isinstance(value, bool):
        return ""
    text = re.sub(r"</?[A-Za-z][^<>]*>", "", unescape(unescape(str(value))))
    text = unicodedata.normalize("NFC", text)
    text = "".join(_plainer(char) for char in text)
    return " ".join(text.split())


def _plainer(char: str) -> str:
    """A character, or what to type for one that misleads; the same where nothing is known."""
    if not misleads(char):
        return char
    if unicodedata.category(char) in ("Cf", "Cc") and not char.isspace():
        return ""
    if char in "\u2010\u2011":
        return "-"
    plainer = unicodedata.normalize("NFKC", char)
    if not any(map(misleads, plainer)):
        return plainer
    return " " if char.isspace() else char


def from_csl(csl: Mapping[str, Any]) -> WorkFields:
    """The fields of a record, from a work in CSL JSON or in Crossref's dialect of it."""
    title, subtitle = _first(csl, "title"), _first(csl, "subtitle")
    if subtitle and subtitle.lower() not in title.lower():
        title = f"{title.rstrip(':')}: {subtitle}"
    if title.endswith(".") and not title.endswith(".."):  # as in PubMed, and in some styles
        title = title[:-1]
    kind = TYPES.get(plain(csl.get("type")).lower(), "")
    page = _first(csl, "page") or _first(csl, "article-number")
    fields = {
        "type": kind,
        "title": title,
        "author": _authors(map(_person, items(csl, "author"))),
        "container-title": _first(csl, "container-title"),
        "publisher": _first(csl, "publisher") if kind != "article-journal" else "",
        "issued": _issued(csl),
        **{name: _first(csl, name) for name in ("volume", "issue")},
        "page": re.sub(r"\s*[-–—]+\s*", "-", page),  # dashes, and BibTeX's "1--2"
        "DOI": doi_as_written(_first(csl, "DOI")),
        "PMID": re.sub(r"\D", "", _first(csl, "PMID")),
        "PMCID": _first(csl, "PMCID"),
        "URL": _first(csl, "URL"),
    }
    return {name: value for name, value in fields.items() if value}


def _first(tree: Mapping[str, Any], name: str) -> str:
    """The text of a field; of a list, its first text."""
    return clean(next(iter(items(tree, name)), ""))


def _person(name: Any) -> dict[str, str]:
    """A person with initials as the file has them, "Linda L"; or a group; empty for neither."""
    if not isinstance(name, dict):
        return {}
    before = clean(name.get("non-dropping-particle")) or clean(name.get("dropping-particle"))
    family = " ".join(filter(None, (before, clean(name.get("family")))))
    given = clean(name.get("given"))
    if not family:
        group = clean(name.get("literal")) or clean(name.get("name")) or given
        return {"literal": group} if group else {}
    given = " ".join(re.sub(r"(?<=\b\w)\.", " ", given).split()).replace(" -", "-")
    return {"family": family, "given": given} if given else {"family": family}


def _authors(people: Iterable[dict[str, str]]) -> list[dict[str, str]]:
    """The authors; of more than six, the first six and "et al."."""
    known = list(filter(None, people))
    named = [person for person in known if person.get("literal") != "et al."]
    more = len(named) > MOST_AUTHORS or len(named) < len(known)
    return [*named[:MOST_AUTHORS], *([{"literal": "et al."}] if more else [])]


def _issued(csl: Mapping[str, Any]) -> dict[str, int]:
    """The day of the issue, as far as it is given.

    That of the printed issue comes first, for volume and pages belong to it.
    """
    for name in ("published-print", "issued", "published", "published-online"):
        if day := partial_day(items(pick(csl.get(name), "date-parts", 0))):
            parts = zip(("year", "month", "day"), day.split("-"), strict=False)
            return {part: int(number) for part, number in parts}
    return {}


ISSUE = "Journal/JournalIssue"
NUMBERS = "PubmedData/ArticleIdList/ArticleId"
"""Not those of ReferenceList, which are other works'."""


def from_pubmed(record: Element) -> WorkFields:
    """The fields of a record of PubMed (efetch).

    It gives months as "Mar" or "03", some days as "2020 Jan-Feb".
    """
    article = record.find(".//Article")
    article = record if article is None else article
    numbers = {e.get("IdType", ""): plain(e.text) for e in record.iterfind(NUMBERS)}
    dates = ("Year", "MedlineDate", "Month", "Day")
    year, other, month, day = (_text(article, f"{ISSUE}/PubDate/{name}") for name in dates)
    parts = [year or other[:4], *([month_number(month), day] if month else [])]
    csl = {
        "type": "article-journal" if record.tag == "PubmedArticle" else "",
        "title": _text(article, "ArticleTitle").strip("[]"),
        "author": list(map(_pubmed_person, article.iterfind("AuthorList/Author"))),
        "container-title": _text(article, "Journal/Title"),
        "issued": {"date-parts": [parts]},
        "volume": _text(article, f"{ISSUE}/Volume"),
        "issue": _text(article, f"{ISSUE}/Issue"),
        "page": _text(article, "Pagination/MedlinePgn"),
        "DOI": numbers.get("doi") or _text(article, "ELocationID[@EIdType='doi']"),
        "PMID": record.findtext(".//PMID"),
        "PMCID": numbers.get("pmc"),
    }
    return from_csl(csl)


def _text(tree: Element, path: str) -> str:
    """The text of an element and of what is in it."""
    element = tree.find(path)
    return clean("".join(element.itertext())) if element is not None else ""


def _pubmed_person(author: Element) -> dict[str, str]:
    """An author of PubMed in CSL: a person or a group."""
    given = _text(author, "ForeName") or _text(author, "Initials")
    group = _text(author, "CollectiveName")
    return {"family": _text(author, "LastName"), "given": given, "literal": group}


def address(fields: WorkFields) -> str:
    """The address of a work: of its DOI, else of its record in PubMed, else its own."""
    if "DOI" in fields:
        return DOI_PAGE.format(fields["DOI"])
    if "PMID" in fields:
        return PUBMED_PAGE.format(fields["PMID"])
    return str(fields.get("URL", ""))


def gaps(fields: WorkFields) -> list[str]:
    """What a complete record has and this one has not, in words."""
    missing = [name for name in COMPLETE.get(fields["type"], ()) if not fields.get(name)]
    return [NAMES.get(name, name) for name in missing]


def normalized(title: str) -> str:
    """A title to compare: letters and digits alone, without "Retracted:" in front."""
    text = unicodedata.normalize("NFKD", clean(title)).casefold()
    text = re.sub(r"^\W*(?:retracted|withdrawn)\W+(?:article\W+)?", "", text)
    return "".join(filter(str.isalnum, text))


def new_id(fields: WorkFields, taken: Collection[str]) -> str:
    """A free id like those of other records: family name, year, and words of the title if needed.

    Raises ValueError where there is nothing to make one of.
    """
    first: dict[str, str] = next(iter(fields.get("author", [])), {})
    group = first.get("literal") or fields.get("publisher") or ""
    family = _slug(first.get("family") or " ".join(group.split()[:1]))
    year = str(fields.get("issued", {}).get("year", ""))
    small = SMALL_WORDS.split()
    words = [w for w in _slug(fields["title"]).split("-") if w not in small and not w.isdecimal()]
    stem = "-".join(filter(None, (family, year)))
    for count in range(1, len(words) + 1):
        name = "-".join(filter(None, (stem, *words[:count])))
        if re.match(ID, name) and name not in taken:
            return name
    for count in itertools.count(2) if stem and words else ():
        if (name := f"{stem}-{words[0]}-{count}") not in taken:
            return name
    raise ValueError("no id can be made of its authors, year and title; give one with --id")


def _slug(text: str) -> str:
    """Words in small letters of the English alphabet, with hyphens: "de Boer" → "de-boer"."""
    plain_text = unicodedata.normalize("NFKD", text.lower().translate(LETTERS))
    kept = "".join(char for char in plain_text if not unicodedata.combining(char))
    return "-".join(re.findall(r"[a-z0-9]+", kept.replace("'", "").replace("’", "")))


def record_text(fields: WorkFields) -> str:
    """A record in the style of references.yml, without the empty line around it."""
    lines = []
    for name in KEYS:
        value = fields.get(name)
        if name == "author":
            lines += ["author:", *_people(value or [])] if value else ["author: []"]
        elif name == "issued" and value:
            lines += ["issued:", *(f"  {part}: {number}" for part, number in value.items())]
        elif value:
            lines += _scalar(name, str(value))
    return textwrap.indent("\n".join(lines), "    ").replace("    id:", "  - id:", 1) + "\n"


def _people(authors: Iterable[Mapping[str, str]]) -> list[str]:
    """The lines of the authors."""
    lines = []
    for person in authors:
        one = [line for part in person.items() for line in _scalar(*part)]
        lines += [f"  - {one[0]}", *(f"    {line}" for line in one[1:])]
    return lines


def _scalar(name: str, value: str) -> list[str]:
    """The lines of a text: on one line, in quotes only where YAML would misread it, or folded."""
    if name == "verified":
        return [f"{name}: {value}"]
    shown = yaml.safe_dump(value, width=10_000, allow_unicode=True).split("\n")[0]
    with contextlib.suppress(ValueError):
        float(value)  # a number to YAML 1.2, as is "1e5", which YAML 1.1 reads as text
        shown = f"'{value}'"
    line = f"{name}: {shown}"
    if len(line) <= WIDTH - 4 or " " not in value:
        return [line]
    options = {"break_long_words": False, "break_on_hyphens": False}
    return [f"{name}: >-", *(f"  {row}" for row in textwrap.wrap(value, FOLDED - 6, **options))]  # type: ignore[arg-type]


def with_record(content: str, name: str, record: str) -> str:
    """The file's content with a record added where its id belongs; every other byte stays."""
    rows = content.splitlines(keepends=True)
    starts = [(n, match[1]) for n, row in enumerate(rows) if (match := ENTRY.match(row))]
    after = next((n for n, other in starts if other > name), len(rows))
    while after < len(rows) and rows[after - 1].lstrip().startswith("#"):
        after -= 1  # a comment belongs to the entry below it
    before, rest = "".join(rows[:after]), "".join(rows[after:])
    if rest:
        return f"{before}{record}\n{rest}"
    return f"{before}{'' if before.endswith(chr(10)) else chr(10)}\n{record}"
