"""The downloadable tables as one data package, which describes each column.

https://datapackage.org/standard/data-package/ and https://datapackage.org/standard/table-schema/
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import TypeAdapter

from macros.core.cite_handbook import Edition, slug
from macros.core.schema.record import Record
from macros.publish.download_formats import CSV_EXCLUDED

LICENSES = {"CC BY 4.0": "https://creativecommons.org/licenses/by/4.0/"}
"""URLs of license texts."""
FIELD_TYPES = {"integer", "number", "boolean"}
"""Types of both JSON Schema and Table Schema. Dates are recognized by their format."""


def data_package(models: Mapping[str, type[Record]], edition: Edition, address: str) -> str:
    """Return datapackage.json for models by table name. `address` is the site's, or empty."""
    csv = {"format": "csv", "mediatype": "text/csv", "encoding": "utf-8"}
    license_info = {
        "name": edition.license.replace(" ", "-"),
        "path": LICENSES.get(edition.license),
    }
    package = {
        "name": slug(edition.title.partition(":")[0]),
        "title": edition.title,
        "version": edition.version,
        "created": f"{edition.date}T00:00:00Z",
        "homepage": address,
        "licenses": [_filled(license_info)],
        "contributors": [{"title": name, "role": "author"} for name in edition.authors],
        "resources": [
            {"name": name, "path": f"{name}.csv", **csv, "schema": table_schema(model)}
            for name, model in models.items()
        ],
    }
    return json.dumps(_filled(package), indent=1, ensure_ascii=False) + "\n"


def _filled(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values that are not empty."""
    return {key: value for key, value in values.items() if value}


def table_schema(model: type[Record]) -> dict[str, Any]:
    """Return the Table Schema of a model's CSV. The primary key is the column `id`, if any."""
    schema = TypeAdapter(model).json_schema(mode="serialization")
    fields = [
        _field(name, value)
        for name, value in schema["properties"].items()
        if name not in CSV_EXCLUDED
    ]
    key = {"primaryKey": "id"} if "id" in schema["properties"] else {}
    return {"fields": fields, **key}


def _field(name: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return the Table Schema field of a property: its type, description and constraints."""
    variants = schema.get("anyOf", [schema])
    types = {variant.get("type") for variant in variants}
    field_type = _field_type(variants)
    description = schema.get("description", "").split()
    if field_type == "string" and "array" in types:
        description.append("Several, with spaces between.")
    constraints = {
        "required": not types & {"null", "array"},  # the cell of an empty list is empty
        "enum": [value for variant in variants for value in variant.get("enum", ())],
    }
    field = {"name": name, "type": field_type, "description": " ".join(description)}
    return _filled({**field, "constraints": _filled(constraints)})


def _field_type(variants: Sequence[Mapping[str, Any]]) -> str:
    """Return the Table Schema type of a column; "string" where JSON Schema has no such type."""
    if any(variant.get("format") == "date" for variant in variants):
        return "date"
    types = {variant.get("type", "string") for variant in variants} - {"null"}
    return types.pop() if len(types) == 1 and types <= FIELD_TYPES else "string"
