"""Turn a registry's or a file's description of a work into a record of data/references.yml."""

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
from macros.core.characters import HYPHENS, misleading_reason
from macros.core.schema.references import Reference
from macros.watch.findings import doi_as_written, list_at, month_number, partial_day, value_at

WorkFields = dict[str, Any]
"""A record of references.yml as plain values, by its keys there."""
RECORD_KEYS = [field.alias or name for name, field in Reference.model_fields.items()]
"""The keys of a record in their order."""
WORK_TYPES = {
    **dict.fromkeys(("article-journal", "journal-article", "article", "jour"), "article-journal"),
    **dict.fromkeys(("book", "monograph", "edited-book", "reference-book"), "book"),
    **dict.fromkeys(("chapter", "book-chapter", "chap", "incollection", "inbook"), "chapter"),
    **dict.fromkeys(("webpage", "elec", "online", "post-weblog"), "webpage"),
}
"""Types of works in the data, by the types of Crossref, CSL, RIS and BibTeX in lower case."""
MAX_AUTHORS = 6
"""Authors listed before "et al.". Our own choice."""
WIDTH, FOLDED = 98, 94
"""Columns in the file: of a text on one line, and of one that is folded. Our own choice."""
EXPECTED_FIELDS = {
    "article-journal": ("author", "container-title", "issued", "volume", "page"),
    "book": ("author", "publisher", "issued"),
    "chapter": ("author", "container-title", "publisher", "issued", "page"),
    "webpage": ("author", "issued"),
}
"""Fields of a complete record of each type, besides its title."""
LABELS = {"author": "authors", "container-title": "the journal or book", "issued": "the year"}
"""Fields in plain words; the others are plain by themselves."""
STOP_WORDS = """
    a about after among an and are as at between by do does for from how in into is its of on or
    over than the to under using versus via what with without effect effects impact influence role
    association associations study trial randomized randomised controlled review systematic new use
    retracted
"""
"""Words of a title that are not used in an id."""
TRANSLITERATIONS = str.maketrans(
    {"ø": "o", "æ": "ae", "œ": "oe", "ß": "ss", "ł": "l", "đ": "d", "þ": "th"}
)
"""Letters that Unicode does not decompose into an English letter and an accent."""
ENTRY_START = re.compile(r"^  - id: *['\"]?([a-z0-9-]+)", re.M)
"""The first line of an entry."""
TRANSLATED_TITLE = re.compile(r"^\[((?:[^\[\]]|\[[^\[\]]*\])*)\](\.?)$")
"""PubMed puts a translated title into brackets: "[Vitamin K and calcification].". Brackets within a
title, as in "[18F]", stay."""
PUBMED_ISSUE = "Journal/JournalIssue"
"""Path below an Article of PubMed."""


def clean_text(value: Any) -> str:
    """Return text on one line, without tags and misleading characters; "" unless text or number."""
    if not isinstance(value, str | int) or isinstance(value, bool):
        return ""
    # Some records escape entities twice: "&amp;lt;i&amp;gt;".
    text = re.sub(r"</?[A-Za-z][^<>]*>", "", unescape(unescape(str(value))))
    text = unicodedata.normalize("NFC", text)
    return " ".join("".join(map(_plain_character, text)).split())


def _plain_character(char: str) -> str:
    """Return a plain replacement for a misleading character, and any other unchanged."""
    if not misleading_reason(char):
        return char
    if unicodedata.category(char) in ("Cf", "Cc") and not char.isspace():
        return ""
    plain = HYPHENS.get(char) or unicodedata.normalize("NFKC", char)
    if any(map(misleading_reason, plain)):
        return " " if char.isspace() else char
    return plain


def from_csl(csl: Mapping[str, Any]) -> WorkFields:
    """Return the record of a work in CSL JSON or in Crossref's dialect of it, without an id."""
    title, subtitle = _first_text(csl, "title"), _first_text(csl, "subtitle")
    if subtitle and subtitle.lower() not in title.lower():
        title = f"{title.rstrip(':')}: {subtitle}"
    if title.endswith(".") and not title.endswith(".."):  # as in PubMed, and in some styles
        title = title[:-1]
    kind = WORK_TYPES.get(_first_text(csl, "type").lower(), "")
    page = _first_text(csl, "page") or _first_text(csl, "article-number")
    fields = {
        "type": kind,
        "title": title,
        "author": _authors(map(_person, list_at(csl, "author"))),
        "publisher": _first_text(csl, "publisher") if kind != "article-journal" else "",
        "issued": _issued(csl),
        "page": re.sub(r"\s*[-–—]+\s*", "-", page),  # dashes, and BibTeX's "1--2"
        "DOI": doi_as_written(_first_text(csl, "DOI")),
        "PMID": re.sub(r"\D", "", _first_text(csl, "PMID")),
    }
    unchanged = ("container-title", "volume", "issue", "PMCID", "URL")
    fields |= {name: _first_text(csl, name) for name in unchanged}
    return {name: value for name, value in fields.items() if value}


