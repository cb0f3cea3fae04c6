"""The schema is draft-07 as strict readers want it; what that is, is said here in our own words."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft7Validator

from runbook.descriptor.dialect import DIALECT, draft07
from runbook.descriptor.schema import json_schema

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Schema = dict[str, Any]
KNOWN = set(Draft7Validator.META_SCHEMA["properties"])
# Keywords that hold schemas: one, a list of them, or one a name.
ONE = {"if", "then", "else", "not", "items", "contains", "propertyNames", "additionalProperties"}
LIST = {"allOf", "anyOf", "oneOf"}
NAMED = {"properties", "patternProperties", "definitions"}
# What a keyword is about, which stands beside it as the type.
ABOUT = {
    "properties": "object",
    "patternProperties": "object",
    "additionalProperties": "object",
    "propertyNames": "object",
    "required": "object",
    "items": "array",
    "minItems": "array",
    "maxItems": "array",
    "pattern": "string",
    "minLength": "string",
    "maxLength": "string",
    "minimum": "number",
    "maximum": "number",
}


@dataclass(frozen=True)
class Place:
    """A schema within the schema."""

    path: str
    schema: Schema

    def below(self) -> Iterator[Place]:
        """The schemas it holds; true and false are left out."""
        for keyword, value in self.schema.items():
            named: dict[Any, Any] = {}
            if keyword in ONE:
                named = {"": value}
            elif keyword in LIST:
                named = dict(enumerate(value))
            elif keyword in NAMED:
                named = value
            for name, part in named.items():
                if isinstance(part, dict):
                    yield Place(f"{self.path}/{keyword}/{name}", part)


def places(schema: Schema) -> Iterator[Place]:
    """Every schema in `schema`, itself included."""
    left = [Place("#", schema)]
    while left:
        place = left.pop()
        yield place
        left += place.below()


EVERY = list(places(json_schema()))


def test_the_walk_sees_every_schema() -> None:
    assert len(EVERY) > 500
    patterns = json.dumps(json_schema()).count('"pattern": ')
    assert sum("pattern" in place.schema for place in EVERY) == patterns


def test_every_keyword_is_of_the_dialect() -> None:
    assert json_schema()["$schema"] == DIALECT == Draft7Validator.META_SCHEMA["$schema"]
    assert [(it.path, set(it.schema) - KNOWN) for it in EVERY if set(it.schema) - KNOWN] == []


def test_every_keyword_stands_beside_its_type() -> None:
    def named(place: Place) -> set[str]:
        kinds = {"integer": "number"}
        return {kinds.get(kind, kind) for kind in [place.schema.get("type")] if kind}

    wanted = ((it, {ABOUT[word] for word in it.schema if word in ABOUT}) for it in EVERY)
    assert [it.path for it, kinds in wanted if kinds - named(it)] == []


def test_a_type_is_one() -> None:
    assert [it.path for it in EVERY if not isinstance(it.schema.get("type", ""), str)] == []


def test_nothing_stands_beside_a_reference() -> None:
    assert [it.path for it in EVERY if "$ref" in it.schema and len(it.schema) > 1] == []
    defined = {f"#/definitions/{name}" for name in json_schema()["definitions"]}
    assert {it.schema["$ref"] for it in EVERY if "$ref" in it.schema} == defined


def test_what_is_required_is_known_there() -> None:
    needed = ((it, set(it.schema.get("required", ()))) for it in EVERY)
    assert [it.path for it, keys in needed if keys - set(it.schema.get("properties", ()))] == []


def test_no_name_is_both_a_property_and_matched_by_a_pattern() -> None:
    assert [it.path for it in EVERY if {"properties", "patternProperties"} <= set(it.schema)] == []


def test_every_mapping_is_closed() -> None:
    named = [Place(name, schema) for name, schema in json_schema()["definitions"].items()]
    matched = [it for it in EVERY if "patternProperties" in it.schema]
    assert named
    assert matched
    closed = [it.schema.get("additionalProperties") is False for it in (*named, *matched)]
    assert all(closed)


def test_every_key_says_what_it_means() -> None:
    silent = [
        f"{name}/{key}"
        for name, definition in json_schema()["definitions"].items()
        for key, value in definition["properties"].items()
        if not value.get("description")
    ]
    assert silent == []


ESCAPED = re.compile(r"\\(.)")
# ECMA-262 with the flag u, as readers compile patterns: nothing else may be escaped.
ESCAPES = set("^$\\.*+?()[]{}|/-dDsSwWbBnrtfv")


def test_patterns_are_those_of_javascript() -> None:
    patterns = {it.schema["pattern"] for it in EVERY if "pattern" in it.schema}
    patterns |= {name for it in EVERY for name in it.schema.get("patternProperties", ())}
    assert len(patterns) > 10
    for pattern in patterns:
        assert set(ESCAPED.findall(pattern)) <= ESCAPES, pattern
        assert not re.search(r"\(\?(?![:=!])", pattern), pattern


def test_a_judge_of_schemas_agrees(tmp_path: Path) -> None:
    file = tmp_path / "schema.json"
    file.write_text(json.dumps(json_schema()), encoding="utf-8")
    command = [sys.executable, "-m", "check_jsonschema", "--check-metaschema", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("made", "said"),
    [
        ({"title": "Name", "default": None, "type": "string"}, {"type": "string"}),
        (
            {"properties": {"title": {}, "default": {}}},
            {"properties": {"title": {}, "default": {}}},
        ),
        ({"$ref": "#/definitions/A"}, {"$ref": "#/definitions/A"}),
        (
            {"$ref": "#/definitions/A", "description": "x"},
            {"allOf": [{"$ref": "#/definitions/A"}], "description": "x"},
        ),
        (
            {"patternProperties": {"^a": {}}, "propertyNames": {"maxLength": 3}},
            {
                "patternProperties": {"^a": {}},
                "propertyNames": {"type": "string", "maxLength": 3},
                "additionalProperties": False,
            },
        ),
    ],
    ids=["noise", "names", "reference", "beside a reference", "patterns"],
)
def test_what_becomes_of_what_pydantic_makes(made: Schema, said: Schema) -> None:
    assert draft07(made) == said
