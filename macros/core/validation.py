"""Plain values → records, or every error in plain words."""

import difflib
import re
from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

from pydantic import ValidationError

from macros.core.base import (
    COUNT_FORM,
    DOI_FORM,
    ID,
    PAGE,
    PHONE_FORM,
    PMCID_FORM,
    PMID_FORM,
    VERSION,
    WEB,
    Record,
)
from macros.core.diagnostics import Diagnostic, DiagnosticError, KeyPath, unknown
from macros.core.yaml import Position, position_of

R = TypeVar("R", bound=Record)


FORMS = {
    ID: "an id, in small letters with hyphens, as in shea-2009; not a title or a sentence",
    WEB: "an address that begins with https://",
    PAGE: "a page below docs/, as in factors/diabetes.md",
    DOI_FORM: "a DOI without https://doi.org/, as in 10.3945/ajcn.2008.27338",
    PHONE_FORM: "three digits in quotes, as in '911'",
    PMID_FORM: 'a number in quotes, as in "19103767"',
    PMCID_FORM: "PMC and a number, as in PMC2743206",
    COUNT_FORM: "a number as printed, as in '53' or 1799-1807, with straight quotes around it",
    VERSION: 'two numbers with a dot, as in "1.4"',
}
"""Patterns of the model in words."""


def validate(file: str, tree: Any, model: type[R], positions: dict[KeyPath, Position]) -> R:
    """Plain values → a record. Raises Faults with every value that is empty or wrong."""
    record, errors = to_record(tree, model)
    wrong = list(value_errors(tree, model, errors))
    if record is None or wrong:
        raise DiagnosticError(
            Diagnostic(*position_of(positions, key, file), message) for key, message in wrong
        )
    return record


def to_record(tree: Any, model: type[R]) -> tuple[R | None, list[Any]]:
    """Plain values as a record, or pydantic's errors."""
    try:
        return model.model_validate(tree), []
    except ValidationError as wrong:
        return None, list(wrong.errors())


def value_errors(tree: Any, model: type[R], errors: list[Any]) -> Iterator[tuple[KeyPath, str]]:
    """The way to every value that is empty or wrong, and what to say of it."""
    unknown_keys = {error["loc"] for error in errors if error["type"] == "extra_forbidden"}
    for key in _empty(tree):
        if key not in unknown_keys:
            yield key, f"{value_path(key, tree)}is empty"
    for error in errors:
        empty = error["input"] is None and error["loc"] not in unknown_keys
        if not empty and not _told(error, errors):
            field = re.match(r"Value error, (\w+):", error["msg"])
            yield (
                (*error["loc"], field[1]) if field else error["loc"],
                explain(error, model, tree),
            )


def _told(error: Any, errors: Iterable[Any]) -> bool:
    """Whether another of the errors says more: a fault is told once, where it can be mended."""
    way = error["loc"]
    if len(way) > 1 and any(e["type"] == "missing" and len(e["loc"]) == 1 for e in errors):
        # A lost line such as 'factors:' puts all below it in the wrong place.
        return True
    if error["type"] == "too_short":
        # A list with a wrong entry counts as too short.
        return any(e["loc"][: len(way)] == way != e["loc"] for e in errors)
    if error["type"] == "missing":
        # A misspelled key leaves the right one missing.
        extra = [e["loc"] for e in errors if e["type"] == "extra_forbidden"]
        beside = [str(key[-1]) for key in extra if key[:-1] == way[:-1]]
        return bool(difflib.get_close_matches(str(way[-1]), beside))
    return False


def _empty(tree: Any, key: KeyPath = ()) -> Iterator[KeyPath]:
    """The way to every value that was left empty: a key is given a value or left out."""
    if tree is None:
        yield key
    elif isinstance(tree, dict | list):
        for name, value in tree.items() if isinstance(tree, dict) else enumerate(tree):
            yield from _empty(value, (*key, name))


