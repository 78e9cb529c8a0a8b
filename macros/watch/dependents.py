"""What depends on a reference: entries that cite it, entries that rest on those, and pages."""

import textwrap
from collections.abc import Iterator
from typing import NamedTuple

from macros.core.diagnostics import KeyPath
from macros.core.prerender import Project, RenderedPage
from macros.core.schema.claims import Claim
from macros.core.schema.record import Record
from macros.core.yaml import position_of

LINK_FIELDS = ("claims", "figures", "safety", "claim")
"""Fields by which an entry rests on other entries, named by id."""


class Dependent(NamedTuple):
    """An entry or a page that depends on a reference."""

    kind: str
    """The list it is in, such as "claims" or "blood levels", or the kind of page."""
    name: str
    """Id of the entry, or path of the page below docs/."""
    text: str
    """An excerpt of the entry, or the title of the page."""
    location: str
    """File and line where it names what it depends on: "data/claims.yml:73"."""


def dependents(project: Project, reference: str) -> list[Dependent]:
    """Return everything that depends on a reference, the entries that cite it first."""
    citing = list(_entries(project, {reference}, ("sources",)))
    cited = {(entry.kind, entry.name) for entry in citing}
    ids = {entry.name for entry in citing}
    resting = [one for one in _entries(project, ids, LINK_FIELDS) if one[:2] not in cited]
    claims = ids & project.dataset.handbook.claim_of.keys()
    return [*citing, *resting, *_pages(project, reference, claims)]


def _entries(project: Project, ids: set[str], fields: tuple[str, ...]) -> Iterator[Dependent]:
    """Yield each entry that names one of the ids in one of the fields, itself or in a part."""
    handbook, positions = project.dataset.handbook, project.dataset.positions
    records: dict[KeyPath, Record] = dict(handbook.records)
    yielded: set[KeyPath] = set()
    for path, record in records.items():
        found = next(_naming_paths(path, record, ids, fields), None)
        if not found:
            continue
        owner = path  # the entry that the record is, or is a part of
        while owner and not (owner in records and handbook.entry_of(owner, records[owner])[1]):
            owner = owner[:-1]
        # A change or a notice has no id: it names entries without resting on them.
        if owner and owner not in yielded:
            yielded.add(owner)
            kind, name = handbook.entry_of(owner, records[owner])
            # It is the answer of a question that rests on sources.
            label = "answers" if kind == "questions" else kind.replace("_", " ")
            position = position_of(positions, found)
            location = f"{position.file}:{position.line}"
            yield Dependent(label, name, _excerpt(records[owner]), location)


def _naming_paths(
    path: KeyPath, record: Record, ids: set[str], fields: tuple[str, ...]
) -> Iterator[KeyPath]:
    """Yield the path of each of the ids that a record names in the fields."""
    for field in fields:
        value = getattr(record, field, ())
        if isinstance(value, str) and value in ids:
            yield (*path, field)
        elif isinstance(value, tuple):
            yield from ((*path, field, index) for index, item in enumerate(value) if item in ids)


def _excerpt(record: Record) -> str:
    """Return the beginning of an entry's text: a claim's words, or its first text field."""
    labels = ("id", "claim", "section")
    texts = (value for name, value in record if isinstance(value, str) and name not in labels)
    text = record.wording if isinstance(record, Claim) else next(texts, "")
    return textwrap.shorten(text, 90, placeholder=" …")  # characters; our own choice


def _pages(project: Project, reference: str, claims: set[str]) -> Iterator[Dependent]:
    """Yield the pages that cite a reference or show one of the claims; pages to print come last."""
    shown = [
        page
        for page in project.rendered.values()
        if reference in page.context.sources or claims & page.context.claims
    ]
    for page in sorted(shown, key=_is_handout):
        # A page that shows a claim need not cite the reference: then no call has this number.
        number = [*page.context.sources, reference].index(reference) + 1
        calls = zip(page.page.calls, page.html, strict=True)
        lines = (call.line for call, html in calls if f'"#s{number}"' in html)
        location = f"{page.page.file}:{next(lines, page.page.first_line)}"
        kind = "leaflets and other pages to print" if _is_handout(page) else "pages"
        yield Dependent(kind, page.page.path, page.page.meta.title, location)


def _is_handout(page: RenderedPage) -> bool:
    """Whether a page is one of the handouts."""
    return page.page.path in page.context.site.handouts
