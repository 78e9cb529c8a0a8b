"""The tables that can be downloaded as one data package, which says what each column is.

https://datapackage.org/standard/data-package/ and https://datapackage.org/standard/table-schema/
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import TypeAdapter

from macros.core.base import Record
from macros.core.cite_handbook import Work, slug

WITHOUT = ("history",)
"""Fields that a table of plain cells leaves out; the JSON beside it has them."""
LICENSES = {"CC BY 4.0": "https://creativecommons.org/licenses/by/4.0/"}
"""Where the text of a license stands."""
FIELD_TYPES = {"integer", "number", "boolean"}
"""Types that JSON Schema and Table Schema share; dates are told by their format."""


def data_package(models: Mapping[str, type[Record]], work: Work, address: str) -> str:
    """datapackage.json of tables, given by name with the model of their records."""
    resources: list[dict[str, Any]] = [
        {
            "name": name,
            "path": f"{name}.csv",
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "schema": table_schema(model),
        }
        for name, model in models.items()
    ]
    package = {
        "name": slug(work.title.partition(":")[0]),
        "title": work.title,
        "version": work.version,
        "created": f"{work.date}T00:00:00Z",
        "homepage": address,
        "licenses": [{"name": work.license.replace(" ", "-"), "path": LICENSES[work.license]}],
        "contributors": [{"title": name, "role": "author"} for name in work.authors],
        "resources": resources,
    }
    filled = {key: value for key, value in package.items() if value}
    return json.dumps(filled, indent=1, ensure_ascii=False) + "\n"


def table_schema(model: type[Record]) -> dict[str, Any]:
    """The columns of a table of such records, in order; its key is the column `id`."""
    shape = TypeAdapter(model).json_schema(mode="serialization")
    fields = [
        _field(name, value, shape.get("$defs", {}))
        for name, value in shape["properties"].items()
        if name not in WITHOUT
    ]
    key = {"primaryKey": "id"} if "id" in shape["properties"] else {}
    return {"fields": fields, **key}


def _field(name: str, value: Mapping[str, Any], shapes: Mapping[str, Any]) -> dict[str, Any]:
    """One column: its type, what it means, and what it may hold."""
    kinds = list(_kinds(value, shapes))
    field: dict[str, Any] = {"name": name, "type": _type(kinds)}
    words = [value.get("description", "")]
    if field["type"] == "string" and any(kind.get("type") == "array" for kind in kinds):
        words.append("Several, with spaces between.")
    if description := " ".join(filter(None, words)):
        field["description"] = " ".join(description.split())
    constraints: dict[str, Any] = {}
    if not any(kind.get("type") == "null" for kind in kinds):
        constraints["required"] = all(kind.get("type") != "array" for kind in kinds)
    if allowed := [word for kind in kinds for word in kind.get("enum", ())]:
        constraints["enum"] = allowed
    return field | ({"constraints": constraints} if any(constraints.values()) else {})


def _kinds(value: Mapping[str, Any], shapes: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    """The JSON Schemas of what a value can be; `shapes` has those that references name."""
    if "$ref" in value:
        yield from _kinds(shapes[value["$ref"].rpartition("/")[2]], shapes)
    elif "anyOf" in value:
        for one in value["anyOf"]:
            yield from _kinds(one, shapes)
    else:
        yield value


def _type(kinds: Iterable[Mapping[str, Any]]) -> str:
    """The type of a column in Table Schema."""
    found = {kind.get("type", "string") for kind in kinds} - {"null"}
    if {kind.get("format") for kind in kinds} & {"date"}:
        return "date"
    return found.pop() if len(found) == 1 and found <= FIELD_TYPES else "string"
