"""Send every query to the registries; one that fails does not stop the others."""

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from macros.core.schema.handbook import BaseHandbook
from macros.watch.findings import Answer, Finding, Notice, is_known
from macros.watch.http_client import Client, Unanswered
from macros.watch.registries.all import Query, queries


class WatchResult(NamedTuple):
    """The results of all queries."""

    findings: list[Finding]
    """Without the notices that the data already record."""
    unanswered: list[tuple[str, str, str]]
    """Registry, id of a reference, trial or search, and why there is no answer about it."""
    more_papers: dict[str, int]
    """By id of a search: how many papers it found beyond those in `findings`."""


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