def _first_text(csl: Mapping[str, Any], name: str) -> str:
    """Return the clean text of a field, of a list its first item."""
    return clean_text(next(iter(list_at(csl, name)), ""))


def _person(name: Any) -> dict[str, str]:
    """Convert a CSL name to an author with initials as in "Linda L", or to {} if it is empty."""
    if not isinstance(name, dict):
        return {}
    parts = {key: clean_text(value) for key, value in name.items()}
    particle = parts.get("non-dropping-particle") or parts.get("dropping-particle")
    family = " ".join(filter(None, (particle, parts.get("family"))))
    given = parts.get("given", "")
    if not family:
        group = parts.get("literal") or parts.get("name") or given
        return {"literal": group} if group else {}
    # "L.-M." → "L-M": drop the period after each single letter, then close the gap before a hyphen.
    given = " ".join(re.sub(r"(?<=\b\w)\.", " ", given).split()).replace(" -", "-")
    return {"family": family, "given": given} if given else {"family": family}


def _authors(people: Iterable[dict[str, str]]) -> list[dict[str, str]]:
    """Return the authors; of more than MAX_AUTHORS, the first ones and "et al."."""
    known = list(filter(None, people))
    named = [person for person in known if person.get("literal") != "et al."]
    more = len(named) > MAX_AUTHORS or len(named) < len(known)
    return [*named[:MAX_AUTHORS], *([{"literal": "et al."}] if more else [])]


def _issued(csl: Mapping[str, Any]) -> dict[str, int]:
    """Return year, month and day of the issue, as far as they are given."""
    # The printed issue comes first because volume and pages belong to it.
    for name in ("published-print", "issued", "published", "published-online"):
        if day := partial_day(value_at(csl, name, "date-parts", 0)):
            parts = zip(("year", "month", "day"), day.split("-"), strict=False)
            return {part: int(number) for part, number in parts}
    return {}


def from_pubmed(element: Element) -> WorkFields:
    """Convert PubMed's XML (efetch) of one work to fields of references.yml, without an id.

    PubMed writes months as "Mar" or "03", and some dates as "2020 Jan-Feb".
    """
    article = element.find(".//Article")
    article = element if article is None else article
    # Ids in its ReferenceList belong to other works.
    own_ids = element.iterfind("PubmedData/ArticleIdList/ArticleId")
    ids = {own_id.get("IdType"): clean_text(own_id.text) for own_id in own_ids}
    dates = ("Year", "MedlineDate", "Month", "Day")
    year, other, month, day = (_text(article, f"{PUBMED_ISSUE}/PubDate/{name}") for name in dates)
    csl = {
        "type": "article-journal" if element.tag == "PubmedArticle" else "",
        "title": TRANSLATED_TITLE.sub(r"\1\2", _text(article, "ArticleTitle")),
        "author": list(map(_pubmed_person, article.iterfind("AuthorList/Author"))),
        "container-title": _text(article, "Journal/Title"),
        "issued": {"date-parts": [[year or other[:4], month_number(month), day]]},
        "volume": _text(article, f"{PUBMED_ISSUE}/Volume"),
        "issue": _text(article, f"{PUBMED_ISSUE}/Issue"),
        "page": _text(article, "Pagination/MedlinePgn"),
        "DOI": ids.get("doi") or _text(article, "ELocationID[@EIdType='doi']"),
        "PMID": element.findtext(".//PMID"),
        "PMCID": ids.get("pmc"),
    }
    return from_csl(csl)


def _text(tree: Element, path: str) -> str:
    """Return the clean text of an element with its descendants, or ""."""
    element = tree.find(path)
    return clean_text("".join(element.itertext())) if element is not None else ""


def _pubmed_person(author: Element) -> dict[str, str]:
    """Convert an author of PubMed, a person or a group, to CSL."""
    given = _text(author, "ForeName") or _text(author, "Initials")
    group = _text(author, "CollectiveName")
    return {"family": _text(author, "LastName"), "given": given, "literal": group}


