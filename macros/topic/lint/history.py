"""history.yml: what was kept of each version agrees with the claims and with changes.yml."""

import itertools
from collections.abc import Iterator

from macros.core.base import by_id
from macros.core.diagnostics import KeyPath, Violation, unknown
from macros.core.schema import version_numbers
from macros.topic.schema.handbook import Handbook
from macros.topic.schema.history import lives


def versions_are_known(handbook: Handbook) -> Iterator[Violation]:
    """Each version kept is one of changes.yml, the oldest first, and each claim is one of ours."""
    known = {change.version: None for change in handbook.changes}
    for index, past in enumerate(handbook.versions):
        if past.version not in known:
            message = unknown("a version of changes.yml", past.version, known)
            yield Violation(("versions", index, "version"), message, needs=("changes",))
        for position, claim in enumerate(past.claims):
            if claim.id not in handbook.claim_of:
                message = unknown("a claim", claim.id, handbook.claim_of)
                path: KeyPath = ("versions", index, "claims", position, "id")
                yield Violation(path, message, needs=("claims",))
    for index, (older, newer) in enumerate(itertools.pairwise(handbook.versions), 1):
        if version_numbers(newer.version) <= version_numbers(older.version):
            message = f"{newer.version} must be higher than {older.version}, which stands above"
            yield Violation(("versions", index, "version"), message)


def history_leads_to_today(handbook: Handbook) -> Iterator[Violation]:
    """The newest grade kept of a claim is today's, or one that its own history says it had."""
    newest = handbook.changes[0]
    kept = {name: life[-1][1] for name, life in lives(handbook.versions).items()}
    for index, claim in enumerate(handbook.claims):
        key: KeyPath = ("claims", index)
        past = kept.get(claim.id)
        grades = [(grade.verdict, grade.certainty) for grade in claim.history]
        if past is None and claim.history[-1].date < newest.date:
            line = f"{{id: {claim.id}, verdict: {claim.verdict}, certainty: {claim.certainty}}}"
            message = f"history.yml does not have it; add {line} to version {newest.version}"
            yield Violation((*key, "id"), f"{claim.id}: {message}", needs=("versions", "changes"))
        elif past and (past.verdict, past.certainty) not in grades:
            grade = f"'{past.verdict}' and '{past.certainty}'"
            message = f"history.yml has {grade}, which 'history' here does not; correct one of them"
            yield Violation((*key, "history"), f"{claim.id}: {message}")


def claims_kept_once(handbook: Handbook) -> Iterator[Violation]:
    """A version names a claim only where something of it changed."""
    for name, life in lives(handbook.versions).items():
        for (_, before), (version, after) in itertools.pairwise(life):
            if before == after:
                index = [past.version for past in handbook.versions].index(version)
                names = list(by_id(handbook.versions[index].claims))
                path: KeyPath = ("versions", index, "claims", names.index(name))
                yield Violation(path, f"{name} is as it was before {version}; remove it here")
