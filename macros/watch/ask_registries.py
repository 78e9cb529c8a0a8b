"""Send every query that the data call for; a query that fails does not stop the others."""

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from typing import NamedTuple

from macros.core.schema.handbook import BaseHandbook
from macros.watch.findings import Answer, Finding, Notice, is_known
from macros.watch.http_client import Client, Unanswered
from macros.watch.new_papers import ask_search
from macros.watch.registries.clinical_trials import ask_clinical_trials
from macros.watch.registries.crossref import ask_crossref
from macros.watch.registries.pubmed import BATCH_SIZE, ask_pubmed


class Query(NamedTuple):
    """A request to one registry."""

    registry: str
    about: tuple[str, ...]
    """Ids of references, of a trial or of a search."""
    ask: Callable[[], Answer]
    """Send it. Raises Unanswered."""


class WatchResult(NamedTuple):
    """The results of all queries."""

    findings: list[Finding]
    """Without the notices that the data already record."""
    unanswered: list[tuple[str, str, str]]
    """Registry, id of a reference, trial or search, and why there is no answer about it."""
    more_papers: dict[str, int]
    """By id of a search: how many papers it found beyond those in `findings`."""


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


def ask_all(
    handbook: BaseHandbook,
    client: Client,
    today: date,
    report_progress: Callable[[int, int, str], None] = lambda _done, _total, _next: None,
) -> WatchResult:
    """Send every query and collect the answers.

    `report_progress` gets the number of queries done, their total, and a name for the next one.
    """
    result = WatchResult([], [], {})
    pending = list(queries(handbook, client, today))
    for done, query in enumerate(pending):
        report_progress(done, len(pending), f"{query.registry}: {query.about[0]}")
        answer = _answer(query)
        for finding in answer.findings:
            if not (isinstance(finding, Notice) and is_known(finding, handbook.known)):
                result.findings.append(finding)
        result.unanswered.extend((query.registry, *item) for item in answer.failures.items())
        if answer.more_papers:
            result.more_papers[query.about[0]] = answer.more_papers
    report_progress(len(pending), len(pending), "done")
    return result


def _answer(query: Query) -> Answer:
    """Send a query. Return a failure for each of its ids if it has no answer."""
    try:
        return query.ask()
    except Unanswered as error:
        reason = str(error)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        # A slip in our reading of one odd answer must not stop the other queries.
        reason = "gave an answer that nobody foresaw"
    return Answer(failures=dict.fromkeys(query.about, reason))
