"""ClinicalTrials.gov's record of a trial.

`studies/{nctId}` of the API, version 2: https://clinicaltrials.gov/data-api/api; its fields:
https://clinicaltrials.gov/data-api/about-api/study-data-structure.
"""

import re
from typing import Any

from macros.core.schema.watching import RegisteredTrial
from macros.watch.findings import Answer, Finding, LostIdentifier, TrialChange, text_at, value_at
from macros.watch.http_client import Client, NotFound, Unanswered

STUDIES_URL = "https://clinicaltrials.gov/api/v2/studies/{}"


def ask_clinical_trials(client: Client, trial: RegisteredTrial) -> Answer:
    """Return how the registry's record of a trial differs from the data. Raises Unanswered."""
    if not trial.registration:
        raise Unanswered("its number is not in data/watch.yml; add it as 'registration'")
    request = STUDIES_URL.format(trial.registration), {"format": "json"}
    try:
        study = client.json(*request)
    except NotFound:
        message = f"ClinicalTrials.gov has no trial with the number {trial.registration}."
        return Answer([LostIdentifier(trial.trial, message)])
    status = value_at(study, "protocolSection", "statusModule")
    if not isinstance(status, dict) or not status:
        raise client.forget_malformed(*request)
    findings: list[Finding] = []
    number = text_at(study, "protocolSection", "identificationModule", "nctId").upper()
    if number and number != trial.registration:
        message = f"ClinicalTrials.gov now gives {number} in place of {trial.registration}."
        findings.append(LostIdentifier(trial.trial, message))
    if changes := _changes(trial, study, status):
        why_stopped = text_at(status, "whyStopped")
        findings.append(TrialChange(trial.trial, trial.registration, changes, why_stopped))
    return Answer(findings)


def _changes(trial: RegisteredTrial, study: Any, status: Any) -> tuple[tuple[str, str, str], ...]:
    """Return field, old value (from the data) and new value (from the registry) of each change."""
    has_results = value_at(study, "hasResults")
    is_posted = has_results is True or value_at(status, "resultsFirstPostDateStruct", "date")
    completion = text_at(status, "primaryCompletionDateStruct", "date")
    registry = {
        "status": _matching(r"[A-Z_]+", text_at(status, "overallStatus")),
        "completion": _matching(r"\d{4}-\d\d(?:-\d\d)?", completion),  # "2027-05", "2027-05-31"
        "results": "yes" if is_posted else "no" if has_results is False else "",
    }
    fields = ((name, getattr(trial, name) or "", new) for name, new in registry.items())
    return tuple((name, old, new) for name, old, new in fields if new and new != old)


def _matching(pattern: str, text: str) -> str:
    """Return a text in capitals if all of it matches the registry's documented form, else ""."""
    return text.upper() if re.fullmatch(pattern, text.upper()) else ""
