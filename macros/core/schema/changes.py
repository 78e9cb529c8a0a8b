"""changes.yml: what changed for readers, by version."""

from collections.abc import Collection
from datetime import date
from typing import Annotated, NamedTuple

from macros.core.schema.record import Id, Many, PagePath, Record, Some, Text, matching
from macros.core.schema.verdicts import Grade

Version = Annotated[str, matching(r"^[0-9]+\.[0-9]+$", 'two numbers with a dot, as in "1.4"')]


class Change(Record):
    """A change for readers, and where it was made."""

    version: Version
    """Two numbers, in quotes, shown on printed copies. Each day with changes has a new one."""
    date: date
    what: Text
    """What changed and why, in a sentence or two for readers."""
    pages: Many[PagePath] = ()
    """Pages below docs/. Leave pages and claims empty when the whole handbook changed."""
    claims: Many[Id] = ()
    """Ids of claims whose wording or evidence changed. A new grade is in its claim's history."""

    @property
    def number(self) -> tuple[int, ...]:
        """The version as numbers."""
        return version_numbers(self.version)


def version_numbers(version: str) -> tuple[int, ...]:
    """Return a version as numbers, to compare it: "1.10" is above "1.9"."""
    return tuple(map(int, version.split(".")))


class Changes(Record):
    """changes.yml: every change, newest first."""

    changes: Some[Change]
    """Newest first."""


class Step(NamedTuple):
    """A step of the handbook's history: a change from changes.yml, or a claim's new grade."""

    version: str
    date: date
    what: str
    """What changed; for a new grade, why."""
    pages: tuple[str, ...]
    claims: tuple[str, ...]
    """Ids. If pages and claims are empty, the whole handbook changed."""
    before: Grade | None = None
    after: Grade | None = None
    """The grades of the only claim, if its grade changed."""

    @property
    def id(self) -> str:
        """Its id among all steps: "version-1.4", or "version-1.4.2-an-id" for a new grade."""
        return "-".join(("version", self.version, *(self.claims if self.after else ())))

    def touches(self, path: str, claims: Collection[str]) -> bool:
        """Whether it changed the page at `path`, any of the claims that it shows, or everything."""
        everything = not (self.pages or self.claims)
        return everything or path in self.pages or any(name in claims for name in self.claims)
