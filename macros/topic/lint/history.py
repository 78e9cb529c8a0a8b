"""history.yml agrees with the claims and with changes.yml."""

import itertools
from collections.abc import Iterator

from macros.core.diagnostics import KeyPath, Violation
from macros.core.schema.changes import version_numbers
from macros.core.unknown_names import unknown
from macros.topic.schema.handbook import Handbook
from macros.topic.schema.history import PastClaim


def known_versions(handbook: Handbook) -> Iterator[Violation]:
    """Each version of history.yml is in changes.yml, and each of its claims in claims.yml."""
    known = [change.version for change in handbook.changes]
    for index, past in enumerate(handbook.versions):
        if past.version not in known:
            message = unknown("a version of changes.yml", past.version, known)
            yield Violation(("versions", index, "version"), message, needs=("changes",))
        for number, claim in enumerate(past.claims):
            if claim.id not in handbook.claim_of:
                message = unknown("a claim", claim.id, handbook.claim_of)
                path: KeyPath = ("versions", index, "claims", number, "id")
                yield Violation(path, message, needs=("claims",))


def versions_oldest_first(handbook: Handbook) -> Iterator[Violation]:
    """Each version of history.yml is higher than the version above it."""
    for index, (older, newer) in enumerate(itertools.pairwise(handbook.versions), 1):
        if version_numbers(newer.version) <= version_numbers(older.version):
            message = f"{newer.version} must be higher than {older.version}, the version above"
            yield Violation(("versions", index, "version"), message)


def history_matches_claims(handbook: Handbook) -> Iterator[Violation]:
    """history.yml has every claim older than the newest version, last with a grade it has had."""
    newest = handbook.changes[0]
    last = {claim.id: claim for past in handbook.versions for claim in past.claims}
    for index, claim in enumerate(handbook.claims):
        key: KeyPath = ("claims", index)
        past = last.get(claim.id)
        grades = [(grade.verdict, grade.certainty) for grade in claim.history]
        if past is None and claim.history[-1].date < newest.date:
            line = f"{{id: {claim.id}, verdict: {claim.verdict}, certainty: {claim.certainty}}}"
            message = f"history.yml does not have it; add {line} to version {newest.version}"
            yield Violation((*key, "id"), f"{claim.id}: {message}", needs=("versions", "changes"))
        elif past and (past.verdict, past.certainty) not in grades:
            grade = f"'{past.verdict}' and '{past.certainty}'"
            message = f"history.yml has {grade}, which 'history' here does not; correct one of them"
            yield Violation((*key, "history"), f"{claim.id}: {message}")


def only_changed_claims_kept(handbook: Handbook) -> Iterator[Violation]:
    """A version of history.yml lists a claim only if it was new or had changed."""
    last: dict[str, PastClaim] = {}
    for index, past in enumerate(handbook.versions):
        for number, claim in enumerate(past.claims):
            if claim == last.get(claim.id):
                message = f"{claim.id} is as it was before {past.version}; remove it here"
                yield Violation(("versions", index, "claims", number), message)
            last[claim.id] = claim
