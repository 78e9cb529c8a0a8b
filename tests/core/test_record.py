"""What stands below a field in the source is its help text in an editor, and in the downloads."""

import json

from pydantic import Field

from macros.core.schema.record import Positive, Record, Text, json_schema
from macros.publish.data_package import table_schema


class Loaf(Record):
    """A loaf."""

    weight: Positive
    """In grams.

    Baked.
    """
    price: Positive


class Named(Loaf):
    """A loaf with a name."""

    name: Text = Field(serialization_alias="called")
    """What bakers call it."""
    inner: Loaf | None = None
    """What is in it."""


def test_a_field_s_docstring_describes_it_in_an_editor() -> None:
    fields = json.loads(json_schema(Named))["properties"]
    described = {name: field.get("description") for name, field in fields.items()}
    assert described == {
        "weight": "In grams.\n\nBaked.",
        "price": None,
        "name": "What bakers call it.",
        "inner": "What is in it.",
    }


def test_a_column_is_described_under_its_name_in_the_table() -> None:
    columns = table_schema(Named)["fields"]
    assert [column.get("description") for column in columns if column["name"] == "called"] == [
        "What bakers call it."
    ]
