"""further_reading.yml: where to read on, and what to wait for."""

from typing import Literal

from macros.core.base import Entry, Id, Many, Record, Some, Text, Web


class Candidate(Entry):
    """A page that the article's lost link may have pointed to."""

    title: Text
    likelihood: Literal["most likely", "possible", "less likely"]
    evidence: Some[Text]
    conflict_of_interest: Text
    caveat: Text
    url: Web


class LostLink(Record):
    """The article's last sentence points to a page that can no longer be known."""

    claim: Id
    finding: Text
    candidates: Many[Candidate]


class BetterReading(Entry):
    """A better place to read on."""

    title: Text
    why: Text


class Watched(Entry):
    """A trial whose result could change a claim."""

    title: Text
    status: Text
    would_change: Text
    """Which result would move which claim, and where to."""
    claims: Some[Id]
    """The claims that its result could move."""


class FurtherReading(Record):
    """further_reading.yml: where to read on, and what to wait for."""

    lost_link: LostLink
    better_reading: Many[BetterReading]
    watch_list: Many[Watched]
