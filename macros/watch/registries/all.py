"""What each registry is asked."""

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from typing import NamedTuple

from macros.core.schema.handbook import BaseHandbook
from macros.watch.findings import Answer
from macros.watch.http_client import Client
from macros.watch.registries.clinical_trials import ask_clinical_trials
from macros.watch.registries.crossref import ask_crossref
from macros.watch.registries.pubmed_records import BATCH_SIZE, ask_pubmed
from macros.watch.registries.pubmed_search import ask_search


class Query(NamedTuple):
    """A request to one registry."""

    registry: str
    about: tuple[str, ...]
    """Ids of references, of a trial or of a search."""
    ask: Callable[[], Answer]
    """Send it. Raises Unanswered."""


def queries(handbook: BaseHandbook, client: Client, today: date) -> Iterator[Query]:
    """Every query that the data call for."""
    for work in handbook.references:
        if work.DOI:
            yield Query("Crossref", (work.id,), partial(ask_crossref, client, work))
    in_pubmed = [work for work in handbook.references if work.PMID]
    for start in range(0, len(in_pubmed), BATCH_SIZE):
        batch = in_pubmed[start : start + BATCH_SIZE]
        ids = tuple(work.id for work in batch)
        yield Query("PubMed", ids, partial(ask_pubmed, client, batch))
    for trial in handbook.registered:
        ask = partial(ask_clinical_trials, client, trial)
        yield Query("ClinicalTrials.gov", (trial.trial,), ask)
    known = [work.PMID for work in in_pubmed if work.PMID]
    for search in handbook.searches:
        ask = partial(ask_search, client, search, today, known)
        yield Query("PubMed", (search.id,), ask)
