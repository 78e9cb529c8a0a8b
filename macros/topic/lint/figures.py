"""Numbers, units, cells and factors."""

import re
from collections.abc import Iterator

from macros.core.base import by_id
from macros.core.diagnostics import KeyPath, Violation, unknown
from macros.core.grades import lowest
from macros.topic.lint.certainty import overworded
from macros.topic.schema.handbook import Handbook
from macros.topic.units import AMOUNT_OF_D

MAX_RATIO = 4
"""An amount this many times as large as any other of its nutrient was typed in the wrong unit."""
DAILY_K, DAILY_D = 120, 20
"""µg in 100 % of the US daily value: in figures.yml 850 µg of K2 is 708 %, 34 µg of D is 170 %."""
TOLERANCE = 0.1
"""Published µg and IU of one food are rounded; they agree within a tenth."""
PLAIN_WORDS = 25
"""Words in the plain sentence of a trial."""
PLAIN_NUMBER = re.compile(r"(?<![\w-])\d[\d.,]*\d|(?<![\w-])\d")
"""A number in a text; "K2" and "MK-7" hold none."""


def known_claims(handbook: Handbook) -> Iterator[Violation]:
    """Every claim, section and factor that an entry names exists."""
    claims, sections = handbook.claim_of, by_id(handbook.sections)
    for key, record in handbook.records_with["claims"]:
        for index, claim in enumerate(record.claims):
            if isinstance(claim, str) and claim not in claims:
                message = unknown("a claim", claim, claims)
                if claim in handbook.work_of:
                    message = f"'{claim}' is a source; name a claim that stands on it"
                yield Violation((*key, "claims", index), message)
    for field, what, known in (("claim", "a claim", claims), ("section", "a section", sections)):
        for key, record in handbook.records_with[field]:
            name = getattr(record, field)
            if name is not None and name not in known:
                yield Violation((*key, field), unknown(what, name, known))


def known_registrations(handbook: Handbook) -> Iterator[Violation]:
    """A registration is that of a trial to watch, and each of those has one entry."""
    watched = by_id(handbook.watch_list)
    for index, entry in enumerate(handbook.registered):
        if entry.trial not in watched:
            message = unknown("a trial to watch", entry.trial, watched)
            yield Violation(("registered", index, "trial"), message)
    registered = [entry.trial for entry in handbook.registered]
    for index, trial in enumerate(handbook.watch_list):
        if registered.count(trial.id) != 1:
            message = f"'{trial.id}' needs one entry under 'registered' in data/watch.yml"
            yield Violation(("watch_list", index, "id"), message, needs=("registered",))


def factors_in_their_list(handbook: Handbook) -> Iterator[Violation]:
    """A factor of the article stands on a claim of the article; one that it leaves out, on none."""
    claims = handbook.claim_of
    own = ", ".join(claim.id for claim in handbook.claims if not claim.quote)
    for index, factor in enumerate(handbook.factors):
        key: KeyPath = ("factors", index, "claims")
        known = [claims[name] for name in factor.claims if name in claims]
        if factor.list == "article" and known and not any(claim.quote for claim in known):
            message = f"{factor.id}: the article names it, so name a claim that has a 'quote'"
            yield Violation(key, f"{message}; or write 'list: left-out'")
        for position, name in enumerate(factor.claims if factor.list == "left-out" else ()):
            if name in claims and claims[name].quote:
                message = f"{factor.id}: '{name}' is the article's, which leaves this factor out"
                todo = f"name a claim that has a 'statement'; there is {own or 'none yet'}"
                yield Violation((*key, position), f"{message}; {todo}")


def every_cell_filled(handbook: Handbook) -> Iterator[Violation]:
    """Every row of the comparison has one cell for each vitamin, and no other."""
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


def amounts_alike(handbook: Handbook) -> Iterator[Violation]:
    """No amount a day is many times as large as every other of its nutrient."""
    amounts: dict[tuple[str, str], list[tuple[float, KeyPath]]] = {}
    for index, intake in enumerate(handbook.intakes):
        for position, amount in enumerate(intake.amounts):
            key: KeyPath = ("intakes", index, "amounts", position, "value")
            nutrient = intake.nutrient.rstrip("12")
            amounts.setdefault((nutrient, intake.unit), []).append((amount.value, key))
    for (nutrient, unit), found in amounts.items():
        *_, (second, _), (value, key) = sorted([(0.0, ()), *found])
        if second and value > MAX_RATIO * second:
            message = (
                f"{value:g} {unit} is more than {MAX_RATIO} times every other amount of {nutrient}"
            )
            yield Violation(key, f"{message}; is it in {unit}?")


