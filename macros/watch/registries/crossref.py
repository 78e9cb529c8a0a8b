"""Crossref's record of a DOI, and the notices published on it.

`works/{doi}` of the REST API: https://api.crossref.org/swagger-ui/index.html; its `updated-by`, of
publishers and of Retraction Watch: “Get Retraction Watch metadata from Crossref's API”,
https://crossref.gitlab.io/tutorials/get-rw-metadata/.
"""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from macros.core.address import DOI_HANDLE
from macros.core.schema.references import Reference
from macros.watch.findings import (
    Answer,
    Finding,
    LostIdentifier,
    Notice,
    find_doi,
    list_at,
    partial_day,
    safe_text,
    text_at,
    value_at,
)
from macros.watch.http_client import Client, NotFound, Unanswered
from macros.watch.notice_kinds import notice_kind

WORKS_URL = "https://api.crossref.org/works/{}"
RETRACTED_TITLE = r"\W*(?:retracted|withdrawn|removed)(?: article| paper)?\s*[:\]–—]"
"""How publishers begin the title of a retracted work: "RETRACTED:", "[Withdrawn article]"."""


def ask_crossref(client: Client, work: Reference) -> Answer:
    """Return what Crossref knows of a reference's DOI. Raises Unanswered."""
    try:
        message = crossref_work(client, work.DOI or "")
    except NotFound:
        return _ask_doi_org(client, work)
    return Answer([*_replacements(work, message), *findings_in_updates(work, message)])


def crossref_work(client: Client, doi: str) -> dict[str, Any]:
    """Return Crossref's record of a DOI. Raises NotFound, or Unanswered without a record."""
    url = WORKS_URL.format(quote(doi))
    record = value_at(client.json(url), "message")
    if not isinstance(record, dict) or not record:
        raise client.forget_malformed(url)
    return record


def _ask_doi_org(client: Client, work: Reference) -> Answer:
    """Return a LostIdentifier unless doi.org knows the DOI; then it is another agency's."""
    try:
        client.text(DOI_HANDLE.format(quote(work.DOI or "")))
    except NotFound:
        reason = "and doi.org does not either: the DOI does not exist, or no longer does"
    except Unanswered as error:
        reason = f"so it may not exist; doi.org could not be asked ({error})"
    else:
        return Answer()
    message = f"Crossref does not know the DOI {work.DOI}, {reason}."
    return Answer([LostIdentifier(work.id, message)])


def _replacements(work: Reference, message: Any) -> Iterator[Finding]:
    """Yield a LostIdentifier for each DOI that has replaced the reference's."""
    new = find_doi(value_at(message, "DOI"))
    if new and new != find_doi(work.DOI):
        said = f"The DOI {work.DOI} was replaced: Crossref now gives {new}."
        yield LostIdentifier(work.id, said)
    for relation in list_at(message, "relation", "is-replaced-by"):
        new = find_doi(value_at(relation, "id")) or text_at(relation, "id") or "another work"
        yield LostIdentifier(work.id, f"Crossref says that {work.DOI} is replaced by {new}.")


def findings_in_updates(work: Reference, message: Any) -> Iterator[Finding]:
    """Yield notices on a reference, and a LostIdentifier if its DOI is itself a notice."""
    own_dois = {find_doi(work.DOI), find_doi(value_at(message, "DOI"))}
    for update in list_at(message, "updated-by"):
        yield _notice(work, update, find_doi(value_at(update, "DOI")))
    for update in list_at(message, "update-to"):
        kind = notice_kind(text_at(update, "type"), text_at(update, "label"))
        updated = text_at(update, "DOI")
        if find_doi(updated) in own_dois:  # work and notice share a DOI
            yield _notice(work, update, "")
        elif kind in ("retraction", "expression of concern", "correction"):
            said = f"The DOI {work.DOI} belongs to a {kind} of {updated or 'another work'}."
            yield LostIdentifier(work.id, said)
    title = safe_text(next(iter(list_at(message, "title")), ""))
    if re.match(RETRACTED_TITLE, title, re.I):
        yield Notice(work.id, "retraction", "Crossref", label=f"the title is now “{title}”")


def _notice(work: Reference, update: Any, doi: str) -> Notice:
    """Return one notice on a reference from an entry of `updated-by` or `update-to`.

    `doi` is the notice's own; empty if it shares that of the reference.
    """
    source = text_at(update, "source").lower()
    registry = "Crossref, from Retraction Watch" if "retraction" in source else "Crossref"
    kind, label = text_at(update, "type"), text_at(update, "label")
    day = partial_day(value_at(update, "updated", "date-parts", 0)) or partial_day(
        text_at(update, "updated", "date-time")[:10].split("-")
    )
    label_or_kind = label or kind or "a notice without a kind"
    return Notice(work.id, notice_kind(kind, label), registry, doi, day, label_or_kind)
