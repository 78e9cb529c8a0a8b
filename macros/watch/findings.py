"""What a registry can say, in one form, and how to read its answers without trusting them."""

import html
import re
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import takewhile
from typing import Any, NamedTuple
from urllib.parse import unquote

from macros.core.cite_handbook import MONTHS
from macros.core.schema import KnownNotice, NoticeKind

DOI_IN_TEXT = r"\b10\.[0-9]{4,9}/[^\s\"'<>“”‘’]+"
"""A DOI within a text, with what follows it up to a space or a quote: DOI Handbook, 2.2."""
LONGEST = 300
"""Characters of a text that is repeated."""


class Notice(NamedTuple):
    """A notice on a reference, as one registry tells of it."""

    reference: str
    """Id of the reference."""
    kind: NoticeKind
    registry: str
    """Who says so: "Crossref", "Crossref, from Retraction Watch", "PubMed"."""
    name: str = ""
    """DOI or PMID of the notice."""
    day: str = ""
    """As far as it is given: "2026", "2026-03", "2026-03-04"."""
    words: str = ""
    """What the registry calls it, or where it stands."""


class Loss(NamedTuple):
    """An address of a reference that leads nowhere, or to another one."""

    reference: str
    said: str


class Move(NamedTuple):
    """What the registry says of a trial that is not yet in the data."""

    trial: str
    """Id of the trial to watch."""
    registration: str
    changes: tuple[tuple[str, str, str], ...]
    """Field of data/watch.yml, what stands there ("" for nothing), what the registry says."""
    stopped: str = ""
    """Why the trial was stopped, as the registry says."""


class Paper(NamedTuple):
    """A paper that a search has found."""

    search: str
    pmid: str
    title: str = ""
    journal: str = ""
    day: str = ""
    kinds: str = ""
    """PubMed's publication types."""


Finding = Notice | Loss | Move | Paper


class Answer(NamedTuple):
    """What a question has brought."""

    findings: Sequence[Finding] = ()
    unread: Mapping[str, str] = {}
    """By id of what was asked about, why that part of the answer could not be read."""
    more: int = 0
    """How many further papers there are, not told by name."""


def pick(tree: Any, *path: str | int) -> Any:
    """The value at a path in an answer of any shape; None where the path ends early."""
    for step in path:
        if isinstance(tree, dict) and isinstance(step, str):
            tree = tree.get(step)
        elif isinstance(tree, list) and isinstance(step, int) and step < len(tree):
            tree = tree[step]
        else:
            return None
    return tree


def items(tree: Any, *path: str | int) -> list[Any]:
    """The list at a path, without nulls; a single value as a list of one."""
    found = pick(tree, *path)
    entries = found if isinstance(found, list) else [found]
    return [entry for entry in entries if entry is not None]


def plain(value: Any) -> str:
    """A text of an answer on one line, without tags and mentions; empty for what is no text."""
    if not isinstance(value, str | int) or isinstance(value, bool):
        return ""
    text = re.sub(r"<[^<>]{0,200}>", "", html.unescape(str(value)))
    text = " ".join(text.replace("@", "(at)").split())
    return text if len(text) <= LONGEST else f"{text[:LONGEST]} …"


def partial_day(parts: Any) -> str:
    """Year, month and day as far as they are numbers that make a day: [2026, 3] → "2026-03"."""
    texts = map(str, items(parts)[:3])
    whole = takewhile(lambda text: text.isdecimal() and len(text) <= len("2026"), texts)
    numbers = [int(part) for part in whole]
    for count in range(len(numbers), 0, -1):
        year, month, day = (*numbers[:count], 1, 1)[:3]
        try:
            full = date(year, month, day).isoformat()
        except ValueError:
            continue
        return full[: (4, 7, 10)[count - 1]]  # "2026", "2026-03" or "2026-03-04"
    return ""


def bare_doi(text: Any) -> str:
    """The DOI in a text or an address, in small letters; empty where there is none."""
    found = re.search(DOI_IN_TEXT, unquote(plain(text)))
    return found[0].rstrip(".,;)]").lower() if found else ""


def doi_as_written(text: str) -> str:
    """The DOI in a text or an address, in the letters of the text; empty where there is none."""
    bare = bare_doi(text)
    start = text.lower().find(bare)
    return text[start : start + len(bare)] if start >= 0 else bare


def month_number(name: str) -> str:
    """The number of an English month, "Mar" → "3"; any other text as it is."""
    short = name[:3].lower()
    return str(MONTHS.index(short) + 1) if short in MONTHS else name


def is_known(notice: Notice, known: Sequence[KnownNotice]) -> bool:
    """Whether the data tell of this notice: by its address, or by its kind where there is none."""
    same = [k for k in known if (k.reference, k.kind) == (notice.reference, notice.kind)]
    names = {name.lower() for k in same for name in k.notices}
    return bool(same) and (not names or not notice.name or notice.name.lower() in names)
