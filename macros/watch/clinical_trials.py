"""What ClinicalTrials.gov says of a trial.

`studies/{nctId}` of the API, version 2: https://clinicaltrials.gov/data-api/api; its fields:
https://clinicaltrials.gov/data-api/about-api/study-data-structure.
"""

import re
from typing import Any

from macros.core.schema import RegisteredTrial
from macros.watch.clients import Client, NotFound, Unanswered
from macros.watch.findings import Answer, Finding, Loss, Move, pick, plain

STUDIES = "https://clinicaltrials.gov/api/v2/studies/{}"
DAY = r"\d{4}-\d\d(?:-\d\d)?"
STATUS = ("protocolSection", "statusModule")


def ask_registry(client: Client, trial: RegisteredTrial) -> Answer:
    """What the registry says of a trial and the data do not. Raises Unanswered."""
    if not trial.registration:
        raise Unanswered("its number is not in data/watch.yml; add it as 'registration'")
    asked = STUDIES.format(trial.registration), {"format": "json"}
    try:
        study = client.json(*asked)
    except NotFound:
        said = f"ClinicalTrials.gov has no trial with the number {trial.registration}."
        return Answer([Loss(trial.trial, said)])
    status = pick(study, *STATUS)
    if not isinstance(status, dict) or not status:
        raise client.misread(*asked)
    changes = _changes(trial, study, status)
    number = plain(pick(study, "protocolSection", "identificationModule", "nctId")).upper()
    findings: list[Finding] = []
    if number and number != trial.registration:
        said = f"ClinicalTrials.gov now gives {number} in the place of {trial.registration}."
        findings.append(Loss(trial.trial, said))
    if changes:
        stopped = plain(pick(status, "whyStopped"))
        findings.append(Move(trial.trial, trial.registration, changes, stopped))
    return Answer(findings)


def _changes(trial: RegisteredTrial, study: Any, status: Any) -> tuple[tuple[str, str, str], ...]:
    """Field, what the data say, what the registry says: where these differ."""
    posted = pick(study, "hasResults")
    shown = posted is True or bool(pick(status, "resultsFirstPostDateStruct", "date"))
    now = {
        "status": _shaped(r"[A-Z_]+", pick(status, "overallStatus")),
        "completion": _shaped(DAY, pick(status, "primaryCompletionDateStruct", "date")),
        "results": "yes" if shown else "no" if posted is False else "",
    }
    known = {name: getattr(trial, name) or "" for name in now}
    return tuple((n, known[n], now[n]) for n in now if now[n] and now[n] != known[n])


def _shaped(pattern: str, value: Any) -> str:
    """A text in capitals, if it has the shape that the registry documents; else empty."""
    text = plain(value).upper()
    return text if re.fullmatch(pattern, text) else ""