def explain(error: Any, model: Any, tree: Any) -> str:
    """One pydantic error in plain words, with the way to the value in the tree."""
    way, above = value_path(error["loc"], tree), value_path(error["loc"][:-1], tree)
    kind, context, given = error["type"], error.get("ctx", {}), error.get("input")
    name = error["loc"][-1] if error["loc"] else ""
    if kind == "missing":
        return f"{above}the key '{name}' is missing"
    if kind == "extra_forbidden":
        known = sorted(_fields(model, error["loc"][:-1]))
        return f"{above}{unknown('a key here', name, known)}"
    if name == "[key]":
        return f"{value_path(error['loc'][:-2], tree)}'{error['loc'][-2]}' is not in small letters"
    if kind == "literal_error":
        known = re.findall(r"'([^']*)'", context["expected"])
        return f"{way}{unknown('allowed', given, known)}{_straight(given)}"
    if kind == "string_pattern_mismatch":
        form = FORMS.get(context["pattern"], context["pattern"])
        ids = re.split(r"\s*[;,/|]\s*|\s+-?\s*", str(given))
        if isinstance(name, int) and len(ids) > 1 and all(re.match(ID, part) for part in ids):
            form = f"a comma stands between two ids, as in [{', '.join(ids)}]"
        return f"{way}'{given}' is not in the right form: {form}{_straight(given)}"
    if kind in ("date_type", "date_from_datetime_inexact"):
        if re.fullmatch(r"\d{4}-\d\d-\d\d", str(given)):
            return f"{way}there is no day {given}; year, month and day, as in 2026-01-31"
        return f"{way}'{given}' is not a date; write it as 2026-01-31, without quotes"
    if kind == "string_type":
        shapes: dict[type, str] = {list: "a list", dict: "'key: value' lines"}
        shape = shapes.get(type(given))
        return (
            f"{way}must be text, not {shape}"
            if shape
            else f"{way}'{given}' is not text; put it in quotes"
        )
    if kind == "string_too_short":
        return f"{way}is empty"
    if kind == "tuple_type":
        return f"{way}must be a list, as in [a, b], or lines below it that begin with '- '"
    if kind in ("model_type", "model_attributes_type", "dict_type"):
        known = sorted(_fields(model, error["loc"]))
        return f"{way}needs lines below it, each with one of {', '.join(known) or 'its keys'}"
    if kind in ("float_parsing", "float_type", "int_parsing", "int_type", "int_from_float"):
        return f"{way}'{given}' is not a number; write it as 120 or 2.5, without unit or comma"
    if kind in ("greater_than", "finite_number"):
        return f"{way}{given} cannot be right; it must be above 0"
    if kind in ("greater_than_equal", "less_than_equal"):
        bound = context.get("ge", context.get("le"))
        return f"{way}{given} must be {'at least' if 'ge' in context else 'at most'} {bound}"
    if kind == "too_short":
        return f"{way}needs at least one entry"
    return f"{way}{error['msg'].removeprefix('Value error, ')}"


def _straight(given: object) -> str:
    """What to say of a value in curly quotes, which are no quotes in YAML."""
    return "; use straight quotes, not “ ”" if re.search("[“”„‘’]", str(given)) else ""


def value_path(loc: Any, tree: Any) -> str:
    """The way to a value in words: "claims[calcium-paradox].sources: "; nothing at the top."""
    way = ""
    for step in loc:
        inside = isinstance(tree, dict) or (isinstance(tree, list) and step in range(len(tree)))
        tree = tree[step] if inside and (isinstance(tree, list) or step in tree) else None
        name = tree.get("id", step) if isinstance(tree, dict) else step
        way += f"[{name}]" if isinstance(step, int) else f".{step}"
    return f"{way.lstrip('.')}: " if way else ""


def _fields(model: Any, loc: Any) -> Iterator[str]:
    """The keys that the record at `loc` may have, from the model's JSON Schema."""
    schema = whole = model.model_json_schema(by_alias=True)
    for step in loc:
        if isinstance(step, int):
            schema = schema.get("items", {})
        else:
            known = schema.get("properties", {})
            schema = known.get(step) or _any_key(schema)
        schema = next((s for s in schema.get("anyOf", ()) if "$ref" in s), schema)
        if "$ref" in schema:
            schema = whole["$defs"][schema["$ref"].rpartition("/")[2]]
    yield from schema.get("properties", {})


def _any_key(schema: Any) -> Any:
    """The shape of a value under a free key, such as a cell under the id of its vitamin."""
    free = schema.get("patternProperties") or {"": schema.get("additionalProperties")}
    return next(iter(free.values())) or {}
