"""All of data/ that every handbook has, in one record."""

import functools
import itertools
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, ClassVar

from macros.core.diagnostics import KeyPath
from macros.core.schema.changes import Changes, Step, version_numbers
from macros.core.schema.claims import Claim, Claims
from macros.core.schema.glossary import Glossary, Term
from macros.core.schema.record import Record, by_id, group_by, walk
from macros.core.schema.references import Reference, References
from macros.core.schema.watching import KnownNotice, Watching


class BaseHandbook(Claims, Glossary, References, Changes, Watching):
    """All of data/ in one record: the part that every handbook has."""

    never_cited: ClassVar[Mapping[str, str]] = {}
    """Ids of references that nothing may cite as a source, each with the reason."""
    first_day: ClassVar[date] = date.min
    """The day when the handbook was begun: nothing was checked or changed before."""
    article: str = ""
    """The text under review; empty if there is none, or if it was changed."""

    def entry_of(self, path: KeyPath, record: Record) -> tuple[str, str]:
        """Return kind and id of an entry: ("claims", "an-id"). Other records have an empty id."""
        return str(path[-2]) if len(path) > 1 else "", getattr(record, "id", "")

    @functools.cached_property
    def records(self) -> list[tuple[KeyPath, Record]]:
        """Every record below this one, with its path."""
        return list(walk(self, ()))

    @functools.cached_property
    def records_with(self) -> Mapping[str, list[tuple[KeyPath, Any]]]:
        """Every record that has a field, filled or not, with its path, by the field's name."""
        found = defaultdict[str, list[tuple[KeyPath, Any]]](list)
        for path, record in self.records:
            for name in type(record).model_fields:
                found[name].append((path, record))
        return found

    @functools.cached_property
    def claim_of(self) -> dict[str, Claim]:
        """The claims by id."""
        return by_id(self.claims)

    @functools.cached_property
    def work_of(self) -> dict[str, Reference]:
        """The references by id."""
        return by_id(self.references)

    @functools.cached_property
    def warnings_of(self) -> dict[str, list[KnownNotice]]:
        """Retractions and expressions of concern, by id of the reference."""
        return group_by(filter(lambda notice: notice.warns, self.known), lambda n: n.reference)

    @functools.cached_property
    def terms_of(self) -> dict[str, list[Term]]:
        """The terms that each page explains, by its path."""
        return group_by(self.terms, lambda term: term.page)

    @functools.cached_property
    def history(self) -> list[Step]:
        """Changes and new grades, newest first; the first step's version is the handbook's."""
        steps = [Step(c.version, c.date, c.what, c.pages, c.claims) for c in self.changes]
        steps += self._new_grades()
        return sorted(steps, key=lambda step: version_numbers(step.version), reverse=True)

    def _new_grades(self) -> Iterator[Step]:
        """Yield a step for each new grade of a claim.

        The new grades of one day share a version, so that readers of printed copies learn of them:
        the last version of changes.yml with a third number, as in "1.4.2".
        """
        regraded = [
            (claim.id, after, before)
            for claim in self.claims
            for after, before in itertools.pairwise(claim.history)
        ]
        versions: dict[date, str] = {}
        days = Counter[str]()  # days with new grades, by the version before them
        for day in sorted({after.date for _, after, _ in regraded}):
            earlier = (change.version for change in self.changes if change.date <= day)
            last = next(earlier, self.changes[-1].version)
            days[last] += 1
            versions[day] = f"{last}.{days[last]}"
        for claim_id, after, before in regraded:
            version, why = versions[after.date], after.why or ""
            yield Step(version, after.date, why, (), (claim_id,), before, after)
