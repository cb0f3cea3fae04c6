from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from jsonschema import Draft202012Validator
from strategies import valid_data

from runbook.descriptor.expectations import EVENTS
from runbook.descriptor.schema import json_schema
from runbook.descriptor.words import registry_ids
from runbook.source import parse_yaml, to_python

if TYPE_CHECKING:
    from collections.abc import Iterator

ERRORS = Path(__file__).parent / "errors"
# What JSON Schema cannot say: references, YAML itself, and texts refused in every place.
BLIND = {
    "aliases_without_bound",
    "broken_patterns",
    "dangling_names",
    "deep",
    "duplicate_keys",
    "expression_unquoted_in_brackets",
    "unquoted_exclusion_in_brackets",
    "unquoted_star",
    "two_documents",
}
SEEN = sorted(case.name for case in ERRORS.iterdir() if case.name not in BLIND)


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    schema = json_schema()
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def test_every_valid_descriptor_passes(validator: Draft202012Validator) -> None:
    @given(valid_data())
    def passes(data: dict[str, Any]) -> None:
        assert [error.message for error in validator.iter_errors(data)] == []

    passes()


def test_the_examples_pass(validator: Draft202012Validator, root: Path) -> None:
    files = sorted((root / "examples").glob("**/runbook.yaml"))
    assert files
    for file in files:
        data = to_python(parse_yaml(file.read_text(encoding="utf-8"), str(file)).root)
        assert [error.message for error in validator.iter_errors(data)] == []


@pytest.mark.parametrize("name", SEEN)
def test_wrong_descriptors_fail(name: str, validator: Draft202012Validator) -> None:
    text = (ERRORS / name / "runbook.yaml").read_text(encoding="utf-8")
    assert not validator.is_valid(to_python(parse_yaml(text, name).root))


def test_the_forge_decides_which_half_applies(validator: Draft202012Validator) -> None:
    data = {"runbook": 1, "owner": "acme/platform", "repo": "demo", "registries": []}
    assert not validator.is_valid(data)
    assert validator.is_valid({**data, "forge": {"kind": "gitlab"}})


def test_editors_are_told_what_every_key_means() -> None:
    undescribed = [path for path, key in keys(json_schema()) if "description" not in key]
    assert undescribed == []


def keys(schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every key of every mapping a user writes; `by` is what tells releases apart."""
    for name, definition in schema["$defs"].items():
        for key, value in definition["properties"].items():
            if key != "by":
                yield f"{name}.{key}", value


def test_every_registry_is_offered_with_its_own_words() -> None:
    entry = json_schema()["$defs"]["Entry"]
    assert entry["properties"]["registry"]["enum"] == list(registry_ids())
    conditions = {item["if"]["properties"]["registry"]["const"] for item in entry["allOf"]}
    assert conditions == set(registry_ids())


def test_events_are_those_of_the_model() -> None:
    assert set(EVENTS) < set(json_schema()["$defs"]["ExpectShape"]["properties"])


def test_the_schema_is_json() -> None:
    assert json.loads(json.dumps(json_schema())) == json_schema()
