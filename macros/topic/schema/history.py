"""history.yml: what each claim said and how it was graded, version by version."""

from collections.abc import Iterable

from macros.core.base import Id, Record, Some, Text, group_by
from macros.core.grades import Certainty, Verdict
from macros.core.schema import Version


class PastClaim(Record):
    """A claim as it stood from one version on."""

    id: Id
    statement: Text | None = None
    """Our own words then; the article's are in claims.yml and never change."""
    verdict: Verdict
    """Whether the wording fitted the studies, as it was graded then."""
    certainty: Certainty
    """How well studies supported it, as it was graded then."""


class PastVersion(Record):
    """The claims that were new in a version, or whose grade or words changed."""

    version: Version
    claims: Some[PastClaim]


class History(Record):
    """The file history.yml."""

    versions: Some[PastVersion]
    """Oldest first."""


def lives(versions: Iterable[PastVersion]) -> dict[str, list[tuple[str, PastClaim]]]:
    """For each claim by id: from which version on it stood how, oldest first."""
    past = ((version.version, claim) for version in versions for claim in version.claims)
    return group_by(past, lambda pair: pair[1].id)
