"""All of data/ in one record."""

import functools

from macros.core.diagnostics import KeyPath
from macros.core.schema.changes import Changes
from macros.core.schema.claims import Claim, Claims
from macros.core.schema.glossary import Glossary
from macros.core.schema.handbook import BaseHandbook
from macros.core.schema.record import Entry, Record, by_id
from macros.core.schema.references import References
from macros.core.schema.watching import Watching
from macros.topic.counts import Countable, countable_lists
from macros.topic.limits import FIRST_DAY, NEVER_CITED
from macros.topic.schema.comparison import Calcification, Cell
from macros.topic.schema.figures import Figures
from macros.topic.schema.further_reading import FurtherReading
from macros.topic.schema.history import History
from macros.topic.schema.questions import Question, Questions
from macros.topic.schema.safety import Medicines, Safety
from macros.topic.schema.search_words import SearchWords
from macros.topic.schema.trials import Trials


class Handbook(
    BaseHandbook,
    Calcification,
    Figures,
    Trials,
    Safety,
    Medicines,
    Questions,
    SearchWords,
    FurtherReading,
    History,
):
    """All of data/ in one record."""

    never_cited = NEVER_CITED
    first_day = FIRST_DAY

    def entry_of(self, path: KeyPath, record: Record) -> tuple[str, str]:
        """Return the kind and name of an entry; a cell is named "<row>-<vitamin>"."""
        if not isinstance(record, Cell):
            return super().entry_of(path, record)
        return str(path[-2]), f"{self.comparison[int(path[1])].id}-{path[-1]}"

    @functools.cached_property
    def countable(self) -> dict[str, Countable]:
        """The lists that can be counted, by the name that editors write."""
        return countable_lists(self)

    @functools.cached_property
    def quoted_claims(self) -> list[Claim]:
        """The article's claims, in its order."""
        return [claim for claim in self.claims if claim.quote]

    @functools.cached_property
    def question_of(self) -> dict[str, Question]:
        """Questions by id."""
        return by_id(self.questions)

    @functools.cached_property
    def safety_of(self) -> dict[str, Entry]:
        """Groups, red flags, interactions and emergency numbers by id."""
        return by_id((*self.groups, *self.red_flags, *self.interactions, *self.emergency_numbers))

    @functools.cached_property
    def figure_of(self) -> dict[str, Entry]:
        """Entries of figures.yml and trials.yml by id."""
        lists = (*self.intakes, *self.blood_levels, *self.foods, *self.prevalence, *self.trials)
        return by_id(lists)

    @functools.cached_property
    def medicine_only_works(self) -> set[str]:
        """Ids of the references that only entries of medicines.yml cite."""
        by_medicines, by_others = set[str](), set[str]()
        for path, record in self.records_with["sources"]:
            (by_medicines if path[0] == "medicines" else by_others).update(record.sources)
        return by_medicines - by_others


FILES: dict[str, type[Record]] = {
    "calcification.yml": Calcification,
    "changes.yml": Changes,
    "claims.yml": Claims,
    "figures.yml": Figures,
    "further_reading.yml": FurtherReading,
    "glossary.yml": Glossary,
    "history.yml": History,
    "medicines.yml": Medicines,
    "questions.yml": Questions,
    "references.yml": References,
    "safety.yml": Safety,
    "search_words.yml": SearchWords,
    "trials.yml": Trials,
    "watch.yml": Watching,
}
"""The record of each data file. A top-level key appears in one file only."""
