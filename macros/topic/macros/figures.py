"""Macros for single numbers, counts, and tables of numbers."""

from collections.abc import Sequence

from markupsafe import escape

from macros.core.context import PageContext
from macros.core.schema.record import by_id, group_by
from macros.core.templates import render_block, render_inline
from macros.core.unknown_names import select
from macros.topic.adult_amounts import CARD_NUTRIENTS, adult_rows
from macros.topic.counts import Countable, count_matching, count_phrase
from macros.topic.pictures.all import PICTURES
from macros.topic.schema.figures import Food, Form
from macros.topic.schema.handbook import Handbook


def food_table(handbook: Handbook, context: PageContext, *forms: Form) -> str:
    """Render the foods with these forms ("K1", "MK-4", "MK-7", "D"), the richest first."""
    foods = _foods(handbook, forms)
    by_origin = group_by(foods, lambda food: (food.sources, food.where, food.status))
    same_origin = max(by_origin.values(), key=len)
    name = context.reserve_id(f"foods-{forms[0].lower()}")
    return render_block("food-table", context, name=name, foods=foods, same_origin=same_origin)


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


def prevalence_table(handbook: Handbook, context: PageContext, *names: str) -> str:
    """Render how common calcification is, and in whom; all figures unless some are named."""
    figures = select("a figure", by_id(handbook.prevalence), names)
    return render_block("prevalence-table", context, figures=figures)
