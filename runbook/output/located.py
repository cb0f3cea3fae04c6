"""Findings with the paths of their files as they are seen from the current folder."""

from __future__ import annotations

from dataclasses import replace
from posixpath import normpath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

    from runbook.finding import Finding, Fix
    from runbook.source import Span


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
