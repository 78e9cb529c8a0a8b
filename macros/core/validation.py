"""Turn plain values into records, or report every error in plain words."""

import difflib
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any, TypeVar

from pydantic import ValidationError

from macros.core.diagnostics import Diagnostic, DiagnosticError, KeyPath
from macros.core.schema.record import ID, PATTERNS, Record, children
from macros.core.unknown_names import unknown
from macros.core.yaml import Positions, position_of

R = TypeVar("R", bound=Record)


def validate(file: str, tree: Any, model: type[R], positions: Positions) -> R:
    """Return plain values as a record. Raises DiagnosticError with every empty or invalid value."""
    record, errors = to_record(tree, model)
    found = list(value_errors(tree, model, errors))
    if record is None or found:
        raise DiagnosticError(
            Diagnostic(*position_of(positions, path, file), message) for path, message in found
        )
    return record


def to_record(tree: Any, model: type[R]) -> tuple[R | None, list[Any]]:
    """Return plain values as a record, or None and pydantic's errors."""
    try:
        return model.model_validate(tree), []
    except ValidationError as error:
        return None, list(error.errors())


def value_errors(tree: Any, model: type[R], errors: list[Any]) -> Iterator[tuple[KeyPath, str]]:
    """Yield path and message of every value that is empty or invalid."""
    unknown_keys = {error["loc"] for error in errors if error["type"] == "extra_forbidden"}
    for path in _empty(tree):
        if path not in unknown_keys:
            yield path, f"{value_path(path, tree)}is empty"
    for error in errors:
        empty = error["input"] is None and error["loc"] not in unknown_keys
        if not empty and not _is_consequence(error, errors):
            # Validators of a whole record may begin with a field: ValueError("unit: …").
            field = re.match(r"Value error, (\w+):", error["msg"])
            path = (*error["loc"], field[1]) if field else error["loc"]
            yield path, explain(error, model, tree)


def _is_consequence(error: Any, errors: Iterable[Any]) -> bool:
    """Whether an error only follows from another one."""
    path = error["loc"]
    if len(path) > 1 and any(e["type"] == "missing" and len(e["loc"]) == 1 for e in errors):
        # Without a line such as 'factors:', everything below it is in the wrong place.
        return True
    if error["type"] == "too_short":
        # pydantic does not count invalid entries.
        return any(e["loc"][: len(path)] == path != e["loc"] for e in errors)
    if error["type"] == "missing":
        # The key is there, but misspelled.
        extra = [e["loc"] for e in errors if e["type"] == "extra_forbidden"]
        siblings = [str(other[-1]) for other in extra if other[:-1] == path[:-1]]
        return bool(difflib.get_close_matches(str(path[-1]), siblings))
    return False


def _empty(tree: Any, path: KeyPath = ()) -> Iterator[KeyPath]:
    """Yield the path of every null: a key without a value must be left out."""
    if tree is None:
        yield path
    for key, value in children(tree):
        yield from _empty(value, (*path, key))


def explain(error: Any, model: Any, tree: Any) -> str:
    """Return the message for one of pydantic's errors, with the path to the value in the tree."""
    kind, path = error["type"], error["loc"]
    if path[-1:] == ("[key]",):  # how pydantic marks an error in a key
        return f"{value_path(path[:-2], tree)}'{path[-2]}' is not in small letters"
    about_key = kind in ("missing", "extra_forbidden")
    where = value_path(path[:-1] if about_key else path, tree)
    if kind in MESSAGES:
        values = {"input": error.get("input"), "key": path[-1] if path else ""}
        return where + MESSAGES[kind].format(**values, **error.get("ctx", {}))
    if kind in EXPLANATIONS:
        return where + EXPLANATIONS[kind](error, model)
    return where + str(error["msg"]).removeprefix("Value error, ")


def _unknown_key(error: Any, model: Any) -> str:
    *path, key = error["loc"]
    return unknown("a key here", key, _allowed_keys(model, path))


def _unknown_value(error: Any, _model: Any) -> str:
    known = re.findall(r"'([^']*)'", error["ctx"]["expected"])
    return unknown("allowed", error["input"], known) + _straight_quotes(error["input"])


