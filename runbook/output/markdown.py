"""Findings as a Markdown table, for a step summary or an issue."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from runbook.text import mask_secrets, visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runbook.finding import Finding

_SIGN = re.compile(r"[^A-Za-z0-9 .,;/()%-]")


def summary(findings: Sequence[Finding]) -> str:
    """A heading and a table, or one sentence when nothing was found."""
    if not findings:
        return "`runbook check` found nothing.\n"
    lines = ["| | Rule | What | Where | What to do |", "| --- | --- | --- | --- | --- |"]
    lines += [_row(finding) for finding in findings]
    return "\n".join(lines) + "\n"


def _row(finding: Finding) -> str:
    span = next((item.span for item in finding.locations if item.span is not None), None)
    where = "" if span is None else f"{span.file}:{span.start.line}"
    fix = "" if finding.fix is None else finding.fix.text
    cells = (finding.severity.value, finding.code, finding.message, where, fix)
    return "| " + " | ".join(_cell(cell) for cell in cells) + " |"


def _cell(text: str) -> str:
    shown = visible(mask_secrets(text))
    return _SIGN.sub(lambda hit: f"&#x{ord(hit[0]):x};", shown)
