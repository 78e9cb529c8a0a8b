"""What stands on a reference: entries that cite it or rest on those that do, and their pages."""

import textwrap
from collections.abc import Iterator
from typing import NamedTuple

from macros.core.base import Record
from macros.core.diagnostics import KeyPath
from macros.core.prerender import Project, RenderedPage
from macros.core.schema import Claim
from macros.core.yaml import position_of

RESTING = ("claims", "figures", "safety")
"""Fields that name other entries by their ids."""
LOGS = ("changes", "known", "references", "searches")
"""Lists that name entries without resting on them."""
MOST_CHARACTERS = 90
"""Characters of an entry's words."""


class Use(NamedTuple):
    """An entry or a page that stands on a reference."""

    kind: str
    """The list that it is in, as in "claims" or "blood levels", or the kind of page."""
    name: str
    words: str
    line: str
    """Where it names what it stands on: "data/claims.yml:73"."""


def dependents(project: Project, reference: str) -> list[Use]:
    """Everything that stands on a reference, the entries that cite it first."""
    cited = list(_entries(project, {reference}, ("sources",)))
    names = {use.name for use in cited}
    resting = [use for use in _entries(project, names, (*RESTING, "claim")) if use not in cited]
    claims = names & project.dataset.handbook.claim_of.keys()
    return [*cited, *resting, *_pages(project, reference, claims)]


def _entries(project: Project, names: set[str], fields: tuple[str, ...]) -> Iterator[Use]:
    """The entries that name one of these ids in one of these fields."""
    handbook, positions = project.dataset.handbook, project.dataset.positions
    records: dict[KeyPath, Record] = dict(handbook.records)
    told: set[KeyPath] = set()
    for path, record in records.items():
        found = next(_naming(path, record, names, fields), None)
        owner = path  # the entry that the record is, or is a part of
        while owner and not (owner in records and handbook.entry_of(owner, records[owner])[1]):
            owner = owner[:-1]
        if found and owner and owner not in told and path[0] not in LOGS:
            told.add(owner)
            kind, name = handbook.entry_of(owner, records[owner])
            position = position_of(positions, found)
            words = _words(records[owner])
            # Questions are told by their answers.
            label = "answers" if kind == "questions" else kind.replace("_", " ")
            yield Use(label, name, words, f"{position.file}:{position.line}")


def _naming(
    path: KeyPath, record: Record, names: set[str], fields: tuple[str, ...]
) -> Iterator[KeyPath]:
    """The paths of the ids that a record names."""
    for field in fields:
        value = getattr(record, field, ())
        if isinstance(value, str) and value in names:
            yield (*path, field)
        elif isinstance(value, tuple):
            yield from ((*path, field, n) for n, item in enumerate(value) if item in names)


def _words(record: Record) -> str:
    """What an entry says, shortened: a claim's words, or its first text."""
    texts = (
        value
        for name, value in record
        if isinstance(value, str) and name not in ("id", "claim", "section")
    )
    words = record.words if isinstance(record, Claim) else next(texts, "")
    return textwrap.shorten(words, MOST_CHARACTERS, placeholder=" …")


def _pages(project: Project, reference: str, claims: set[str]) -> Iterator[Use]:
    """The pages that name the reference, or show a claim that stands on it; leaflets last."""
    shown = [
        page
        for page in project.rendered.values()
        if reference in page.context.sources or claims & page.context.claims
    ]
    for page in sorted(shown, key=_is_handout):
        calls = zip(page.page.calls, page.html, strict=True)
        number = [*page.context.sources, reference].index(reference) + 1
        lines = (call.line for call, html in calls if f'"#s{number}"' in html)
        line = next(lines, page.page.first)
        kind = "leaflets and other pages to print" if _is_handout(page) else "pages"
        yield Use(kind, page.page.path, page.page.meta.title, f"{page.page.file}:{line}")


def _is_handout(page: RenderedPage) -> bool:
    """Whether a page is made for handing out."""
    return page.page.path in page.context.site.handouts
