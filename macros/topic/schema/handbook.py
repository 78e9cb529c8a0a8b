"""All of data/ in one record."""

import functools
import itertools
from datetime import date

from pydantic import ConfigDict

from macros.core.base import Entry, Record, by_id, walk
from macros.core.diagnostics import KeyPath
from macros.core.schema import (
    Changes,
    Claim,
    Claims,
    Glossary,
    Reference,
    References,
    Step,
    Term,
    version_numbers,
)
from macros.topic.schema.comparison import Calcification
from macros.topic.schema.figures import Figures
from macros.topic.schema.further_reading import FurtherReading
from macros.topic.schema.questions import Question, Questions
from macros.topic.schema.safety import Medicines, Safety


class Handbook(
    Calcification,
    Claims,
    Figures,
    Safety,
    Glossary,
    Medicines,
    Questions,
    References,
    FurtherReading,
    Changes,
):
    """All of data/, in one record."""

    model_config = ConfigDict(defer_build=True)  # made of checked records, never checked itself
    article: str = ""
    """The text of source-article.txt; empty when it is not as it was found, which stops a build."""

    @functools.cached_property
    def records(self) -> list[tuple[KeyPath, Record]]:
        """Every record below this one, with the way to it."""
        return list(walk(self, ()))

    @functools.cached_property
    def claim_of(self) -> dict[str, Claim]:
        """The claims by id."""
        return by_id(self.claims)

    @functools.cached_property
    def work_of(self) -> dict[str, Reference]:
        """The references by id."""
        return by_id(self.references)

    @functools.cached_property
    def question_of(self) -> dict[str, Question]:
        """The questions by id."""
        return by_id(self.questions)

    @functools.cached_property
    def safety_of(self) -> dict[str, Entry]:
        """Groups, red flags, interactions and emergency numbers by id."""
        lists = (self.groups, self.red_flags, self.interactions, self.emergency_numbers)
        return by_id(itertools.chain(*lists))

    @functools.cached_property
    def figure_of(self) -> dict[str, Entry]:
        """Everything in figures.yml by id."""
        lists = (self.intakes, self.blood_levels, self.foods, self.prevalence, self.trials)
        return by_id(itertools.chain(*lists))

    @functools.cached_property
    def works_of_names(self) -> frozenset[str]:
        """Ids of the references that only the names of medicines rest on."""
        uses = [(key[0], set(getattr(record, "sources", ()))) for key, record in self.records]
        names = set().union(*(used for kind, used in uses if kind == "medicines"))
        return frozenset(names.difference(*(used for kind, used in uses if kind != "medicines")))

    @functools.cached_property
    def terms_of(self) -> dict[str, list[Term]]:
        """The terms that each page explains, by its path below docs/."""
        found: dict[str, list[Term]] = {}
        for term in self.terms:
            found.setdefault(term.page, []).append(term)
        return found

    @functools.cached_property
    def history(self) -> list[Step]:
        """What changed for readers, newest first; the first step's version is the handbook's.

        New grades have a version of their own, so that printed copies learn of them: those of one
        day have the last version before them and a third number, as in "1.4.2".
        """
        steps = [Step(c.version, c.date, c.what, c.pages, c.claims) for c in self.changes]
        moves = [
            (after.date, claim.id, before, after)
            for claim in self.claims
            for after, before in itertools.pairwise(claim.history)
        ]
        versions: dict[date, str] = {}
        for day in sorted({move[0] for move in moves}):
            last = next(
                (c.version for c in self.changes if c.date <= day), self.changes[-1].version
            )
            count = sum(version.startswith(f"{last}.") for version in versions.values())
            versions[day] = f"{last}.{count + 1}"
        steps += [
            Step(versions[day], day, after.why or "", (), (name,), before, after)
            for day, name, before, after in moves
        ]
        return sorted(steps, key=lambda step: version_numbers(step.version), reverse=True)


FILES: dict[str, type[Record]] = {
    "calcification.yml": Calcification,
    "changes.yml": Changes,
    "claims.yml": Claims,
    "figures.yml": Figures,
    "further_reading.yml": FurtherReading,
    "glossary.yml": Glossary,
    "medicines.yml": Medicines,
    "questions.yml": Questions,
    "references.yml": References,
    "safety.yml": Safety,
}
"""Each data file and its shape. A key stands in one file only."""
