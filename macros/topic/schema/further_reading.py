"""further_reading.yml: other places to read, and trials to watch."""

from typing import Literal

from macros.core.schema.record import Entry, Id, Many, Record, Some, Text, WebAddress


class Candidate(Entry):
    """A page that the article's lost link may have pointed to."""

    title: Text
    likelihood: Literal["most likely", "possible", "less likely"]
    evidence: Some[Text]
    conflict_of_interest: Text
    caveat: Text
    url: WebAddress


class LostLink(Record):
    """The link of the article's last sentence, whose target can no longer be known."""

    claim: Id
    finding: Text
    candidates: Many[Candidate]


class BetterReading(Entry):
    """A better source for readers than the article."""

    title: Text
    why: Text


class Watched(Entry):
    """A trial whose result could change a claim."""

    title: Text
    status: Text
    would_change: Text
    """Which result would change the grade of which claim, and to what."""
    claims: Some[Id]
    """Ids of the claims whose grade its result could change."""


class FurtherReading(Record):
    """further_reading.yml: other places to read, and trials to watch."""

    lost_link: LostLink
    better_reading: Many[BetterReading]
    watch_list: Many[Watched]
