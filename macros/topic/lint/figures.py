"""Numbers, units, cells and factors of the data."""

import re
from collections.abc import Iterator

from macros.core.diagnostics import KeyPath, Violation
from macros.core.schema.record import by_id
from macros.core.schema.verdicts import lowest
from macros.core.unknown_names import unknown
from macros.lint.data.any_entry import unknown_values
from macros.topic.lint.wording.too_strong_words import overstatements
from macros.topic.schema.handbook import Handbook
from macros.topic.units import AMOUNT_OF_D

MAX_RATIO = 4
"""An amount more times as large as all others of its nutrient has a wrong unit. Our own choice."""
DAILY_K, DAILY_D = 120, 20
"""µg in 100 % of the US daily value: in figures.yml 850 µg of K2 is 708 %, 34 µg of D is 170 %."""
DAILY_TOLERANCE = 1
"""Percentage points; published percentages are rounded. Our own choice."""
TOLERANCE = 0.1
"""Largest relative difference of µg and IU of one food, which are published rounded."""
MOST_PLAIN_WORDS = 25
"""Our own choice."""
PLAIN_NUMBER = re.compile(r"(?<![\w-])\d[\d.,]*\d|(?<![\w-])\d")
"""A number, but not that of a name such as K2 or MK-7."""


def known_claims_and_sections(handbook: Handbook) -> Iterator[Violation]:
    """Every claim and section that an entry names exists."""
    claims = handbook.claim_of
    for key, record in handbook.records_with["claims"]:
        for index, claim in enumerate(record.claims):
            if isinstance(claim, str) and claim not in claims:
                message = unknown("a claim", claim, claims)
                if claim in handbook.work_of:
                    message = f"'{claim}' is a source; name a claim that rests on it"
                yield Violation((*key, "claims", index), message)
    with_claim, with_section = (handbook.records_with[field] for field in ("claim", "section"))
    yield from unknown_values(with_claim, "claim", "a claim", claims)
    yield from unknown_values(with_section, "section", "a section", by_id(handbook.sections))


def known_registrations(handbook: Handbook) -> Iterator[Violation]:
    """Each registration names a watched trial; each watched trial has exactly one."""
    watched = by_id(handbook.watch_list)
    yield from unknown_values(handbook.records_with["trial"], "trial", "a trial to watch", watched)
    registered = [entry.trial for entry in handbook.registered]
    for index, trial in enumerate(handbook.watch_list):
        if registered.count(trial.id) != 1:
            message = f"'{trial.id}' needs one entry under 'registered' in data/watch.yml"
            yield Violation(("watch_list", index, "id"), message, needs=("registered",))


def factors_match_list(handbook: Handbook) -> Iterator[Violation]:
    """A factor in the article names a claim with a quote; a left-out factor names only our own.

    Other checks report a claim that does not exist.
    """
    claims = handbook.claim_of
    own_ids = ", ".join(claim.id for claim in handbook.claims if not claim.quote)
    for index, factor in enumerate(handbook.factors):
        key: KeyPath = ("factors", index, "claims")
        known = [claims[name] for name in factor.claims if name in claims]
        if factor.list == "article" and known and not any(claim.quote for claim in known):
            message = f"{factor.id}: the article names it, so name a claim that has a 'quote'"
            yield Violation(key, f"{message}; or write 'list: left-out'")
        for number, name in enumerate(factor.claims if factor.list == "left-out" else ()):
            if name in claims and claims[name].quote:
                message = f"{factor.id}: '{name}' is the article's, which leaves this factor out"
                todo = f"name a claim that has a 'statement'; there is {own_ids or 'none yet'}"
                yield Violation((*key, number), f"{message}; {todo}")


def complete_comparison(handbook: Handbook) -> Iterator[Violation]:
    """Every row of the comparison has one cell for each vitamin and no others."""
    vitamins = [vitamin.id for vitamin in handbook.vitamins]
    for index, row in enumerate(handbook.comparison):
        for vitamin in vitamins:
            if vitamin not in row.cells:
                message = f"the row '{row.id}' has no cell for '{vitamin}'"
                yield Violation(("comparison", index, "cells"), message)
        for name in row.cells:
            if name not in vitamins:
                message = unknown("a vitamin", name, vitamins)
                yield Violation(("comparison", index, "cells", name), message)


def plausible_amounts(handbook: Handbook) -> Iterator[Violation]:
    """No amount per day is more than MAX_RATIO times as large as all others of its nutrient."""
    amounts: dict[tuple[str, str], list[tuple[float, KeyPath]]] = {}
    for index, intake in enumerate(handbook.intakes):
        for number, amount in enumerate(intake.amounts):
            key: KeyPath = ("intakes", index, "amounts", number, "value")
            nutrient = intake.nutrient.rstrip("12")  # vitamins K1 and K2 are compared as K
            amounts.setdefault((nutrient, intake.unit), []).append((amount.value, key))
    for (nutrient, unit), found in amounts.items():
        *_, (second, _), (value, key) = sorted([(0.0, ()), *found])  # there may be one amount
        if second and value > MAX_RATIO * second:
            what = f"{value:g} {unit} is more than {MAX_RATIO} times every other amount"
            yield Violation(key, f"{what} of {nutrient}; is it in {unit}?")


