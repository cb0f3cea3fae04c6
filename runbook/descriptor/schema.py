"""The JSON Schema of the descriptor, from the models that check it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic.json_schema import models_json_schema

from runbook import SCHEMA_ADDRESS
from runbook.descriptor.dialect import DIALECT, REFERENCE, draft07, nullable
from runbook.descriptor.expectations import EVENTS
from runbook.descriptor.find import FILE_NAME
from runbook.descriptor.github import GitHubDescriptor
from runbook.descriptor.gitlab import GitLabDescriptor
from runbook.descriptor.words import clients, own_fields, registry_data, registry_ids
from runbook.forges.builds import build_ids

if TYPE_CHECKING:
    from runbook.descriptor.dialect import Schema
    from runbook.model.record import FormField

_ABOUT = "What a project publishes, from where, through which gate"


def json_schema() -> Schema:
    """The schema; which half applies depends on ``forge: kind:``."""
    references, whole = models_json_schema(
        [(GitHubDescriptor, "validation"), (GitLabDescriptor, "validation")],
        ref_template=REFERENCE,
    )
    definitions = {name: draft07(made) for name, made in whole["$defs"].items()}
    for name, provider in (("Entry", "github"), ("GitLabEntry", "gitlab")):
        definitions[name]["allOf"] = _conditions(provider)
        definitions[name]["oneOf"] = _exactly_one("package", "packages")
    outcome = {"oneOf": _exactly_one("publishes", "nothing")}
    definitions["ExpectShape"]["allOf"] = [{"oneOf": _exactly_one(*EVENTS)}, outcome]
    return {
        "$schema": DIALECT,
        "$id": SCHEMA_ADDRESS,
        "title": FILE_NAME,
        "description": f"{_ABOUT}.",
        "type": "object",
        "if": _forge_is("gitlab"),
        "then": references[(GitLabDescriptor, "validation")],
        "else": references[(GitHubDescriptor, "validation")],
        "definitions": definitions,
    }


def catalog_entry() -> Schema:
    """What SchemaStore's catalogue says of the schema, so that editors find it by a file's name."""
    return {
        "name": FILE_NAME,
        "description": f"{_ABOUT}; compiled by runbook",
        "fileMatch": [FILE_NAME],
        "url": SCHEMA_ADDRESS,
    }


def _exactly_one(*keys: str) -> list[Schema]:
    return [_where({key: True}) for key in keys]


def _where(properties: Schema) -> Schema:
    """An object that has all of `properties`, as they say."""
    return {"type": "object", "properties": properties, "required": list(properties)}


def _forge_is(kind: str) -> Schema:
    return _where({"forge": _where({"kind": {"const": kind}})})


def _conditions(provider: str) -> list[Schema]:
    """What each registry allows in an entry: its clients, ways in, and own form fields."""
    return [
        {
            "if": _where({"registry": {"const": name}}),
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
        return {"type": "object", "properties": {"registry": False}}
    fields = own_fields(data, provider).values()
    properties = {
        "client": {"enum": [*clients(data), None]},
        "auth": {"enum": [*ways, None]},
        "build": {"enum": [*build_ids(data.ecosystem), None]},
        **_package(data.package_pattern),
        "form": nullable(
            {
                "type": "object",
                "properties": {field.key: field_schema(field) for field in fields},
                "additionalProperties": False,
            }
        ),
    }
    return {"type": "object", "properties": properties}


def _package(pattern: str) -> Schema:
    if not pattern:
        return {}
    return {"package": nullable({"type": "string", "pattern": f"^(?:{pattern})$"})}


def field_schema(field: FormField) -> Schema:
    """One or several values of a form's field."""
    value: Schema = {"enum": list(field.choices)} if field.choices else {"type": "string"}
    return {"description": field.label, "anyOf": [value, {"type": "array", "items": value}]}