def units_agree(handbook: Handbook) -> Iterator[Violation]:
    """A food's two units say the same, and a range goes upwards."""
    for index, food in enumerate(handbook.foods):
        for field, low, high in (
            ("up_to", food.amount, food.up_to),
            ("iu_up_to", food.iu, food.iu_up_to),
        ):
            if high is not None and (low is None or high <= low):
                message = f"{high:g} must be above the lower end of the range"
                yield Violation(("foods", index, field), message)
        percent = 100 * food.amount / (DAILY_D if food.form == "D" else DAILY_K)
        if food.daily_value is not None and abs(food.daily_value - percent) > 1:
            message = f"{food.daily_value:g} % is not {food.amount:g} µg; expected {percent:.0f} %"
            yield Violation(("foods", index, "daily_value"), message)
        if food.iu is not None and food.form != "D":
            yield Violation(("foods", index, "iu"), "only vitamin D is measured in IU")
        elif food.iu and abs(food.iu / (food.amount * AMOUNT_OF_D.factor) - 1) > TOLERANCE:
            message = f"{food.iu:g} IU is not {food.amount:g} µg; 1 µg is {AMOUNT_OF_D.factor:g} IU"
            yield Violation(("foods", index, "iu"), message)


def effects_share_axes(handbook: Handbook) -> Iterator[Violation]:
    """Effects on one outcome in one unit are better in the same direction: they share an axis."""
    first: dict[tuple[str, str], tuple[str, str]] = {}
    for index, trial in enumerate(handbook.trials):
        for position, effect in enumerate(trial.effects):
            if (size := effect.numbers) is None:
                continue
            name, better = first.setdefault((effect.outcome, size.unit), (trial.id, size.better))
            if better != size.better:
                message = f"'{size.better}' here and '{better}' in {name}, in the same {size.unit}"
                path: KeyPath = ("trials", index, "effects", position, "numbers", "better")
                yield Violation(path, f"{message}; one of them is wrong")


def words_match_certainty(handbook: Handbook) -> Iterator[Violation]:
    """Cells, factors and own statements say no more than the certainty of their claims allows.

    A claim's evidence is exempt: it reports studies, and the grade is not about those.
    """
    claims = handbook.claim_of
    texts: list[tuple[KeyPath, str, str]] = []
    for index, row in enumerate(handbook.comparison):
        for name, cell in row.cells.items():
            if cell.claim in claims:
                path: KeyPath = ("comparison", index, "cells", name, "text")
                texts.append((path, cell.text, claims[cell.claim].certainty))
    for index, factor in enumerate(handbook.factors):
        known = [claims[name].certainty for name in factor.claims if name in claims]
        if known:
            texts.append((("factors", index, "effect"), factor.effect, lowest(known)))
    for index, claim in enumerate(handbook.claims):
        if claim.statement:
            texts.append((("claims", index, "statement"), claim.statement, claim.certainty))
    for path, text, certainty in texts:
        for word in overworded(text, certainty):
            yield Violation(path, word.against(certainty), word.source, text[: word.offset])


def trials_in_plain_words(handbook: Handbook) -> Iterator[Violation]:
    """A trial begins with one short sentence, whose only numbers are its people and its years."""
    for index, trial in enumerate(handbook.trials):
        path: KeyPath = ("trials", index, "plain")
        count = len(trial.plain.split())
        if count > PLAIN_WORDS:
            yield Violation(path, f"{count} words; the plain sentence has at most {PLAIN_WORDS}")
        if re.search(r"[.!?]\s", trial.plain) or not trial.plain.endswith("."):
            yield Violation(path, "write one sentence, which ends with a point")
        known = PLAIN_NUMBER.findall(f"{trial.people} {trial.name} {trial.duration}")
        for number in PLAIN_NUMBER.findall(trial.plain):
            if number.replace(",", "") not in known:
                message = f"{number} is not 'people' or 'duration'; write other numbers in 'detail'"
                yield Violation(path, message, number)
