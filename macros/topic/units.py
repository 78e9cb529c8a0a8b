"""Numbers with their units. Each is stored once, as published; the second unit is computed."""

from typing import Any, NamedTuple

IU_PER_UG = 40
"""Vitamin D: 1 µg = 40 IU (evidence base, figures.yml)."""
NG_PER_NMOL = 1 / 2.5
"""25(OH)D: 1 ng/mL = 2.5 nmol/L (evidence base, figures.yml)."""
MG_PER_MMOL = 4
"""Calcium: 1 mmol/L is about 4 mg/dL (evidence base, figures.yml)."""


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
    first, last = brackets[0], brackets[1]
    return [Part("si", si), Part("both", f" {first}"), Part("us", us), Part("both", last)]


def format_amount(value: float, unit: str, nutrient: str) -> list[Part]:
    """A daily amount: 100 µg (4,000 IU) for vitamin D, else 120 µg."""
    text = f"{format_number(value)} {unit}"
    if nutrient != "vitamin D":
        return [Part("", text)]
    return both(text, f"{converted(value, IU_PER_UG)} IU")


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
    text = f"{format_number(value)} {level.unit}"
    if level.unit == "nmol/L":
        return both(text, f"{converted(value, NG_PER_NMOL)} ng/mL")
    if level.unit == "mmol/L":
        return both(text, f"{converted(value, MG_PER_MMOL)} mg/dL")
    if level.unit == "mg/dL":
        return both(f"{converted(value, 1 / MG_PER_MMOL)} mmol/L", text)
    return [Part("", text)]
