"""What a change does to the handbook, in words: entries before and after, and the pages."""

import difflib
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from macros.model import Cell, Change, Claim, Handbook, Record
from macros.project import Project
from macros.render import filled

KINDS = {
    "claims": "Claims",
    "cells": "Cells of the comparison",
    "comparison": "Rows of the comparison",
    "vitamins": "Columns of the comparison",
    "factors": "Factors",
    "intakes": "Amounts a day",
    "blood_levels": "Blood levels",
    "foods": "Foods",
    "prevalence": "How common",
    "trials": "Trials",
    "groups": "Who must ask first",
    "red_flags": "Signs that need help",
    "interactions": "Medicines and nutrients",
    "topics": "Which page needs which warning",
    "notice": "What the handbook is not",
    "references": "Sources",
    "terms": "Glossary",
    "sections": "Headings of the article",
    "lost_link": "The lost link",
    "candidates": "Where the lost link may have led",
    "better_reading": "Further reading",
    "watch_list": "Trials to watch",
    "changes": "What changed",
}
"""What may change, in the order of its weight for readers."""
NAMES = ("quote", "statement", "name", "title", "term", "who", "label", "drug", "heading", "what")
"""Fields that say what an entry is; an amount is named by what it measures."""
MEASURES = ("nutrient", "kind", "unit")
OWN = {"id", "history", "cells", "candidates"}
"""Fields that have entries or a line of their own."""
SHORT = 60
"""Letters up to which a value is shown whole, before and after."""


class Field(NamedTuple):
    """One field that changed."""

    name: str
    before: str
    after: str
    words: list[tuple[str, str]]
    """The text in parts: ("kept", …), ("gone", …), ("new", …); empty when both are short."""


class Entry(NamedTuple):
    """One entry that is new, gone or changed."""

    id: str
    label: str
    state: str
    fields: list[Field]
    why: str = ""
    """The dated reason of a new grade."""
    rewritten: bool = False
    """Whether grades of the past are not what they were."""


def summary(before: Project, after: Project) -> str:
    """The difference between two checked projects, as Markdown for a pull request."""
    old, new = before.book.data, after.book.data
    kinds = entries(old, new)
    pages = {
        path: "changed" if path in before.made else "new"
        for path, page in after.made.items()
        if path not in before.made or before.made[path].words() != page.words()
    }
    return filled(
        "summary",
        "md",
        kinds=[(title, kinds[name]) for name, title in KINDS.items() if name in kinds],
        pages=[(path, after.meta[path], state) for path, state in pages.items()],
        gone=[(path, meta) for path, meta in before.meta.items() if path not in after.meta],
        table=new if {"cells", "comparison", "vitamins"} & kinds.keys() else None,
        claims=new.claim_of,
        stands={claim.id: _stands(new, claim.id) for claim in new.claims},
        changed={entry.id for entry in kinds.get("cells", ())},
    )


def _stands(book: Handbook, claim: str) -> list[str]:
    """The cells and factors that stand on a claim."""
    cells = [
        f"cell {row.id}-{name}"
        for row in book.comparison
        for name, cell in row.cells.items()
        if cell.claim == claim
    ]
    return cells + [f"factor {factor.id}" for factor in book.factors if claim in factor.claims]


def entries(before: Handbook, after: Handbook) -> dict[str, list[Entry]]:
    """What is new, gone or changed, by kind."""
    old, new = _records(before), _records(after)
    found: dict[str, list[Entry]] = {}
    for kind, name in [*new, *(key for key in old if key not in new)]:
        was, now = old.get((kind, name)), new.get((kind, name))
        entry = _entry(name, was, now)
        if entry.fields or entry.rewritten:
            found.setdefault(kind, []).append(entry)
    return found


def _records(book: Handbook) -> dict[tuple[str, str], Any]:
    """Every entry by kind and id; a cell goes by its row and its vitamin."""
    records: dict[tuple[str, str], Any] = {("notice", "notice"): book.notice}
    for key, record in book.records:
        if isinstance(record, Cell):
            records["cells", f"{book.comparison[int(key[1])].id}-{key[-1]}"] = record
        elif len(key) == 1:
            records[str(key[0]), str(key[0])] = record
        elif isinstance(record, Change):
            records["changes", record.version] = record
        elif getattr(record, "id", ""):
            records[str(key[-2]), str(getattr(record, "id", ""))] = record
    return records


def _entry(name: str, was: Any, now: Any) -> Entry:
    """How one entry changed."""
    old, new = _fields(was), _fields(now)
    known = old | new
    label = next((known[n] for n in NAMES if n in known), "")
    label = label or ", ".join(known[n] for n in MEASURES if n in known)
    fields = [
        Field(field, old.get(field, ""), new.get(field, ""), _words(old.get(field), new.get(field)))
        for field in dict.fromkeys(("verdict", "certainty", *old, *new))
        if old.get(field) != new.get(field)
    ]
    state = "new" if was is None else "gone" if now is None else "changed"
    entry = Entry(name, label, state, fields)
    if isinstance(was, Claim) and isinstance(now, Claim):
        newest, kept = now.history[0], now.history[-len(was.history) :]
        why = f"{newest.date}: {newest.why}" if newest != was.history[0] else ""
        entry = entry._replace(why=why, rewritten=kept != was.history)
    return entry


def _fields(record: Any) -> dict[str, str]:
    """The fields of an entry as text."""
    if not isinstance(record, Record):
        return {"text": record} if record else {}
    values: Mapping[str, Any] = record.model_dump(mode="json", exclude_none=True, exclude=OWN)
    return {name: _text(value) for name, value in values.items()}


def _text(value: Any) -> str:
    """A value as an editor reads it."""
    if isinstance(value, list):
        return "; ".join(map(_text, value))
    if isinstance(value, dict):
        return ", ".join(f"{name} {_text(item)}" for name, item in value.items())
    return f"{value:g}" if isinstance(value, float) else str(value)


def _words(old: str | None, new: str | None) -> list[tuple[str, str]]:
    """A long text with its changed words marked."""
    if not old or not new or max(len(old), len(new)) <= SHORT:
        return []
    a, b = old.split(), new.split()
    parts: list[tuple[str, Iterable[str]]] = []
    for kind, i, j, k, m in difflib.SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if kind == "equal":
            parts.append(("kept", a[i:j]))
        else:
            parts += [("gone", a[i:j]), ("new", b[k:m])]
    return [(kind, " ".join(words)) for kind, words in parts if words]
