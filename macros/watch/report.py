"""The result of the watch as one issue in Markdown: what happened, and what depends on it."""

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from markupsafe import Markup

from macros.core.address import DOI_PAGE, PUBMED_PAGE
from macros.core.prerender import Project
from macros.core.schema.record import by_id, group_by
from macros.core.schema.watching import WARNING_KINDS
from macros.core.templates import escape_markdown, render_template
from macros.watch.ask_registries import WatchResult
from macros.watch.dependents import Dependent, dependents
from macros.watch.findings import LostIdentifier, Notice, Paper, TrialChange

STUDY_PAGE = "https://clinicaltrials.gov/study/{}"
WHAT_HAPPENED = {
    "retraction": "was retracted",
    "expression of concern": "has an expression of concern",
    "correction": "was corrected",
    "new version": "has a new version",
    "comment": "was commented on",
    "other": "has a notice of another kind",
}
"""What a notice of each kind says of a reference, after "It"."""
TRIAL_FIELDS = {
    "status": "its status",
    "completion": "the day on which its main result is due",
    "results": "whether the registry shows results",
}
"""Fields of a trial in data/watch.yml, in plain words."""


class Case(NamedTuple):
    """What was found on one reference or trial, and what depends on it."""

    name: str
    """Id of the reference or trial."""
    title: str
    location: str
    """File and line of its entry: "data/references.yml:12"."""
    sentences: list[Markup]
    """What happened, in Markdown."""
    dependents: list[tuple[str, list[Dependent]]]
    """By kind."""
    entries: Markup | None
    """YAML for data/watch.yml that makes the findings known."""


def issue_text(project: Project, result: WatchResult, today: date) -> str:
    """Return the issue in Markdown; "" without findings, open notices and failed queries."""
    handbook = project.dataset.handbook
    by_type: dict[type, list[Any]] = group_by(result.findings, type)
    notices: list[Notice] = by_type.get(Notice, [])
    warnings = [notice for notice in notices if notice.kind in WARNING_KINDS]
    comments = [notice for notice in notices if notice.kind == "comment"]
    others = [notice for notice in notices if notice not in (*warnings, *comments)]
    lost = group_by(by_type.get(LostIdentifier, []), lambda finding: finding.entry)
    parts = {
        "warnings": _notice_cases(project, warnings, today),
        "others": _notice_cases(project, others, today),
        "comments": _notice_cases(project, comments, today),
        "lost": [
            _case(project, name, [escape_markdown(finding.message) for finding in findings])
            for name, findings in lost.items()
        ],
        "trials": [_trial_case(project, change) for change in by_type.get(TrialChange, [])],
        "papers": group_by(by_type.get(Paper, []), lambda paper: paper.search),
        "waiting": [notice for notice in handbook.known if notice.warns and not notice.dealt_with],
        "unanswered": group_by(result.unanswered, lambda failure: f"{failure[0]}: {failure[2]}"),
    }
    if not any(parts.values()):
        return ""
    parts |= {"days": handbook.days_to_decide, "last_day": handbook.last_day}
    parts |= {"searches": by_id(handbook.searches), "more_papers": result.more_papers}
    return render_template("watch-issue", "md", today=today, **parts)


def _notice_cases(project: Project, notices: Iterable[Notice], today: date) -> list[Case]:
    """Return a case for each reference that has notices."""
    cases = []
    for reference, group in group_by(notices, lambda notice: notice.reference).items():
        sentences = list(dict.fromkeys(map(_notice_sentence, group)))
        cases.append(_case(project, reference, sentences, _watch_entries(group, today)))
    return cases


def _notice_sentence(notice: Notice) -> Markup:
    """Return what happened to a reference, and which registry says so, in Markdown."""
    when = f" ({notice.day})" if notice.day else ""
    page = PUBMED_PAGE if notice.identifier.isdecimal() else DOI_PAGE
    where = Markup(f", <{page.format(notice.identifier)}>") if notice.identifier else ""
    source = escape_markdown(f", says {notice.registry}, as “{notice.label}”.")
    return Markup("It {}{}{}{}").format(WHAT_HAPPENED[notice.kind], when, where, source)


def _watch_entries(notices: Iterable[Notice], today: date) -> Markup:
    """Return YAML that makes a reference's notices known: an entry a kind, with its latest day."""
    lines = []
    for kind, group in sorted(group_by(notices, lambda notice: notice.kind).items()):
        identifiers = dict.fromkeys(notice.identifier for notice in group if notice.identifier)
        days = [notice.day for notice in group if notice.day]
        lines += [f"  - reference: {group[0].reference}", f"    kind: {kind}"]
        if identifiers:
            quoted = ", ".join(f"'{text}'" for text in identifiers)
            lines.append(f"    notices: [{quoted}]")
        if days:
            parts = zip(("year", "month", "day"), max(days).split("-"), strict=False)
            lines += ["    issued:", *(f"      {part}: {int(value)}" for part, value in parts)]
        lines.append(f"    seen: {today}")
    return Markup("\n".join(lines))


def _case(
    project: Project, name: str, sentences: list[Markup], entries: Markup | None = None
) -> Case:
    """Return the case of a reference and its dependents, or of a trial and its claims."""
    handbook = project.dataset.handbook
    locations = {key: line.replace("#L", ":") for key, line in project.dataset.lines().items()}
    if name in handbook.work_of:
        kind, entry = "references", handbook.work_of[name]
        found = dependents(project, name)
    else:
        named = ((handbook.entry_of(path, record), record) for path, record in handbook.records)
        kind, entry = next((kind, record) for (kind, id_), record in named if id_ == name)
        found = [
            Dependent("claims", claim, handbook.claim_of[claim].wording, locations["claims", claim])
            for claim in getattr(entry, "claims", ())
        ]
    by_kind = list(group_by(found, lambda dependent: dependent.kind).items())
    title = getattr(entry, "title", name)
    return Case(name, title, locations[kind, name], sentences, by_kind, entries)


def _trial_case(project: Project, change: TrialChange) -> Case:
    """Return the case of a trial whose record at the registry differs from the data."""
    sentences = [escape_markdown(_change_sentence(*fields)) for fields in change.changes]
    if change.why_stopped:
        reason = f"It was stopped. The registry says: “{change.why_stopped}”."
        sentences.append(escape_markdown(reason))
    sentences.append(Markup(f"Read it at <{STUDY_PAGE.format(change.registration)}>."))
    lines = [f"  - trial: {change.trial}", f"    registration: {change.registration}"]
    for field, _, new in change.changes:
        # In quotes, or YAML would read a day as a date.
        lines.append(f"    {field}: '{new}'" if new[0].isdigit() else f"    {field}: {new}")
    return _case(project, change.trial, sentences, Markup("\n".join(lines)))


def _change_sentence(field: str, old: str, new: str) -> str:
    """Return how one field of a trial has changed, as a sentence."""
    if field == "results" and new == "yes":
        return "The registry now shows results."
    before = f"it was {old}" if old else "nobody had noted it"
    return (
        f"ClinicalTrials.gov says of {TRIAL_FIELDS[field]}: {new};"
        f" when an editor last looked, {before}."
    )
