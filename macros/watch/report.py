"""What the watch has found, as one issue in Markdown: what happened, and what stands on it."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from markupsafe import Markup

from macros.core.address import DOI_PAGE, PUBMED_PAGE
from macros.core.base import by_id, group_by
from macros.core.prerender import Project
from macros.core.schema import WARNING_KINDS
from macros.core.templates import escape_markdown, render_template
from macros.watch.dependents import Use, dependents
from macros.watch.findings import Loss, Move, Notice, Paper
from macros.watch.look import Look

REGISTRY = "https://clinicaltrials.gov/study/{}"
WHAT_HAPPENED = {
    "retraction": "was retracted",
    "expression of concern": "has an expression of concern",
    "correction": "was corrected",
    "new version": "has a new version",
    "comment": "was commented on",
    "other": "has a notice of another kind",
}
FIELDS = {
    "status": "its status",
    "completion": "the day on which its main result is due",
    "results": "whether the registry shows results",
}
"""Fields of a trial in data/watch.yml, in words."""


class Case(NamedTuple):
    """All that was found of one reference or trial, and what stands on it."""

    name: str
    title: str
    line: str
    """Where it stands in the data."""
    said: list[Markup]
    """What happened, in sentences of Markdown."""
    uses: list[tuple[str, list[Use]]]
    """What stands on it, by kind."""
    record: Markup | None
    """The lines for data/watch.yml."""


def issue_text(project: Project, outcome: Look, today: date) -> str:
    """The issue in Markdown; empty if nothing is to be told and every question was answered."""
    handbook = project.dataset.handbook
    notices = [finding for finding in outcome.findings if isinstance(finding, Notice)]
    grave = [notice for notice in notices if notice.kind in WARNING_KINDS]
    comments = [notice for notice in notices if notice.kind == "comment"]
    others = [notice for notice in notices if notice not in (*grave, *comments)]
    parts = {
        "grave": _cases(project, grave, today),
        "corrected": _cases(project, others, today),
        "comments": _cases(project, comments, today),
        "lost": _losses(project, [f for f in outcome.findings if isinstance(f, Loss)]),
        "moved": _moves(project, [f for f in outcome.findings if isinstance(f, Move)]),
        "papers": _papers(project, [f for f in outcome.findings if isinstance(f, Paper)]),
        "waiting": [n for n in handbook.known if n.warns and not n.dealt_with],
        "unanswered": _unanswered(outcome),
    }
    if not any(parts.values()):
        return ""
    parts |= {"days": handbook.days_to_decide, "last_day": handbook.last_day}
    parts["more"] = outcome.more
    return render_template("watch-issue", "md", today=today, **parts)


def _cases(project: Project, notices: Sequence[Notice], today: date) -> list[Case]:
    """One case for each reference with notices."""
    cases = []
    for name, group in group_by(notices, lambda notice: notice.reference).items():
        said = dict.fromkeys(map(_sentence, group))
        cases.append(_case(project, name, list(said), _record(group, today)))
    return cases


def _sentence(notice: Notice) -> Markup:
    """What one registry says of a notice."""
    when = f" ({notice.day})" if notice.day else ""
    page = PUBMED_PAGE if notice.name.isdecimal() else DOI_PAGE
    where = Markup(f", <{page.format(notice.name)}>") if notice.name else ""
    said = escape_markdown(f", says {notice.registry}, as “{notice.words}”.")
    return Markup("It {}{}{}{}").format(WHAT_HAPPENED[notice.kind], when, where, said)


def _record(notices: Sequence[Notice], today: date) -> Markup:
    """The lines for data/watch.yml that make the notices known, one entry for each kind."""
    lines = []
    for kind, some in sorted(group_by(notices, lambda notice: notice.kind).items()):
        names = ", ".join(f"'{name}'" for name in dict.fromkeys(n.name for n in some if n.name))
        days = sorted(notice.day for notice in some if notice.day)
        lines += [f"  - reference: {some[0].reference}", f"    kind: {kind}"]
        lines += [f"    notices: [{names}]"] if names else []
        if days:
            parts = zip(("year", "month", "day"), days[-1].split("-"), strict=False)
            lines += ["    issued:", *(f"      {part}: {int(value)}" for part, value in parts)]
        lines += [f"    seen: {today}"]
    return Markup("\n".join(lines))


def _case(project: Project, name: str, said: list[Markup], record: Markup | None = None) -> Case:
    """A reference with what stands on it, or a trial to watch with the claims it could move."""
    handbook = project.dataset.handbook
    lines = {key: line.replace("#L", ":") for key, line in project.dataset.lines().items()}
    if name in handbook.work_of:
        kind, entry = "references", handbook.work_of[name]
        uses = dependents(project, name)
    else:
        named = ((handbook.entry_of(path, record), record) for path, record in handbook.records)
        kind, entry = next((kind, record) for (kind, other), record in named if other == name)
        uses = [
            Use("claims", claim, handbook.claim_of[claim].words, lines["claims", claim])
            for claim in getattr(entry, "claims", ())
        ]
    by_kind = list(group_by(uses, lambda use: use.kind).items())
    return Case(name, getattr(entry, "title", name), lines[kind, name], said, by_kind, record)


def _losses(project: Project, losses: Iterable[Loss]) -> list[Case]:
    """One case for each reference or trial whose address is lost."""
    return [
        _case(project, name, [escape_markdown(loss.said) for loss in group])
        for name, group in group_by(losses, lambda loss: loss.reference).items()
    ]


def _moves(project: Project, moves: Iterable[Move]) -> list[Case]:
    """One case for each trial of which the registry says something new."""
    cases = []
    for move in moves:
        said = [escape_markdown(_change(*change)) for change in move.changes]
        if move.stopped:
            said.append(escape_markdown(f"It was stopped. The registry says: “{move.stopped}”."))
        said.append(Markup(f"Read it at <{REGISTRY.format(move.registration)}>."))
        rows = [f"  - trial: {move.trial}", f"    registration: {move.registration}"]
        for name, _, now in move.changes:
            rows.append(f"    {name}: '{now}'" if now[:1].isdigit() else f"    {name}: {now}")
        cases.append(_case(project, move.trial, said, Markup("\n".join(rows))))
    return cases


def _change(field: str, was: str, now: str) -> str:
    """What the registry says of one field of a trial, in a sentence."""
    if field == "results" and now == "yes":
        return "The registry now shows results."
    before = f"it was {was}" if was else "nobody had noted it"
    return (
        f"ClinicalTrials.gov says of {FIELDS[field]}: {now}; when an editor last looked, {before}."
    )


def _papers(project: Project, papers: Iterable[Paper]) -> list[tuple[str, str, list[Paper]]]:
    """Id and reason of each search, and the papers that it has found."""
    searches = by_id(project.dataset.handbook.searches)
    groups = group_by(papers, lambda paper: paper.search)
    return [(name, searches[name].why, found) for name, found in groups.items()]


def _unanswered(outcome: Look) -> list[tuple[str, list[str]]]:
    """Each reason why questions were not answered, with the ids that they were about."""
    reasons = group_by(outcome.unanswered, lambda item: f"{item[0]}: {item[2]}")
    return [(why, [about for _, about, _ in group]) for why, group in reasons.items()]
