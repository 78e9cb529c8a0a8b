"""Numbers with their units. Each is stored once, as published; the second unit is computed."""

from typing import NamedTuple

from macros.topic.schema.figures import BloodLevel, BloodReading


class Units(NamedTuple):
    """Two units of one quantity."""

    si: str
    us: str
    factor: float
    """US units in one SI unit."""

    def texts(self, value: float, unit: str = "") -> tuple[str, str]:
        """Return a value in the SI unit and in the US one; `unit` is its own, if not the SI one."""
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


class AmountPart(NamedTuple):
    """A part of a text: a value in one unit, or the text around it."""

    system: str
    """"si" (µg, nmol/L, mmol/L), "us" (IU, ng/mL, mg/dL), "both" for a bracket between the two, ""
    for other text and for values without a second unit."""
    text: str


def format_number(value: float) -> str:
    """Return a number as people write it: 2,500 or 62.5, with a real minus sign."""
    return f"{value:,.6f}".rstrip("0").rstrip(".").replace("-", "−")


def converted(value: float, factor: float) -> str:
    """Return value * factor, rounded to three significant figures: 645 / 40 → 16.1."""
    return format_number(float(f"{value * factor:.3g}"))


def both_units(si: str, us: str, brackets: str = "()") -> list[AmountPart]:
    """Return a value in two units as parts, the US unit in brackets: 100 µg (4,000 IU)."""
    parts = (("si", si), ("both", f" {brackets[0]}"), ("us", us), ("both", brackets[1]))
    return [AmountPart(*part) for part in parts]


def format_amount(value: float, unit: str, nutrient: str) -> list[AmountPart]:
    """Return an amount of a nutrient as parts: 100 µg (4,000 IU) of vitamin D, else 120 µg."""
    if nutrient == "vitamin D":
        return both_units(*AMOUNT_OF_D.texts(value))
    return [AmountPart("", f"{format_number(value)} {unit}")]


def blood_reading(reading: BloodReading, level: BloodLevel) -> list[AmountPart]:
    """Return a reading of a blood level as parts: above 375 nmol/L (150 ng/mL)."""
    limits = [_level(n, level.unit) for n in (reading.above, reading.below) if n is not None]
    if len(limits) == 2:
        return [*limits[0], AmountPart("", " to "), *limits[1]]
    if limits:
        return [AmountPart("", "above " if reading.below is None else "below "), *limits[0]]
    return _level(reading.value or 0, level.unit)


def _level(value: float, unit: str) -> list[AmountPart]:
    """Return a value in its own unit, and in the second unit if it has one."""
    for units in (LEVEL_OF_D, LEVEL_OF_CALCIUM):
        if unit in units:
            return both_units(*units.texts(value, unit))
    return [AmountPart("", f"{format_number(value)} {unit}")]
