"""Numbers with their units. Each is stored once, as published; the second unit is worked out."""

from typing import Any

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


def amount(value: float, unit: str, nutrient: str) -> str:
    """A daily amount: "100 µg (4,000 IU)" for vitamin D, else "120 µg"."""
    text = f"{number(value)} {unit}"
    if nutrient == "vitamin D":
        text += f" ({number(value * IU_PER_UG)} IU)"
    return text


def reading(entry: Any, level: Any) -> str:
    """A blood level in both units: "above 375 nmol/L (150 ng/mL)"."""
    if entry.above is not None and entry.below is not None:
        return f"{_both(entry.above, level)} to {_both(entry.below, level)}"
    limits = [
        f"{word} {_both(value, level)}".strip()
        for word, value in (
            ("", entry.value),
            ("above", entry.above),
            ("below", entry.below),
        )
        if value is not None
    ]
    return " and ".join(limits)


def _both(value: float, level: Any) -> str:
    """One value in the unit it was published in, with the other in brackets."""
    other = {
        "nmol/L": (NG_PER_NMOL, "ng/mL"),
        "mmol/L": (MG_PER_MMOL, "mg/dL"),
        "mg/dL": (1 / MG_PER_MMOL, "mmol/L"),
    }.get(level.unit)
    text = f"{number(value)} {level.unit}"
    return f"{text} ({number(value * other[0])} {other[1]})" if other else text
