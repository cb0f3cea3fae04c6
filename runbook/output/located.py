"""Findings with the paths of their files as they are seen from the current folder."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from posixpath import normpath
from typing import TYPE_CHECKING

from runbook.finding import Severity
from runbook.records.read import NAME

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from runbook.case import Case
    from runbook.finding import Finding, Fix
    from runbook.rules.base import Checked
    from runbook.source import Span


_ORDER = {severity: place for place, severity in enumerate(Severity)}


def shown(case: Case, checked: Iterable[Checked]) -> list[Finding]:
    """All findings, the worst first, with paths as they are seen from the current folder."""
    found = [finding for item in checked for finding in item.findings]
    found.sort(key=lambda finding: (_ORDER[finding.severity], finding.code))
    if case.repository is None:
        return found
    named = (case.plan.file, str(Path(case.plan.file).parent / NAME))
    return [located(finding, case.repository.root, named) for finding in found]


def located(finding: Finding, root: str, named: Collection[str]) -> Finding:
    """The finding with files of the checkout at `root` named from the current folder.

    `named` are files that are named so already: the descriptor, the records.
    """

    def place(span: Span) -> Span:
        if span.file in named:
            return span
        return replace(span, file=normpath(f"{root}/{span.file}"))

    def repair(fix: Fix) -> Fix:
        return replace(fix, edits=tuple(replace(one, span=place(one.span)) for one in fix.edits))

    places = (
        replace(one, span=None if one.span is None else place(one.span))
        for one in finding.locations
    )
    fix = None if finding.fix is None else repair(finding.fix)
    return replace(finding, locations=tuple(places), fix=fix)
