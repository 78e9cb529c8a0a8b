"""All of data/ in one record."""

import functools
import itertools

from macros.core.base import Entry, Record, by_id
from macros.core.diagnostics import KeyPath
from macros.core.schema import BaseHandbook, Changes, Claims, Glossary, References, Watching
from macros.topic.counts import Countable, countable
from macros.topic.limits import FIRST_DAY, NEVER_CITED
from macros.topic.schema.comparison import Calcification, Cell
from macros.topic.schema.figures import Figures
from macros.topic.schema.further_reading import FurtherReading
from macros.topic.schema.history import History
from macros.topic.schema.questions import Question, Questions
from macros.topic.schema.safety import Medicines, Safety


class Handbook(
    BaseHandbook, Calcification, Figures, Safety, Medicines, Questions, FurtherReading, History
):
    """All of data/, in one record."""

    never_cited = NEVER_CITED
    first_day = FIRST_DAY

    def entry_of(self, path: KeyPath, record: Record) -> tuple[str, str]:
        """Kind and name of an entry; a cell goes by its row and its vitamin: "key-action-k1"."""
        if not isinstance(record, Cell):
            return super().entry_of(path, record)
        return str(path[-2]), f"{self.comparison[int(path[1])].id}-{path[-1]}"

    @functools.cached_property
    def countable(self) -> dict[str, Countable]:
        """The lists that can be counted, by the name that an editor writes."""
        return countable(self)

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
        uses = [(key[0], set(record.sources)) for key, record in self.records_with["sources"]]
        names = set().union(*(used for kind, used in uses if kind == "medicines"))
        return frozenset(names.difference(*(used for kind, used in uses if kind != "medicines")))


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
    "watch.yml": Watching,
}
"""Each data file and its shape. A key is in one file only."""
