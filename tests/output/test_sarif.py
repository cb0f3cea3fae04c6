"""SARIF against the parts of its schema that we write, and with hostile words in it.

The constraints are those of the OASIS schema sarif-schema-2.1.0.json for these properties.
"""

from __future__ import annotations

import json
from typing import Any

from hostile import hostile_text
from hypothesis import given
from jsonschema import Draft7Validator

from runbook.finding import Finding, Fix, Location, Place, Severity
from runbook.output.sarif import SCHEMA, sarif
from runbook.rules.catalog import all_rules
from runbook.source import Position, Span

TEXT = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string"}}}
REGION = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        name: {"type": "integer", "minimum": 1}
        for name in ("startLine", "startColumn", "endLine", "endColumn")
    },
}
PHYSICAL = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "artifactLocation": {
            "type": "object",
            "additionalProperties": False,
            "required": ["uri"],
            "properties": {"uri": {"type": "string", "pattern": "^[!-~]*$"}},
        },
        "region": REGION,
    },
}
LOCATION = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "id": {"type": "integer", "minimum": -1},
        "message": TEXT,
        "physicalLocation": PHYSICAL,
    },
}
LEVEL = {"enum": ["none", "note", "warning", "error"]}
RULE = {
    "type": "object",
    "additionalProperties": False,
    "required": ["id"],
    "properties": {
        "id": {"type": "string"},
        "name": {"type": "string"},
        "shortDescription": TEXT,
        "fullDescription": TEXT,
        "help": TEXT,
        "helpUri": {"type": "string", "format": "uri"},
        "defaultConfiguration": {
            "type": "object",
            "additionalProperties": False,
            "properties": {"level": LEVEL},
        },
    },
}
RESULT = {
    "type": "object",
    "additionalProperties": False,
    "required": ["message"],
    "properties": {
        "ruleId": {"type": "string"},
        "ruleIndex": {"type": "integer", "minimum": -1},
        "level": LEVEL,
        "message": TEXT,
        "locations": {"type": "array", "items": LOCATION},
        "relatedLocations": {"type": "array", "uniqueItems": True, "items": LOCATION},
        "partialFingerprints": {"type": "object", "additionalProperties": {"type": "string"}},
    },
}
DRIVER = {
    "type": "object",
    "additionalProperties": False,
    "required": ["name"],
    "properties": {
        "name": {"type": "string"},
        "semanticVersion": {"type": "string"},
        "informationUri": {"type": "string", "format": "uri"},
        "rules": {"type": "array", "uniqueItems": True, "items": RULE},
    },
}
RUN = {
    "type": "object",
    "additionalProperties": False,
    "required": ["tool"],
    "properties": {
        "tool": {
            "type": "object",
            "additionalProperties": False,
            "required": ["driver"],
            "properties": {"driver": DRIVER},
        },
        "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
        "results": {"type": "array", "items": RESULT},
    },
}
LOG = {
    "type": "object",
    "additionalProperties": False,
    "required": ["version", "runs"],
    "properties": {
        "$schema": {"const": SCHEMA},
        "version": {"const": "2.1.0"},
        "runs": {"type": "array", "items": RUN},
    },
}


def span(file: str = "a b.yml", line: int = 2) -> Span:
    return Span(file, Position(line, 3), Position(line, 7))


def finding(words: str = "wrong", code: str = "RB301", file: str = "a b.yml") -> Finding:
    return Finding(
        code,
        words,
        Severity.ERROR,
        locations=(
            Location(Place.FILE, words, span(file)),
            Location(Place.FORGE, words, address="https://github.com"),
            Location(Place.DESCRIPTOR, words, span("runbook.yaml", 4)),
        ),
        found=words,
        expected=words,
        fix=Fix(words),
    )


def checked(text: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(text)
    assert list(Draft7Validator(LOG).iter_errors(data)) == []
    return data


def test_a_run_with_rules_and_results() -> None:
    rules = all_rules()
    (run,) = checked(sarif([finding("it is wrong")], rules))["runs"]
    driver = run["tool"]["driver"]
    assert [rule["id"] for rule in driver["rules"]] == [rule.code for rule in rules]
    (result,) = run["results"]
    assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"] == "RB301"
    assert result["message"]["text"] == "it is wrong. it is wrong"
    (place,) = result["locations"]
    assert place["physicalLocation"] == {
        "artifactLocation": {"uri": "a%20b.yml"},
        "region": {"startLine": 2, "startColumn": 3, "endLine": 2, "endColumn": 7},
    }
    (related,) = result["relatedLocations"]
    assert related["physicalLocation"]["artifactLocation"]["uri"] == "runbook.yaml"


def test_a_finding_without_a_place_in_a_file_and_of_a_rule_that_was_not_asked() -> None:
    bare = Finding("RB999", "wrong", Severity.ADVICE)
    (run,) = checked(sarif([bare], ()))["runs"]
    (result,) = run["results"]
    assert (result["level"], result["locations"], "ruleIndex" in result) == ("note", [], False)


@given(hostile_text())
def test_hostile_words_stay_words(words: str) -> None:
    text = sarif([finding(words, file=words)], all_rules())
    checked(text)
    assert text.isascii()
    assert "\x1b" not in text