def _wrong_form(error: Any, _model: Any) -> str:
    """Return the message for a text that does not match its pattern, or for ids without commas."""
    value, pattern = error["input"], error["ctx"]["pattern"]
    form = PATTERNS.get(pattern, pattern)
    ids = re.split(r"\s*[;,/|]\s*|\s+-?\s*", str(value))
    in_list = error["loc"] and isinstance(error["loc"][-1], int)
    if in_list and len(ids) > 1 and all(re.match(ID, part) for part in ids):
        form = f"put a comma between two ids, as in [{', '.join(ids)}]"
    return f"'{value}' is not in the right form: {form}{_straight_quotes(value)}"


def _not_date(error: Any, _model: Any) -> str:
    """Return the message for a date that does not exist, or a value that is not a date."""
    value = error["input"]
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", str(value)):
        return f"'{value}' is not a date; write it as 2026-01-31, without quotes"
    try:
        return f"leave the quotes out: {date.fromisoformat(value)} is a date, not a text"
    except ValueError:
        return f"there is no day {value}; year, month and day, as in 2026-01-31"


def _not_text(error: Any, _model: Any) -> str:
    """Return the message for a list, a mapping, a number or another value instead of text."""
    value = error["input"]
    if isinstance(value, list | dict):
        shape = "a list" if isinstance(value, list) else "'key: value' lines"
        return f"must be text, not {shape}"
    return f"'{value}' is not text; put it in quotes"


def _not_mapping(error: Any, model: Any) -> str:
    """Return the message for a value instead of 'key: value' lines."""
    known = ", ".join(_allowed_keys(model, error["loc"])) or "its keys"
    return f"needs lines below it, each with one of {known}"


MESSAGES = {
    "missing": "the key '{key}' is missing",
    "string_too_short": "is empty",
    "too_short": "needs at least one entry",
    "tuple_type": "must be a list, as in [a, b], or lines below it that begin with '- '",
    "bool_type": "'{input}' must be true or false",
    "greater_than_equal": "{input} must be at least {ge}",
    "less_than_equal": "{input} must be at most {le}",
    "greater_than": "{input} cannot be right; it must be above 0",
    **dict.fromkeys(
        ("float_type", "int_type"),
        "'{input}' is not a number; write it as 120 or 2.5, without unit or comma",
    ),
}
"""Messages for errors of pydantic's strict mode, by type."""
EXPLANATIONS: dict[str, Callable[[Any, Any], str]] = {
    "extra_forbidden": _unknown_key,
    "literal_error": _unknown_value,
    "string_pattern_mismatch": _wrong_form,
    "date_type": _not_date,
    "string_type": _not_text,
    **dict.fromkeys(("model_type", "dict_type"), _not_mapping),
}
"""Functions that return the message for other errors, by type, from the error and the model."""


def _straight_quotes(value: object) -> str:
    """Return advice for a value with curly quotes, which YAML reads as text; else empty."""
    return "; use straight quotes, not “ ”" if re.search("[“”„‘’]", str(value)) else ""


def value_path(path: Any, tree: Any) -> str:
    """Return the path to a value for a message: "claims[an-id].sources: "; empty at the top."""
    shown = ""
    for step in path:
        try:
            tree = tree[step]
        except (LookupError, TypeError):  # a missing value, or pydantic's name of a type
            tree = None
        name = tree.get("id", step) if isinstance(tree, dict) else step
        shown += f"[{name}]" if isinstance(step, int) else f".{step}"
    return f"{shown.lstrip('.')}: " if shown else ""


def _allowed_keys(model: Any, path: Any) -> list[str]:
    """Return the keys that the record at a path may have, sorted, from the JSON Schema."""
    schema = root = model.model_json_schema(by_alias=True)
    for step in path:
        if isinstance(step, int):
            schema = schema.get("items", {})
        else:
            known = schema.get("properties", {})
            # Else a value under a free key, such as a cell under the id of its column.
            free = schema.get("patternProperties") or {"": schema.get("additionalProperties")}
            schema = known.get(step) or next(iter(free.values())) or {}
        schema = next((s for s in schema.get("anyOf", ()) if "$ref" in s), schema)
        if "$ref" in schema:
            schema = root["$defs"][schema["$ref"].rpartition("/")[2]]
    return sorted(schema.get("properties", ()))
