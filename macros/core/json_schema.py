"""The model of the data files as JSON Schema, for completion in editors."""

import json
from collections.abc import Mapping
from pathlib import Path

from macros.core.base import Record


def json_schema(model: type[Record]) -> str:
    """JSON Schema of one data file, as text."""
    schema = model.model_json_schema(by_alias=True)
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def write_schemas(folder: Path, files: Mapping[str, type[Record]]) -> None:
    """Write the JSON Schema of each data file into a folder."""
    folder.mkdir(exist_ok=True)
    for name, model in files.items():
        (folder / name).with_suffix(".json").write_text(json_schema(model), "utf-8")
