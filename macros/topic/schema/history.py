"""history.yml: the wording and grade of each claim, version by version."""

from collections.abc import Iterable

from macros.core.schema.changes import Version
from macros.core.schema.record import Id, Record, Some, Text, group_by
from macros.core.schema.verdicts import Certainty, Verdict


class PastClaim(Record):
    """A claim's wording and grade from this version until its next entry."""

    id: Id
    statement: Text | None = None
    """Our own wording then; the article's is in claims.yml and never changes."""
    verdict: Verdict
    """Whether the wording of that time fitted the studies, as graded then."""
    certainty: Certainty
    """How well studies supported it, as graded then."""


class PastVersion(Record):
    """The claims that were new in a version, or whose grade or wording changed."""

    version: Version
    claims: Some[PastClaim]


class History(Record):
    """history.yml: the wording and grade of each claim, version by version."""

    versions: Some[PastVersion]
    """Oldest first."""


def past_by_claim(versions: Iterable[PastVersion]) -> dict[str, list[tuple[str, PastClaim]]]:
    """Return, by claim id, pairs of a version and the claim from it on, oldest first."""
    past = ((version.version, claim) for version in versions for claim in version.claims)
    return group_by(past, lambda pair: pair[1].id)
