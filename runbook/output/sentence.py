"""A finding in one paragraph, where there is room for no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from runbook.finding import Finding


def with_fix(finding: Finding) -> str:
    """What is wrong and what to do, as sentences."""
    message = finding.message
    if finding.fix is None:
        return message
    end = "" if message.endswith((".", "!", "?")) else "."
    return f"{message}{end} {finding.fix.text}"
