"""Numbers with their units. Each is stored once, as published; the second unit is worked out."""

from typing import Any, NamedTuple

IU_PER_UG = 40
"""Vitamin D: 1 µg = 40 IU (evidence base, figures.yml)."""
NG_PER_NMOL = 1 / 2.5
"""25(OH)D: 1 ng/mL = 2.5 nmol/L (evidence base, figures.yml)."""
MG_PER_MMOL = 4
"""Calcium: 1 mmol/L is about 4 mg/dL (evidence base, figures.yml)."""


def number(value: float) -> str:
    """A number as people write it: 2,500 or 62.5, a minus sign for a fall."""
    text = f"{value:,.2f}".rstrip("0").rstrip(".")
    return text.replace("-", "−")


class Part(NamedTuple):
    """A value in one unit, or a word between two values."""

    system: str
    """"si" (µg, nmol/L, mmol/L), "us" (IU, ng/mL, mg/dL), or "" for a word or a unit of its own."""
    text: str
    other: bool = False
    """Worked out from the value before it; it stands in brackets."""


def amount(value: float, unit: str, nutrient: str) -> list[Part]:
    """A daily amount: 100 µg (4,000 IU) for vitamin D, else 120 µg."""
    text = f"{number(value)} {unit}"
    if nutrient != "vitamin D":
        return [Part("", text)]
    return [Part("si", text), Part("us", f"{number(value * IU_PER_UG)} IU", True)]


def reading(entry: Any, level: Any) -> list[Part]:
    """A blood level in both units: above 375 nmol/L (150 ng/mL)."""
    if entry.above is not None and entry.below is not None:
        return [*_both(entry.above, level), Part("", " to "), *_both(entry.below, level)]
    if entry.above is not None:
        return [Part("", "above "), *_both(entry.above, level)]
    if entry.below is not None:
        return [Part("", "below "), *_both(entry.below, level)]
    return _both(entry.value, level)


def _both(value: float, level: Any) -> list[Part]:
    """One value in the unit it was published in, and in the other unit where there is one."""
    known = {
        "nmol/L": ("si", NG_PER_NMOL, "ng/mL", "us"),
        "mmol/L": ("si", MG_PER_MMOL, "mg/dL", "us"),
        "mg/dL": ("us", 1 / MG_PER_MMOL, "mmol/L", "si"),
    }
    text = f"{number(value)} {level.unit}"
    if level.unit not in known:
        return [Part("", text)]
    system, factor, unit, other = known[level.unit]
    return [Part(system, text), Part(other, f"{number(value * factor)} {unit}", True)]
