"""Findings in the formats for machines, by name; only the one asked for is imported."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runbook.finding import Finding
    from runbook.rules.base import Rule


def rendered(form: str, findings: Sequence[Finding], rules: Sequence[Rule]) -> str:
    """The findings as json, sarif, github or markdown; `rules` are those that were asked."""
    if form == "json":
        from runbook.output.json import findings_json  # noqa: PLC0415 - only this format

        return findings_json(findings)
    if form == "sarif":
        from runbook.output.sarif import sarif  # noqa: PLC0415 - only this format

        return sarif(findings, rules)
    if form == "github":
        from runbook.output.github import workflow_commands  # noqa: PLC0415 - only this format

        return workflow_commands(findings)
    from runbook.output.markdown import summary  # noqa: PLC0415 - only this format

    return summary(findings)
