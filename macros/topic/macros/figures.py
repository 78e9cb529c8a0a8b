"""Macros for single numbers, tables of numbers, and pictures."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NamedTuple

from markupsafe import escape

from macros.core.context import PageContext
from macros.core.schema.record import by_id, group_by
from macros.core.templates import render_block, render_inline
from macros.core.unknown_names import select
from macros.topic.adult_amounts import CARD_NUTRIENTS, adult_rows
from macros.topic.counts import Countable, count_matching, count_phrase
from macros.topic.diagrams.effects import (
    OUTCOME_NAMES,
    by_outcome,
    effect_details,
    effect_text,
    trial_effects,
    trials_without_numbers,
)
from macros.topic.diagrams.evidence import evidence_map
from macros.topic.diagrams.factors import how_factors_act
from macros.topic.diagrams.vitamin_d import vitamin_d_scale
from macros.topic.diagrams.vitamin_k import vitamin_k_cycle
from macros.topic.schema.figures import Food, Form
from macros.topic.schema.handbook import Handbook
from macros.topic.schema.trials import Trial


def food_table(handbook: Handbook, context: PageContext, *forms: Form) -> str:
    """Render the foods with these forms ("K1", "MK-4", "MK-7", "D"), the richest first."""
    foods = _foods(handbook, forms)
    by_origin = group_by(foods, lambda food: (food.sources, food.where, food.status))
    from_main_source = max(by_origin.values(), key=len)[0]
    name = context.reserve_id(f"foods-{forms[0].lower()}")
    parts = {"foods": foods, "from_main_source": from_main_source}
    return render_block("food-table", context, name=name, **parts)


RICH = 100
"""µg in a portion: as much vitamin K as adults need in a day (90 to 120 by US advice)."""


def rich_foods(handbook: Handbook, context: PageContext, *forms: Form) -> str:
    """Render the kinds of foods that are RICH in these forms, inside a sentence.

    Raises ValueError if no food is.
    """
    foods = [food for food in _foods(handbook, forms) if food.amount >= RICH]
    if not foods:
        raise ValueError(f"no food with {' or '.join(forms)} has {RICH} µg in a portion")
    names = dict.fromkeys(food.name.split(",")[0] for food in foods)
    sources = dict.fromkeys(source for food in foods for source in food.sources)
    return render_inline("rich-foods", context, names=list(names), sources=list(sources))


def _foods(handbook: Handbook, forms: Sequence[Form]) -> list[Food]:
    """Return the foods with these forms, the richest first.

    Raises ValueError without a form, or for an unknown one.
    """
    known = dict.fromkeys(food.form for food in handbook.foods)
    if not forms:
        raise ValueError(f"needs a form; there is {', '.join(known)}")
    select("a form", known, forms)
    foods = [food for food in handbook.foods if food.form in forms]
    return sorted(foods, key=lambda food: -food.amount)


def intake_table(handbook: Handbook, context: PageContext, nutrient: str) -> str:
    """Render recommended amounts and upper levels of one nutrient, by all who set them."""
    select("a nutrient", dict.fromkeys(CARD_NUTRIENTS), [nutrient])
    intakes = [intake for intake in handbook.intakes if intake.nutrient.startswith(nutrient)]
    return render_block("intake-table", context, nutrient=nutrient, intakes=intakes)


def amount_card(handbook: Handbook, context: PageContext) -> str:
    """Render the card for adults: what to aim for, the limit, and who must ask first."""
    return render_block("amount-card", context, rows=adult_rows(handbook))


def blood_table(handbook: Handbook, context: PageContext, substance: str) -> str:
    """Render the blood levels of one substance, and what they mean."""
    by_substance = group_by(handbook.blood_levels, lambda level: level.substance)
    [levels] = select("a substance", by_substance, [substance])
    return render_block("blood-table", context, substance=substance, levels=levels)


def figure(
    handbook: Handbook, context: PageContext, name: str, group: str = "", form: str = ""
) -> str:
    """Render one number with its unit, inside a sentence: an intake or a blood level.

    An intake with several amounts needs the group: figure("calcium-us-ul", "51 and over"). Form
    "bare" omits the source, for a paragraph that cites it at its end. Raises ValueError for an
    unknown name, group or form, or without a group that is needed.
    """
    if form:
        select("a form", {"bare": None}, [form])
    levels = [level for level in handbook.blood_levels if len(level.readings) == 1]
    intakes = [intake for intake in handbook.intakes if intake.amounts]
    [entry] = select("a figure", by_id([*intakes, *levels]), [name])
    amounts = {amount.group: amount for amount in getattr(entry, "amounts", ())}
    if len(amounts) > 1 and not group:
        raise ValueError(f"{name} needs a group; there is {', '.join(amounts)}")
    groups = [group] if group else []
    [amount] = select(f"a group of {name}", amounts, groups) if amounts else [None]
    return render_inline("figure", context, entry=entry, amount=amount, cited=not form)


class Picture(NamedTuple):
    """A drawing."""

    title: str
    """Its title in citations."""
    values: Callable[[Handbook], dict[str, Any]]
    """Returns the values that its template needs."""
    template: str = ""
    """Its template in templates/diagrams/, if that has another name."""


PICTURES: dict[str, Picture] = {
    "where-calcium-goes": Picture("Where calcium goes", lambda _handbook: {}),
    "vitamin-k-cycle": Picture("The vitamin K cycle and warfarin", vitamin_k_cycle),
    "vitamin-d-scale": Picture("Vitamin D, from too little to too much", vitamin_d_scale),
    "evidence-map": Picture("The article’s claims by support and wording", evidence_map),
    "how-factors-act": Picture("How other factors act", how_factors_act),
    "trial-effects": Picture("What the trials found, in numbers", trial_effects),
    "k2-effects": Picture(
        "What the trials of K2 found, in numbers",
        partial(trial_effects, vitamin="K2"),
        "trial-effects",
    ),
}
"""Drawings by name, which is also the name of the template unless a picture names another."""


def picture(handbook: Handbook, context: PageContext, name: str, form: str = "labeled") -> str:
    """Render a drawing; "folded" opens in place on a phone.

    "blank" has lines to write on instead of labels; only where-calcium-goes has this form.
    """
    [drawing] = select("a picture", PICTURES, [name])
    forms = {"labeled": True, "folded": True}
    if name == "where-calcium-goes":
        forms["blank"] = False
    [labels] = select(f"a form of {name}", forms, [form])
    values = drawing.values(handbook) | {"labels": labels}
    template = drawing.template or name
    html = render_block(template, context, name=context.reserve_id(name), **values)
    if context.path == "index.md":  # the page on its subject has it, too, with its tools
        return html
    file = name if labels else f"{name}-{form}"
    html += render_block("picture-tools", context, name=file, title=drawing.title)
    if form == "folded":
        html = render_block("picture-fold", context, title=drawing.title, picture=html)
    return html


def count(
    handbook: Handbook,
    context: PageContext,
    name: str,
    /,
    *,
    noun: str = "",
    style: str = "",
    **fields: str,
) -> str:
    """Render the number of entries of a list that match all fields, inside a sentence.

    count("claims", verdict="mixed", noun="claim") gives "8 claims", "1 claim" or "no claims".
    """
    handouts = context.site.handouts
    lists = handbook.countable | {
        "pages": Countable(list(context.site.titles)),
        "handouts": Countable(list(handouts)),
        "leaflets": Countable([path for path in handouts if path.startswith("leaflets/")]),
        "pictures": Countable(list(PICTURES)),
    }
    total = count_matching(lists, name, fields)
    return str(escape(count_phrase(total, noun, style)))


def trial_table(handbook: Handbook, context: PageContext) -> str:
    """Render the randomized trials with a calcification or stiffness outcome."""
    trials, works = handbook.trials, handbook.work_of
    others = {trial.id: _no_benefit_count(handbook, trial) for trial in trials}
    return render_block("trial-table", context, trials=trials, works=works, others=others)


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


def prevalence_table(handbook: Handbook, context: PageContext, *names: str) -> str:
    """Render how common calcification is, and in whom; all figures unless some are named."""
    figures = select("a figure", by_id(handbook.prevalence), names)
    return render_block("prevalence-table", context, figures=figures)
