"""What Crossref says of a DOI, and what was published on it since.

`works/{doi}` of the REST API: https://api.crossref.org/swagger-ui/index.html; its `updated-by`, of
publishers and of Retraction Watch: “Get Retraction Watch metadata from Crossref's API”,
https://crossref.gitlab.io/tutorials/get-rw-metadata/.
"""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from macros.core.address import DOI_HANDLE
from macros.core.schema import Reference
from macros.watch.clients import Client, NotFound, Unanswered
from macros.watch.findings import (
    Answer,
    Finding,
    Loss,
    Notice,
    bare_doi,
    items,
    partial_day,
    pick,
    plain,
)
from macros.watch.notice_kinds import kind_of_notice

WORKS = "https://api.crossref.org/works/{}"
MARKED = r"\W*(?:retracted|withdrawn|removed)(?: article| paper)?\s*[:\]–—]"
"""How publishers begin the title of a work that was taken back."""


def ask_crossref(client: Client, work: Reference) -> Answer:
    """What is known of a reference's DOI. Raises Unanswered."""
    doi = work.DOI or ""
    try:
        message = crossref_work(client, doi)
    except NotFound:
        return _not_at_crossref(client, work)
    return Answer([*_moved(work, message), *updates(work, message)])


def crossref_work(client: Client, doi: str) -> dict[str, Any]:
    """The record of a DOI. Raises NotFound, or Unanswered for an answer that holds none."""
    url = WORKS.format(quote(doi, safe="/"))
    answer = client.json(url)
    # The record stands under "message", or is the whole answer.
    message = answer if pick(answer, "DOI") else pick(answer, "message")
    if not isinstance(message, dict) or not message:
        raise client.misread(url)
    return message


def _not_at_crossref(client: Client, work: Reference) -> Answer:
    """Whether a DOI that Crossref does not know is another agency's, or nobody's."""
    try:
        client.text(DOI_HANDLE.format(quote(work.DOI or "", safe="/")))
    except NotFound:
        why = "and doi.org does not either: the DOI does not exist, or no longer"
    except Unanswered as error:
        why = f"so that it may not exist; doi.org could not be asked ({error})"
    else:
        return Answer()
    return Answer([Loss(work.id, f"Crossref does not know the DOI {work.DOI}, {why}.")])


def _moved(work: Reference, message: Any) -> Iterator[Finding]:
    """Another DOI in the place of the reference's."""
    now, was = bare_doi(pick(message, "DOI")), (work.DOI or "").lower()
    if now and now != was:
        yield Loss(work.id, f"The DOI {work.DOI} was replaced: Crossref now gives {now}.")
    for other in items(message, "relation", "is-replaced-by"):
        name = bare_doi(pick(other, "id")) or plain(pick(other, "id"))
        yield Loss(
            work.id, f"Crossref says that {work.DOI} is replaced by {name or 'another work'}."
        )


def updates(work: Reference, message: Any) -> Iterator[Finding]:
    """Notices on the reference; and what the reference itself is a notice on."""
    own = {(work.DOI or "").lower(), bare_doi(pick(message, "DOI"))}
    for update in items(message, "updated-by"):
        yield _notice(work, update, bare_doi(pick(update, "DOI")))
    for update in items(message, "update-to"):
        kind, on = kind_of_notice(pick(update, "type"), pick(update, "label")), pick(update, "DOI")
        if bare_doi(on) in own:
            yield _notice(work, update, "")
        elif kind in ("retraction", "expression of concern", "correction"):
            yield Loss(
                work.id, f"The DOI {work.DOI} is that of a {kind} of {plain(on) or 'a work'}."
            )
    title = plain(next(iter(items(message, "title")), ""))
    if re.match(MARKED, title, re.I):
        yield Notice(work.id, "retraction", "Crossref", words=f"the title is now “{title}”")


def _notice(work: Reference, update: Any, name: str) -> Notice:
    """One notice; `name` is its DOI."""
    source = plain(pick(update, "source")).lower()
    registry = "Crossref, from Retraction Watch" if "retraction" in source else "Crossref"
    words = plain(pick(update, "label")) or plain(pick(update, "type")) or "a notice without a kind"
    day = partial_day(items(update, "updated", "date-parts", 0))
    if not day:
        day = partial_day(plain(pick(update, "updated", "date-time"))[:10].split("-"))
    kind = kind_of_notice(pick(update, "type"), pick(update, "label"))
    return Notice(work.id, kind, registry, name, day, words)
