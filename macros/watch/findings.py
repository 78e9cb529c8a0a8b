"""Findings of all registries in one form, and helpers that read untrusted answers."""

import contextlib
import html
import re
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import takewhile
from typing import Any, NamedTuple
from urllib.parse import unquote

from macros.core.cite_handbook import MONTHS
from macros.core.schema.watching import KnownNotice, NoticeKind

DOI_IN_TEXT = r"\b10\.[0-9]{4,9}/[^\s\"'<>“”‘’]+"
"""A DOI within a text, up to a space, a quote or an angle bracket: DOI Handbook, 2.2."""
MAX_TEXT = 300
"""Longest text quoted from an answer, in characters. Our own choice."""


class Notice(NamedTuple):
    """A notice on a reference, as one registry reports it."""

    reference: str
    """Id of the reference."""
    kind: NoticeKind
    registry: str
    """Who reports it: "Crossref", "Crossref, from Retraction Watch", "PubMed"."""
    identifier: str = ""
    """DOI or PMID of the notice."""
    day: str = ""
    """As much of the date as is given: "2026", "2026-03", "2026-03-04"."""
    label: str = ""
    """The registry's name for it, or where it was published."""


class LostIdentifier(NamedTuple):
    """A DOI, PMID or registration that does not exist, or that belongs to something else."""

    entry: str
    """Id of the reference or trial."""
    message: str


class TrialChange(NamedTuple):
    """A registry's record of a trial that differs from the data."""

    trial: str
    """Id of the trial to watch."""
    registration: str
    changes: tuple[tuple[str, str, str], ...]
    """Field of data/watch.yml, its value there (empty if missing), the registry's value."""
    why_stopped: str = ""
    """The registry's reason why the trial was stopped."""


class Paper(NamedTuple):
    """A paper that a saved search has found."""

    search: str
    """Id of the search."""
    pmid: str
    title: str = ""
    journal: str = ""
    day: str = ""
    kinds: str = ""
    """PubMed's publication types."""


Finding = Notice | LostIdentifier | TrialChange | Paper


class Answer(NamedTuple):
    """The result of one query."""

    findings: Sequence[Finding] = ()
    failures: Mapping[str, str] = {}
    """By id of a reference, trial or search: why there is no answer about it."""
    more_papers: int = 0
    """Papers found beyond those in `findings`."""


def value_at(tree: Any, *path: str | int) -> Any:
    """Return the value at a path of parsed JSON, or None if the path does not exist."""
    for step in path:
        if isinstance(tree, dict) and isinstance(step, str):
            tree = tree.get(step)
        elif isinstance(tree, list) and isinstance(step, int) and step < len(tree):
            tree = tree[step]
        else:
            return None
    return tree


def list_at(tree: Any, *path: str | int) -> list[Any]:
    """Return the list at a path without nulls; a single value becomes a list of one."""
    value = value_at(tree, *path)
    entries = value if isinstance(value, list) else [value]
    return [entry for entry in entries if entry is not None]


def text_at(tree: Any, *path: str | int) -> str:
    """Return the value at a path as safe text."""
    return safe_text(value_at(tree, *path))


def safe_text(value: Any) -> str:
    """Return a text or number on one line: no tags, "(at)" for "@", cut after MAX_TEXT; else ""."""
    if not isinstance(value, str | int) or isinstance(value, bool):
        return ""
    # At most 200 characters, our own choice: no tag of a title is longer. "p < 0.05" is no tag.
    text = re.sub(r"</?[A-Za-z][^<>]{0,200}>", "", html.unescape(str(value)))
    text = " ".join(text.replace("@", "(at)").split())
    return text if len(text) <= MAX_TEXT else f"{text[:MAX_TEXT]} …"


def partial_day(parts: Any) -> str:
    """Return an ISO 8601 date to its last valid part: [2026, 3] → "2026-03"; "" without a year."""
    texts = map(str, parts[:3] if isinstance(parts, list) else [parts])
    # int() refuses numbers of more than 4,300 digits; no year has more than four.
    valid = takewhile(lambda text: text.isdecimal() and len(text) <= 4, texts)
    numbers = [int(text) for text in valid]
    for count in range(len(numbers), 0, -1):
        year, month, day = (*numbers[:count], 1, 1)[:3]
        with contextlib.suppress(ValueError):  # no such day: drop the last part
            full = date(year, month, day).isoformat()
            return full[: (4, 7, 10)[count - 1]]  # "2026", "2026-03" or "2026-03-04"
    return ""


def find_doi(text: Any) -> str:
    """Return the first DOI in a text or URL in lower case, or ""."""
    match = re.search(DOI_IN_TEXT, unquote(safe_text(text)))
    return match[0].rstrip(".,;)]").lower() if match else ""


def doi_as_written(text: str) -> str:
    """Return the first DOI in a text or URL; in lower case only if it is percent-encoded there."""
    doi = find_doi(text)
    start = text.lower().find(doi)
    return text[start : start + len(doi)] if start >= 0 else doi


def month_number(name: str) -> str:
    """Return the number of an English month, "Mar" → "3"; any other text unchanged."""
    short = name[:3].lower()
    return str(MONTHS.index(short) + 1) if short in MONTHS else name


def is_known(notice: Notice, known: Sequence[KnownNotice]) -> bool:
    """Whether the data record a notice: same reference, kind, and DOI or PMID if both have it."""
    key = (notice.reference, notice.kind)
    same = [record for record in known if (record.reference, record.kind) == key]
    identifiers = {text.lower() for record in same for text in record.notices}
    is_listed = notice.identifier.lower() in identifiers
    return bool(same) and (is_listed or not identifiers or not notice.identifier)
