"""The JSON Schema of the descriptor, from the models that check it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic.json_schema import models_json_schema

from runbook.descriptor.expectations import EVENTS
from runbook.descriptor.github import GitHubDescriptor
from runbook.descriptor.gitlab import GitLabDescriptor
from runbook.descriptor.words import clients, own_fields, registry_data, registry_ids
from runbook.forges.builds import build_ids

if TYPE_CHECKING:
    from runbook.model.record import FormField

DIALECT = "https://json-schema.org/draft/2020-12/schema"
Schema = dict[str, Any]


def json_schema() -> Schema:
    """The schema; which half applies depends on ``forge: kind:``."""
    references, whole = models_json_schema(
        [(GitHubDescriptor, "validation"), (GitLabDescriptor, "validation")]
    )
    definitions = whole["$defs"]
    for name, provider in (("Entry", "github"), ("GitLabEntry", "gitlab")):
        definitions[name]["allOf"] = _conditions(provider)
        definitions[name]["oneOf"] = _exactly_one("package", "packages")
    outcome = {"oneOf": _exactly_one("publishes", "nothing")}
    definitions["ExpectShape"]["allOf"] = [{"oneOf": _exactly_one(*EVENTS)}, outcome]
    return {
        "$schema": DIALECT,
        "title": "runbook.yaml",
        "description": "What a project publishes, from where, through which gate.",
        "type": "object",
        "if": _forge_is("gitlab"),
        "then": references[(GitLabDescriptor, "validation")],
        "else": references[(GitHubDescriptor, "validation")],
        "$defs": {name: _tidy(definition) for name, definition in definitions.items()},
    }


def _exactly_one(*keys: str) -> list[Schema]:
    return [{"required": [key]} for key in keys]


def _forge_is(kind: str) -> Schema:
    is_kind = {"properties": {"kind": {"const": kind}}, "required": ["kind"]}
    return {"properties": {"forge": is_kind}, "required": ["forge"]}


def _conditions(provider: str) -> list[Schema]:
    """What each registry allows in an entry: its clients, ways in, and own form fields."""
    return [
        {
            "if": {"properties": {"registry": {"const": name}}, "required": ["registry"]},
            "then": _entry(name, provider),
        }
        for name in registry_ids()
    ]


def _entry(name: str, provider: str) -> Schema:
    data = registry_data(name)
    if data is None:
        return {}
    ways = data.ways_from(provider)
    if not ways:
        return {"properties": {"registry": False}}
    fields = own_fields(data, provider).values()
    properties = {
        "client": {"enum": [*clients(data), None]},
        "auth": {"enum": [*ways, None]},
        "build": {"enum": [*build_ids(data.ecosystem), None]},
        **_package(data.package_pattern),
        "form": {
            "properties": {field.key: field_schema(field) for field in fields},
            "additionalProperties": False,
        },
    }
    return {"properties": properties}


def _package(pattern: str) -> Schema:
    return {"package": {"pattern": f"^(?:{pattern})$"}} if pattern else {}


def field_schema(field: FormField) -> Schema:
    """One or several values of a form's field."""
    value: Schema = {"enum": list(field.choices)} if field.choices else {"type": "string"}
    return {"description": field.label, "anyOf": [value, {"type": "array", "items": value}]}


def _tidy(node: Any) -> Any:  # noqa: ANN401 - a JSON Schema is nested data
    """Without what pydantic adds and editors show: titles made of names, and null as default."""
    if isinstance(node, list):
        return [_tidy(item) for item in node]
    if not isinstance(node, dict):
        return node
    return {key: _tidy(value) for key, value in node.items() if not _is_noise(key, value)}


def _is_noise(key: str, value: object) -> bool:
    return (key == "title" and isinstance(value, str)) or (key == "default" and value is None)
