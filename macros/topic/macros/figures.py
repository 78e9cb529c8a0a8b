"""Macros for numbers, tables of numbers and pictures."""

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

from markupsafe import escape

from macros.core.base import by_id, group_by
from macros.core.context import PageContext
from macros.core.diagnostics import select
from macros.core.templates import render_block, render_inline
from macros.topic.adult_amounts import CARD_NUTRIENTS, adult_rows
from macros.topic.counts import Countable, count_matching, count_phrase
from macros.topic.diagrams.effects import (
    OUTCOME_NAMES,
    by_outcome,
    effect_signs,
    effect_text,
    effects,
    unread_trials,
)
from macros.topic.diagrams.evidence import evidence_map
from macros.topic.diagrams.factors import how_factors_act
from macros.topic.diagrams.vitamin_d import vitamin_d_scale
from macros.topic.diagrams.vitamin_k import vitamin_k_cycle
from macros.topic.schema.figures import Form
from macros.topic.schema.handbook import Handbook
from macros.topic.schema.trials import Trial


def food_table(handbook: Handbook, context: PageContext, *forms: Form) -> str:
    """Foods that hold these forms ("K1", "MK-4", "MK-7", "D"), the richest first."""
    known = dict.fromkeys(food.form for food in handbook.foods)
    if not forms:
        raise ValueError(f"needs a form; there is {', '.join(known)}")
    select("a form", known, forms)
    foods = [food for food in handbook.foods if food.form in forms]
    foods.sort(key=lambda food: -food.amount)
    by_origin = group_by(foods, lambda food: (food.sources, food.where, food.status))
    usual = max(by_origin.values(), key=len)[0]
    name = context.reserve_id(f"foods-{forms[0].lower()}")
    return render_block("food-table", context, name=name, foods=foods, usual=usual)


RICH = 100
"""µg in a portion: as much vitamin K as adults need in a day (90 to 120 by US advice)."""


def rich_foods(handbook: Handbook, context: PageContext, *forms: Form) -> str:
    """Inside a sentence: the kinds of foods that are RICH in these forms, the richest first."""
    select("a form", dict.fromkeys(food.form for food in handbook.foods), forms)
    foods = [food for food in handbook.foods if food.form in forms and food.amount >= RICH]
    foods.sort(key=lambda food: -food.amount)
    names = dict.fromkeys(food.name.split(",")[0] for food in foods)
    sources = dict.fromkeys(source for food in foods for source in food.sources)
    return render_inline("rich-foods", context, names=list(names), sources=list(sources))


def intake_table(handbook: Handbook, context: PageContext, nutrient: str) -> str:
    """Recommended amounts and upper levels of one nutrient, for everyone who sets them."""
    select("a nutrient", dict.fromkeys(CARD_NUTRIENTS), [nutrient])
    intakes = [intake for intake in handbook.intakes if intake.nutrient.startswith(nutrient)]
    return render_block("intake-table", context, nutrient=nutrient, intakes=intakes)


def amount_card(handbook: Handbook, context: PageContext) -> str:
    """For adults: what to aim for, the limit, and who must ask first, of three nutrients."""
    rows = adult_rows(handbook)
    return render_block("amount-card", context, name=context.reserve_id("amounts"), rows=rows)


def blood_table(handbook: Handbook, context: PageContext, substance: str) -> str:
    """What the blood levels of one substance mean."""
    by_substance = group_by(handbook.blood_levels, lambda level: level.substance)
    [levels] = select("a substance", by_substance, [substance])
    return render_block("blood-table", context, substance=substance, levels=levels)


