"""Macros for tables of the trials and their results."""

from macros.core.context import PageContext
from macros.core.templates import render_block
from macros.topic.counts import count_matching
from macros.topic.pictures.trial_effects import (
    OUTCOME_NAMES,
    by_outcome,
    effect_details,
    effect_text,
    trials_without_numbers,
)
from macros.topic.schema.handbook import Handbook
from macros.topic.schema.trials import Trial


def trial_table(handbook: Handbook, context: PageContext) -> str:
    """Render the randomized trials with a calcification or stiffness outcome."""
    trials, works = handbook.trials, handbook.work_of
    counts = {trial.id: _no_benefit_count(handbook, trial) for trial in trials}
    return render_block("trial-table", context, trials=trials, works=works, no_benefit=counts)


def _no_benefit_count(handbook: Handbook, trial: Trial) -> int:
    """Count the trials of its vitamin that measured the same without benefit, if it had one."""
    if trial.result != "benefit":
        return 0
    same = {"vitamin": trial.vitamin, "measured": trial.measured[0]}
    return count_matching(handbook.countable, "trials", same | {"result": "no benefit"})


def effect_table(handbook: Handbook, context: PageContext) -> str:
    """Render the data of the trial-effects plot, grouped by outcome."""
    groups = []
    for outcome, results in by_outcome(handbook):
        rows = []
        for trial, effect in results:
            if effect.numbers:
                details = effect_details(trial, effect, handbook.work_of[trial.sources[0]])
                rows.append((trial, effect, effect_text(effect.numbers), details))
        groups.append((OUTCOME_NAMES[outcome], rows, trials_without_numbers(results)))
    return render_block("effect-table", context, groups=groups)
