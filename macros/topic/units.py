"""Numbers with their units. Each is stored once, as published; the second unit is computed."""

from typing import Any, NamedTuple


class Units(NamedTuple):
    """One quantity in two units."""

    si: str
    us: str
    factor: float
    """From the SI unit to the other."""

    def texts(self, value: float, unit: str = "") -> tuple[str, str]:
        """A value in both units; it is in the SI unit unless `unit` is the other."""
        si, us = format_number(value), converted(value, self.factor)
        if unit == self.us:
            si, us = converted(value, 1 / self.factor), format_number(value)
        return f"{si} {self.si}", f"{us} {self.us}"


AMOUNT_OF_D = Units("µg", "IU", 40)
"""1 µg = 40 IU (evidence base, figures.yml)."""
LEVEL_OF_D = Units("nmol/L", "ng/mL", 1 / 2.5)
"""25(OH)D in blood: 1 ng/mL = 2.5 nmol/L (evidence base, figures.yml)."""
LEVEL_OF_CALCIUM = Units("mmol/L", "mg/dL", 4)
"""1 mmol/L is about 4 mg/dL (evidence base, figures.yml)."""


def format_number(value: float) -> str:
    """A number as people write it: 2,500 or 62.5, a minus sign for a fall."""
    text = f"{value:,.2f}".rstrip("0").rstrip(".")
    return text.replace("-", "−")


def converted(value: float, factor: float) -> str:
    """A number in another unit, rounded to three significant figures: 645 / 40 → 16.1."""
    return format_number(float(f"{value * factor:.3g}"))


class Part(NamedTuple):
    """A part of a text: a value in one unit, or the text around it."""

    system: str
    """"si" (µg, nmol/L, mmol/L), "us" (IU, ng/mL, mg/dL), "both" for what is shown only with both
    of them, "" for other text and for values without a second unit."""
    text: str


def both(si: str, us: str, brackets: str = "()") -> list[Part]:
    """One value in two units, the SI unit first: 100 µg (4,000 IU)."""
    first, last = tuple(brackets)
    return [Part("si", si), Part("both", f" {first}"), Part("us", us), Part("both", last)]


def format_amount(value: float, unit: str, nutrient: str) -> list[Part]:
    """A daily amount: 100 µg (4,000 IU) for vitamin D, else 120 µg."""
    if nutrient == "vitamin D":
        return both(*AMOUNT_OF_D.texts(value))
    return [Part("", f"{format_number(value)} {unit}")]


def blood_reading(entry: Any, level: Any) -> list[Part]:
    """A blood level in both units: above 375 nmol/L (150 ng/mL)."""
    if entry.above is not None and entry.below is not None:
        return [*_level(entry.above, level), Part("", " to "), *_level(entry.below, level)]
    if entry.above is not None:
        return [Part("", "above "), *_level(entry.above, level)]
    if entry.below is not None:
        return [Part("", "below "), *_level(entry.below, level)]
    return _level(entry.value, level)


def _level(value: float, level: Any) -> list[Part]:
    """One value in the unit it was published in, and in the other unit where there is one."""
    for units in (LEVEL_OF_D, LEVEL_OF_CALCIUM):
        if level.unit in units:
            return both(*units.texts(value, level.unit))
    return [Part("", f"{format_number(value)} {level.unit}")]
