"""Problems and findings as JSON, for machines."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from runbook.text import mask_secrets

if TYPE_CHECKING:
    from collections.abc import Iterable

    from runbook.errors import Problem, RunbookError
    from runbook.finding import Edit, Finding, Location
    from runbook.source import Span


def problems_json(problems: Iterable[Problem]) -> str:
    """``{"problems": [...]}``; every problem has all keys, null where there is nothing to say."""
    return _dump({"problems": [_problem(item) for item in problems]})


def error_json(error: RunbookError) -> str:
    """An error that is about no place in a file, in the shape of a problem."""
    only = {"message": error.message, "hint": error.hint}
    empty = dict.fromkeys(("location", "found", "expected"))
    return _dump({"problems": [only | empty]})


def findings_json(findings: Iterable[Finding]) -> str:
    """``{"findings": [...]}``."""
    return _dump({"findings": [finding_data(item) for item in findings]})


def finding_data(finding: Finding) -> dict[str, Any]:
    """One finding as plain data."""
    fix = finding.fix
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "certainty": finding.certainty.value,
        "message": finding.message,
        "found": finding.found,
        "expected": finding.expected,
        "locations": [_location(item) for item in finding.locations],
        "fix": None if fix is None else {"text": fix.text, "edits": list(map(_edit, fix.edits))},
        "publications": list(finding.publications),
    }


def _problem(problem: Problem) -> dict[str, Any]:
    return {
        "message": problem.message,
        "location": None if problem.span is None else span_data(problem.span),
        "found": problem.found,
        "expected": problem.expected,
        "hint": problem.hint,
    }


def _location(location: Location) -> dict[str, Any]:
    return {
        "place": location.place.value,
        "label": location.label,
        "span": None if location.span is None else span_data(location.span),
        "address": location.address,
    }


def _edit(edit: Edit) -> dict[str, Any]:
    return {"span": span_data(edit.span), "replacement": edit.replacement}


def span_data(span: Span) -> dict[str, Any]:
    """A span as plain data; lines and columns count from 1, the end is exclusive."""
    return {
        "file": span.file,
        "line": span.start.line,
        "column": span.start.column,
        "end_line": span.end.line,
        "end_column": span.end.column,
    }


def _dump(data: dict[str, Any]) -> str:
    """ASCII only, so that no terminal or log reads an escape; tokens are masked."""
    return mask_secrets(json.dumps(data, indent=2)) + "\n"