def work_address(fields: WorkFields) -> str:
    """Return the address of a work by its DOI, else by its PMID, else its own URL, or ""."""
    if "DOI" in fields:
        return DOI_PAGE.format(fields["DOI"])
    if "PMID" in fields:
        return PUBMED_PAGE.format(fields["PMID"])
    return str(fields.get("URL", ""))


def missing_fields(fields: WorkFields) -> list[str]:
    """Return the fields that a record lacks to be complete, in plain words."""
    missing = [name for name in EXPECTED_FIELDS.get(fields["type"], ()) if not fields.get(name)]
    return [LABELS.get(name, name) for name in missing]


def comparable_title(title: str) -> str:
    """Return the letters and digits of a title, case-folded, without a leading "Retracted:"."""
    text = unicodedata.normalize("NFKD", clean_text(title)).casefold()
    text = re.sub(r"^\W*(?:retracted|withdrawn)\W+(?:article\W+)?", "", text)
    return "".join(filter(str.isalnum, text))


def new_id(fields: WorkFields, taken: Collection[str]) -> str:
    """Return a free id: family name, year, and the first title words, at least one.

    Raises ValueError if the title has no usable word.
    """
    author: dict[str, str] = next(iter(fields.get("author", [])), {})
    group = author.get("literal") or fields.get("publisher") or ""
    family = _slug(author.get("family") or " ".join(group.split()[:1]))
    stem = list(filter(None, (family, str(fields.get("issued", {}).get("year", "")))))
    title = _slug(fields["title"]).split("-")
    stop_words = {"", *STOP_WORDS.split()}
    words = [word for word in title if not (word in stop_words or word.isdecimal())]
    if not words:
        raise ValueError("no id can be made of its title; give one with --id")
    candidates = itertools.chain(
        (words[: index + 1] for index in range(len(words))),
        ([words[0], str(number)] for number in itertools.count(2)),
    )
    ids = ("-".join([*stem, *ending]) for ending in candidates)
    return next(name for name in ids if name not in taken)


def _slug(text: str) -> str:
    """Return words in lower-case English letters, with hyphens: "de Boer" → "de-boer"."""
    decomposed = unicodedata.normalize("NFKD", text.lower().translate(TRANSLITERATIONS))
    letters = "".join(char for char in decomposed if not unicodedata.combining(char))
    return "-".join(re.findall(r"[a-z0-9]+", re.sub("['’]", "", letters)))


def record_yaml(fields: WorkFields) -> str:
    """Return a record as YAML in the style of references.yml, with a newline at its end."""
    lines = []
    for name in RECORD_KEYS:
        value = fields.get(name)
        if name == "author":
            lines += ["author:", *_author_lines(value)] if value else ["author: []"]
        elif name == "issued" and value:
            lines += ["issued:", *(f"  {part}: {number}" for part, number in value.items())]
        elif value:
            lines += _field_lines(name, str(value))
    return textwrap.indent("\n".join(lines), "    ").replace("    id:", "  - id:", 1) + "\n"


def _author_lines(authors: Iterable[Mapping[str, str]]) -> Iterable[str]:
    """Yield the lines of a list of authors."""
    for author in authors:
        lines = [line for part in author.items() for line in _field_lines(*part)]
        yield f"  - {lines[0]}"
        yield from (f"    {line}" for line in lines[1:])


def _field_lines(name: str, value: str) -> list[str]:
    """Return the lines of a text field: on one line, quoted only where YAML needs it, or folded."""
    if name == "verified":  # the data write "yes" without quotes
        return [f"{name}: {value}"]
    scalar = yaml.safe_dump(value, width=10_000, allow_unicode=True).split("\n")[0]
    with contextlib.suppress(ValueError):
        float(value)  # a number to YAML 1.2, as is "1e5", which YAML 1.1 reads as text
        scalar = f"'{value}'"
    line = f"{name}: {scalar}"
    if len(line) <= WIDTH - 4 or " " not in value:  # record_yaml indents each line by 4
        return [line]
    lines = textwrap.wrap(value, FOLDED - 6, break_long_words=False, break_on_hyphens=False)
    return [f"{name}: >-", *(f"  {line}" for line in lines)]


def with_record(content: str, name: str, record: str) -> str:
    """Return the file's content with a record inserted in the order of ids; `name` is its id."""
    later = next((match for match in ENTRY_START.finditer(content) if match[1] > name), None)
    if later is None:
        newline = "" if content.endswith("\n") else "\n"
        return f"{content}{newline}\n{record}"
    # A comment belongs to the entry below it.
    before = re.sub(r"(?:^ *#.*\n)+\Z", "", content[: later.start()], flags=re.M)
    return f"{before}{record}\n{content[len(before) :]}"
