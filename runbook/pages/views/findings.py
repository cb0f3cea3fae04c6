"""Findings as a page shows them: what, where, what to do."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from runbook.finding import Finding, Severity


@dataclass(frozen=True, slots=True)
class Shown:
    """A finding in words; `place` is file:line, "" when it is about no place in a file."""

    code: str
    message: str
    place: str
    fix: str


def shown(findings: Iterable[Finding], severity: Severity, descriptor: str) -> list[Shown]:
    """The findings of one severity; the file `descriptor` is called by its name alone."""
    return [
        Shown(item.code, item.message, _place(item, descriptor), item.fix.text if item.fix else "")
        for item in findings
        if item.severity is severity
    ]


def _place(finding: Finding, descriptor: str) -> str:
    span = next((item.span for item in finding.locations if item.span is not None), None)
    if span is None:
        return ""
    file = PurePath(descriptor).name if span.file == descriptor else span.file
    return f"{file}:{span.start.line}"
