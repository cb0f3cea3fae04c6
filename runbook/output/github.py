"""GitHub workflow commands: findings as annotations of a run.

Source of the escapes: actions/toolkit packages/core/src/command.ts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.finding import Severity
from runbook.output.sentence import with_fix
from runbook.text import mask_secrets, visible

if TYPE_CHECKING:
    from collections.abc import Iterable

    from runbook.finding import Finding

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.ADVICE: "notice"}


def workflow_commands(findings: Iterable[Finding]) -> str:
    """One command a finding."""
    return "".join(f"{_command(finding)}\n" for finding in findings)


def _command(finding: Finding) -> str:
    span = next((item.span for item in finding.locations if item.span is not None), None)
    properties = {"title": finding.code}
    if span is not None:
        properties |= {
            "file": span.file,
            "line": str(span.start.line),
            "col": str(span.start.column),
        }
    listed = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    message = with_fix(finding)
    return f"::{_COMMANDS[finding.severity]} {listed}::{_data(message)}"


def _data(text: str) -> str:
    shown = visible(mask_secrets(text))
    return shown.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