def figure(
    handbook: Handbook, context: PageContext, name: str, group: str = "", form: str = ""
) -> str:
    """One number with its unit, inside a sentence: an intake or a blood level.

    An intake with several amounts needs the group: figure("calcium-us-ul", "51 and over"). Form
    "bare" leaves the source to the end of a paragraph that has several numbers of it.
    """
    cited = not (form and select("a form", {"bare": True}, [form])[0])
    levels = [level for level in handbook.blood_levels if len(level.readings) == 1]
    intakes = [intake for intake in handbook.intakes if intake.amounts]
    [entry] = select("a figure", by_id([*intakes, *levels]), [name])
    amounts = {amount.group: amount for amount in getattr(entry, "amounts", ())}
    if len(amounts) == 1 and not group:
        [group] = amounts
    if amounts and not group:
        raise ValueError(f"{name} needs a group; there is {', '.join(amounts)}")
    if amounts:
        select(f"a group of {name}", amounts, [group])
    return render_inline("figure", context, entry=entry, amount=amounts.get(group), cited=cited)


class Picture(NamedTuple):
    """A drawing."""

    title: str
    """What it is called where it is cited."""
    values: Callable[[Handbook], dict[str, Any]]
    """What its template needs from the data."""
    template: str = ""
    """Its template in templates/diagrams/, where that has another name."""


PICTURES: dict[str, Picture] = {
    "where-calcium-goes": Picture("Where calcium goes", lambda _handbook: {}),
    "vitamin-k-cycle": Picture("The vitamin K cycle and warfarin", vitamin_k_cycle),
    "vitamin-d-scale": Picture("Vitamin D, from too little to too much", vitamin_d_scale),
    "evidence-map": Picture("The article’s claims by support and wording", evidence_map),
    "how-factors-act": Picture("How other factors act", how_factors_act),
    "trial-effects": Picture("What the trials found, in numbers", effects),
    "k2-effects": Picture(
        "What the trials of K2 found, in numbers", partial(effects, vitamin="K2"), "trial-effects"
    ),
}
"""By name, which is that of the template in templates/diagrams/ where a picture names no other."""


def picture(handbook: Handbook, context: PageContext, name: str, form: str = "labeled") -> str:
    """A drawing; "folded" opens in place on a phone, "blank" has no words: where calcium goes."""
    [drawing] = select("a picture", PICTURES, [name])
    forms = {"labeled": True, "folded": True} | (
        {"blank": False} if name == "where-calcium-goes" else {}
    )
    [labels] = select(f"a form of {name}", forms, [form])
    values = drawing.values(handbook) | {"labels": labels}
    template = drawing.template or name
    html = render_block(template, context, name=context.reserve_id(name), **values)
    if context.path == "index.md":  # the page of the subject has the same picture
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
    """How many entries a list has, inside a sentence; fields choose among them.

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
    """The randomized trials with a calcification or stiffness outcome."""
    trials, works = handbook.trials, handbook.work_of
    results = dict.fromkeys(trial.result for trial in trials)
    against = {trial.id: _without_benefit(handbook, trial) for trial in trials}
    values = {"trials": trials, "works": works, "results": results, "against": against}
    return render_block("trial-table", context, **values)


def _without_benefit(handbook: Handbook, trial: Trial) -> int:
    """How many trials of its vitamin measured the same and found no benefit, if it found one."""
    if trial.result != "benefit":
        return 0
    same = {"vitamin": trial.vitamin, "measured": trial.measured[0]}
    return count_matching(handbook.countable, "trials", same | {"result": "no benefit"})


def effect_table(handbook: Handbook, context: PageContext) -> str:
    """The numbers of the trials' picture: for each outcome, what was measured and found."""
    groups = []
    for outcome, found in by_outcome(handbook):
        rows = []
        for trial, effect in found:
            if effect.numbers:
                signs = effect_signs(trial, effect, handbook.work_of[trial.sources[0]])
                rows.append((trial, effect, effect_text(effect.numbers), signs))
        groups.append((OUTCOME_NAMES[outcome], rows, unread_trials(found)))
    return render_block("effect-table", context, groups=groups)


def prevalence_table(handbook: Handbook, context: PageContext, *names: str) -> str:
    """How common calcification is, and in whom; all figures unless some are named."""
    figures = select("a figure", by_id(handbook.prevalence), names)
    return render_block("prevalence-table", context, figures=figures)
