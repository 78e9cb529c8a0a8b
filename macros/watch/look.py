"""Ask every registry about everything that the data name; no answer stops another question."""

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from typing import NamedTuple

from macros.core.schema import BaseHandbook
from macros.watch.clients import Client, Unanswered
from macros.watch.clinical_trials import ask_registry
from macros.watch.crossref import ask_crossref
from macros.watch.findings import Answer, Finding, Notice, is_known
from macros.watch.pubmed import AT_ONCE, ask_pubmed, ask_search


class Query(NamedTuple):
    """One request."""

    registry: str
    about: tuple[str, ...]
    """Ids of references, of a trial or of a search."""
    ask: Callable[[], Answer]
    """Raises Unanswered."""


class Look(NamedTuple):
    """What all questions have brought."""

    findings: list[Finding]
    unanswered: list[tuple[str, str, str]]
    """Registry, id of what was asked about, why there is no answer."""
    more: dict[str, int]
    """How many further papers a search has found, by its id."""


def queries(handbook: BaseHandbook, client: Client, today: date) -> Iterator[Query]:
    """Every request that the data ask for."""
    for work in handbook.references:
        if work.DOI:
            yield Query("Crossref", (work.id,), partial(ask_crossref, client, work))
    in_pubmed = [work for work in handbook.references if work.PMID]
    for first in range(0, len(in_pubmed), AT_ONCE):
        some = in_pubmed[first : first + AT_ONCE]
        ids = tuple(work.id for work in some)
        yield Query("PubMed", ids, partial(ask_pubmed, client, some))
    for trial in handbook.registered:
        ask = partial(ask_registry, client, trial)
        yield Query("ClinicalTrials.gov", (trial.trial,), ask)
    known = [work.PMID for work in in_pubmed if work.PMID]
    for search in handbook.searches:
        ask = partial(ask_search, client, search, today, known)
        yield Query("PubMed", (search.id,), ask)


def look(
    handbook: BaseHandbook,
    client: Client,
    today: date,
    tell: Callable[[int, int, str], None] = lambda _done, _of, _what: None,
) -> Look:
    """Ask everything; `tell` is given how many questions of how many are done, and the next one."""
    outcome = Look([], [], {})
    asked = list(queries(handbook, client, today))
    for done, query in enumerate(asked):
        tell(done, len(asked), f"{query.registry}: {query.about[0]}")
        try:
            answer = query.ask()
        except Unanswered as error:
            answer = Answer(unread=dict.fromkeys(query.about, str(error)))
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
            why = "gave an answer that nobody foresaw"
            answer = Answer(unread=dict.fromkeys(query.about, why))
        for finding in answer.findings:
            if not (isinstance(finding, Notice) and is_known(finding, handbook.known)):
                outcome.findings.append(finding)
        outcome.unanswered.extend((query.registry, *pair) for pair in answer.unread.items())
        outcome.more.update({query.about[0]: answer.more} if answer.more else {})
    tell(len(asked), len(asked), "done")
    return outcome
