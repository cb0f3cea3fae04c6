"""SARIF against its schema, OASIS's own (``oasis/NOTICE.txt``), and with hostile words in it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hostile import hostile_text
from hypothesis import given
from jsonschema import Draft4Validator

from runbook.finding import Finding, Fix, Location, Place, Severity
from runbook.output.sarif import SCHEMA, sarif
from runbook.rules.catalog import all_rules
from runbook.source import Position, Span

OASIS = Path(__file__).parent / "oasis/sarif-schema-2.1.0.json"
VALID = Draft4Validator(json.loads(OASIS.read_text(encoding="utf-8")))


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
    assert [error.message for error in VALID.iter_errors(data)] == []
    assert data["$schema"] == SCHEMA
    assert all(uri.isascii() and uri.isprintable() and " " not in uri for uri in uris(data))
    return data


def uris(data: object) -> list[str]:
    """Every `uri` of a log: the schema only names their format."""
    inner = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    own = [data["uri"]] if isinstance(data, dict) and "uri" in data else []
    return [*own, *(uri for item in inner for uri in uris(item))]


def test_the_schema_refuses_what_no_reader_knows() -> None:
    data = json.loads(sarif([finding()], all_rules()))
    data["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"] = 0
    data["runs"][0]["tool"]["driver"]["colour"] = "red"
    assert len(list(VALID.iter_errors(data))) == 2


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
