"""JSON Schema of draft-07, which every editor reads; pydantic writes that of 2020-12.

Language servers and the catalogue they share (SchemaStore/schemastore CONTRIBUTING.md@0310cf9) take
draft-07 in strict mode: a keyword stands beside the type of the values that it is about.
"""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]

DIALECT = "http://json-schema.org/draft-07/schema#"
REFERENCE = "#/definitions/{model}"


def draft07(node: Any) -> Any:  # noqa: ANN401 - a JSON Schema is nested data
    """What pydantic made, in draft-07, without what is noise in an editor.

    Titles made of names and null as default go; so does every key that no pattern admits.
    """
    if isinstance(node, list):
        return [draft07(item) for item in node]
    if not isinstance(node, dict):
        return node
    schema = {key: draft07(value) for key, value in node.items() if not _is_noise(key, value)}
    if "$ref" in schema and len(schema) > 1:  # draft-07 reads nothing beside a reference
        reference = schema.pop("$ref")
        return {**schema, "allOf": [{"$ref": reference}]}
    if "patternProperties" in schema:
        names = {"type": "string", **schema["propertyNames"]}
        return {**schema, "propertyNames": names, "additionalProperties": False}
    return schema


def _is_noise(key: str, value: object) -> bool:
    return (key == "title" and isinstance(value, str)) or (key == "default" and value is None)


def nullable(schema: Schema) -> Schema:
    """`schema`, or null."""
    return {"anyOf": [schema, {"type": "null"}]}
