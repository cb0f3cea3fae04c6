from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from jsonschema import Draft7Validator
from strategies import valid_data

from runbook.descriptor.expectations import EVENTS
from runbook.descriptor.schema import json_schema
from runbook.descriptor.words import registry_ids
from runbook.source import parse_yaml, to_python

if TYPE_CHECKING:
    from goldens import Goldens

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
def validator() -> Draft7Validator:
    schema = json_schema()
    Draft7Validator.check_schema(schema)
    return Draft7Validator(schema)


def test_every_valid_descriptor_passes(validator: Draft7Validator) -> None:
    @given(valid_data())
    def passes(data: dict[str, Any]) -> None:
        assert [error.message for error in validator.iter_errors(data)] == []

    passes()


def test_the_examples_pass(validator: Draft7Validator, root: Path) -> None:
    files = sorted((root / "examples").glob("**/runbook.yaml"))
    assert files
    for file in files:
        data = to_python(parse_yaml(file.read_text(encoding="utf-8"), str(file)).root)
        assert [error.message for error in validator.iter_errors(data)] == []


@pytest.mark.parametrize("name", SEEN)
def test_wrong_descriptors_fail(name: str, validator: Draft7Validator) -> None:
    text = (ERRORS / name / "runbook.yaml").read_text(encoding="utf-8")
    assert not validator.is_valid(to_python(parse_yaml(text, name).root))


def test_the_forge_decides_which_half_applies(validator: Draft7Validator) -> None:
    data = {"runbook": 1, "owner": "acme/platform", "repo": "demo", "registries": []}
    assert not validator.is_valid(data)
    assert validator.is_valid({**data, "forge": {"kind": "gitlab"}})


def test_a_forge_that_is_left_open_is_github(validator: Draft7Validator) -> None:
    data = {"runbook": 1, "owner": "acme", "repo": "demo", "forge": None, "registries": None}
    assert validator.is_valid(data)
    assert not validator.is_valid({**data, "owner": "acme/platform"})


@pytest.mark.parametrize(
    "workflows",
    [{"release": None}, {"release.yml": {"releases": {"Production": {"by": "merge"}}}}],
    ids=["no file of workflows", "no name of a release"],
)
def test_names_that_no_pattern_admits_fail(
    workflows: dict[str, Any], validator: Draft7Validator
) -> None:
    data = {"runbook": 1, "owner": "acme", "repo": "demo", "registries": None}
    assert validator.is_valid({**data, "workflows": {"release.yml": None}})
    assert not validator.is_valid({**data, "workflows": workflows})


def test_every_registry_is_offered_with_its_own_words() -> None:
    entry = json_schema()["definitions"]["Entry"]
    assert entry["properties"]["registry"]["enum"] == list(registry_ids())
    conditions = {item["if"]["properties"]["registry"]["const"] for item in entry["allOf"]}
    assert conditions == set(registry_ids())


def test_events_are_those_of_the_model() -> None:
    assert set(EVENTS) < set(json_schema()["definitions"]["ExpectShape"]["properties"])


def test_the_schema_lies_where_its_address_says(golden: Goldens, root: Path) -> None:
    golden.check(root / "site/runbook.schema.json", json.dumps(json_schema(), indent=2) + "\n")
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    host, at, path = json_schema()["$id"].partition("/runbook-compiler/runbook/main/")
    assert host == "https://raw.githubusercontent.com"
    assert project["urls"]["Repository"].endswith(at.removesuffix("/main/"))
    assert (root / path).is_file()
