"""The parts of a change that the report shows first: warnings, doses, advice."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from macros.core.subject import Alerts
from macros.topic.required_warnings import TAKEN_AMOUNT

PARTS = {
    "": ".safety, .red-flag, .group, .caution, .ask-first, .help, .pt-end, .md-footer p:last-child",
    "help-now/": "article > :not(section)",
    "safety/": "article > :not(section)",
    "ask-first/": "article > :not(section)",
    "interactions/": "article > :not(section)",
    "pregnancy-and-babies/": "article > :not(section)",
    "leaflets/": "#in-short ~ :not(h2, #in-short ~ h2 ~ *)",
}
"""CSS selectors of what protects readers from harm, by the start of a page's address: warnings, and
what the handbook is not; whole pages; what a leaflet says in short."""
BLOOD_VALUE = r"\d[\d,.]*\s?(?:[mnpµμ]mol/L|mg/dL|[np]g/mL)"
ADVICE = r"\b(?:(?:stop|start)(?:s|p?ed|p?ing)?|never|do not|don[’']t|skip|take no|you may|safe)\b"
"""Terms that advise someone to take or not to take something."""
TAKEN = (
    *("medicine", "tablet", "pill", "dose", "supplement"),
    *("vitamin", "K1", "K2", "MK-7", "calcium"),
)
"""Terms for what people take, besides the names of medicines."""
NOTES = (
    ("medicines", "", "the search's warning for it changes: search its name with a vitamin"),
    ("urgent", "", "the search's warning changes: what it shows first"),
    ("questions", "kind", "the search's warning changes: what it shows first"),
)
"""Hints for reviewers; see Alerts.notes."""


def alerts(entries: Sequence[tuple[str, Mapping[str, Any]]]) -> Alerts:
    """Return what the report lists first; `entries` of both versions are (kind, plain values)."""
    # BeautifulSoup is slow to import.
    from macros.publish.change_report.entries import as_list, as_text
    from macros.publish.change_report.sentences import split_sentences

    warnings = [e for kind, e in entries if kind == "questions" and e.get("kind") == "warning"]
    texts = [entry.get("answer") for entry in warnings]
    texts += [entry.get("text") for kind, entry in entries if kind == "notice"]
    medicines = [entry for kind, entry in entries if kind == "medicines"]
    names = [(m.get("name"), *as_list(m.get("brands")), *as_list(m.get("aka"))) for m in medicines]
    return Alerts(
        parts=PARTS,
        ids=frozenset(f"answer-{entry.get('id')}" for entry in warnings),
        inline=".emergency",
        texts=frozenset(part for text in texts for part in split_sentences(as_text(text))),
        advice=advice_pattern(str(name) for row in names for name in row if name),
        notes=NOTES,
        listed_first=("claims", "red_flags", "groups", "interactions"),
        claim_based={"cells": "cell", "factors": "factor"},
    )


def advice_pattern(medicines: Iterable[str]) -> re.Pattern[str]:
    """Match a sentence with a dose, a blood value, or advice on something to take."""
    names = "|".join(map(re.escape, sorted({*TAKEN, *medicines})))
    return re.compile(rf"{TAKEN_AMOUNT}|{BLOOD_VALUE}|^(?i:(?=.*{ADVICE}).*\b(?:{names}))")
