"""SARIF 2.1.0, for code scanning. The text of a rule is the rule's own."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from runbook import __version__
from runbook.finding import Severity
from runbook.output.sentence import with_fix
from runbook.rules.exceptions import fingerprint
from runbook.text import mask_secrets, visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from runbook.finding import Finding, Location
    from runbook.rules.base import Rule
    from runbook.source import Span

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.ADVICE: "note"}


def sarif(findings: Iterable[Finding], rules: Sequence[Rule]) -> str:
    """One run with every rule that was asked and every finding."""
    order = {rule.code: number for number, rule in enumerate(rules)}
    run = {
        "tool": {
            "driver": {
                "name": "runbook",
                "semanticVersion": __version__,
                "rules": [_rule(rule) for rule in rules],
            }
        },
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, order) for finding in findings],
    }
    data = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(data, indent=2, ensure_ascii=True) + "\n"


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.code,
        "name": rule.code,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.why},
        "help": {"text": f"{rule.why}\n\n{rule.fix}"},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }


def _result(finding: Finding, order: dict[str, int]) -> dict[str, Any]:
    in_files = [item for item in finding.locations if item.span is not None]
    message = _text(with_fix(finding))
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "level": _LEVELS[finding.severity],
        "message": {"text": message},
        "locations": [_location(item) for item in in_files[:1]],
        "partialFingerprints": {"runbook/v1": fingerprint(finding)},
    }
    if finding.code in order:
        result["ruleIndex"] = order[finding.code]
    related = [_location(item, number) for number, item in enumerate(in_files[1:])]
    return {**result, "relatedLocations": related} if related else result


def _location(location: Location, number: int | None = None) -> dict[str, Any]:
    span = location.span
    physical = {} if span is None else {"physicalLocation": _physical(span)}
    named = {} if number is None else {"id": number, "message": {"text": _text(location.label)}}
    return {**named, **physical}


def _physical(span: Span) -> dict[str, Any]:
    from urllib.parse import quote  # noqa: PLC0415 - only where a file is named

    region = {"startLine": span.start.line, "startColumn": span.start.column}
    if span.end > span.start:
        region |= {"endLine": span.end.line, "endColumn": span.end.column}
    return {"artifactLocation": {"uri": quote(span.file)}, "region": region}


def _text(words: str) -> str:
    return visible(mask_secrets(words))