def unique_intake_groups(handbook: Handbook) -> Iterator[Violation]:
    """An intake has one amount for each group of people."""
    for index, intake in enumerate(handbook.intakes):
        groups = [amount.group for amount in intake.amounts]
        for number, group in enumerate(groups):
            if group in groups[:number]:
                path: KeyPath = ("intakes", index, "amounts", number, "group")
                yield Violation(path, f"'{group}' appears twice here")


def ranges_rise(handbook: Handbook) -> Iterator[Violation]:
    """The upper end of a food's range is above the lower end."""
    for index, food in enumerate(handbook.foods):
        ranges = {"up_to": (food.amount, food.up_to), "iu_up_to": (food.iu, food.iu_up_to)}
        for field, (low, high) in ranges.items():
            if high is not None and (low is None or high <= low):
                message = f"{high:g} must be above the lower end of the range"
                yield Violation(("foods", index, field), message)


def units_agree(handbook: Handbook) -> Iterator[Violation]:
    """A food's percentage of the daily value, and its IU of vitamin D, match its µg."""
    for index, food in enumerate(handbook.foods):
        percent = 100 * food.amount / (DAILY_D if food.form == "D" else DAILY_K)
        if food.daily_value is not None and abs(food.daily_value - percent) > DAILY_TOLERANCE:
            message = f"{food.daily_value:g} % is not {food.amount:g} µg; expected {percent:.0f} %"
            yield Violation(("foods", index, "daily_value"), message)
        if food.iu is not None and food.form != "D":
            yield Violation(("foods", index, "iu"), "only vitamin D is measured in IU")
        elif food.iu and abs(food.iu / (food.amount * AMOUNT_OF_D.factor) - 1) > TOLERANCE:
            message = f"{food.iu:g} IU is not {food.amount:g} µg; 1 µg is {AMOUNT_OF_D.factor:g} IU"
            yield Violation(("foods", index, "iu"), message)


def effects_share_axes(handbook: Handbook) -> Iterator[Violation]:
    """Effects on one outcome in one unit have the same better direction, for they share an axis."""
    first: dict[tuple[str, str], tuple[str, str]] = {}
    for index, trial in enumerate(handbook.trials):
        for number, effect in enumerate(trial.effects):
            if (size := effect.numbers) is None:
                continue
            name, better = first.setdefault((effect.outcome, size.unit), (trial.id, size.better))
            if better != size.better:
                message = f"'{size.better}' here and '{better}' in {name}, in the same {size.unit}"
                path: KeyPath = ("trials", index, "effects", number, "numbers", "better")
                yield Violation(path, f"{message}; one of them is wrong")


def wording_matches_certainty(handbook: Handbook) -> Iterator[Violation]:
    """Texts of cells, factors and claims are no stronger than their certainty.

    `evidence` is exempt: it reports single studies, and the grade is for the whole claim.
    """
    for path, text, certainty in _graded_texts(handbook):
        for word in overstatements(text, certainty):
            yield Violation(path, word.message, word.markup, text[: word.offset])


def _graded_texts(handbook: Handbook) -> Iterator[tuple[KeyPath, str, str]]:
    """Yield the path, text and certainty of every cell, factor and statement of our own."""
    claims = handbook.claim_of
    for index, row in enumerate(handbook.comparison):
        for name, cell in row.cells.items():
            if cell.claim in claims:
                path: KeyPath = ("comparison", index, "cells", name, "text")
                yield path, cell.text, claims[cell.claim].certainty
    for index, factor in enumerate(handbook.factors):
        known = [claims[name].certainty for name in factor.claims if name in claims]
        if known:
            yield ("factors", index, "effect"), factor.effect, lowest(known)
    for index, claim in enumerate(handbook.claims):
        if claim.statement:
            yield ("claims", index, "statement"), claim.statement, claim.certainty


def trials_in_plain_words(handbook: Handbook) -> Iterator[Violation]:
    """A trial's plain text is one short sentence, with no numbers but `people` and `duration`."""
    for index, trial in enumerate(handbook.trials):
        path: KeyPath = ("trials", index, "plain")
        count = len(trial.plain.split())
        if count > MOST_PLAIN_WORDS:
            message = f"{count} words; the plain sentence has at most {MOST_PLAIN_WORDS}"
            yield Violation(path, message)
        if re.search(r"[.!?]\s", trial.plain) or not trial.plain.endswith("."):
            yield Violation(path, "write one sentence, which ends with a period")
        known = PLAIN_NUMBER.findall(f"{trial.people} {trial.name} {trial.duration}")
        for match in PLAIN_NUMBER.finditer(trial.plain):
            if match[0].replace(",", "") not in known:
                todo = "write other numbers in 'detail'"
                message = f"{match[0]} is not 'people' or 'duration'; {todo}"
                yield Violation(path, message, match[0], trial.plain[: match.start()])
