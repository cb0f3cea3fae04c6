"""RB313: visibility and default branch are what the descriptor says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.finding import Severity
from runbook.model.origin import Unset
from runbook.rules.base import Phase, Rule, in_descriptor, on_forge, verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runbook.case import Case
    from runbook.finding import Outcome

_PRIVATE = {True: ("private", "internal"), False: ("public",)}


def _check(case: Case) -> Outcome:
    findings = []
    evidence = []
    for field, declared, seen, agrees in _compared(case):
        if agrees:
            evidence.append(f"{field}: {seen}")
            continue
        origin = case.plan.project.origin_of(field)
        findings.append(
            RULE.finding(
                f"the descriptor says {field.replace('_', ' ')} {declared}, the repository has "
                f"{seen}",
                in_descriptor(origin.span, f"the declared {field.replace('_', ' ')}"),
                on_forge("the repository's settings"),
                found=declared,
                expected=seen,
            )
        )
    return verdict(findings, evidence)


def _compared(case: Case) -> Iterator[tuple[str, str, str, bool]]:
    """(field, what is declared, what was seen, whether they agree)."""
    live, project = case.live, case.plan.project
    if live is not None and live.private is not None and not isinstance(project.visibility, Unset):
        fitting = _PRIVATE[live.private]
        yield "visibility", project.visibility, fitting[0], project.visibility in fitting
    git = case.repository.default_branch if case.repository else None
    branch = (live.default_branch if live else None) or git
    if branch:
        yield "default_branch", project.default_branch, branch, project.default_branch == branch


RULE = Rule(
    code="RB313",
    title="Visibility and default branch are as the descriptor says",
    why=(
        "Which protection rules are in force depends on the visibility, and runs of dispatches, "
        "schedules and merges stand on the default branch."
    ),
    fix="Correct `visibility` or `default_branch` in the descriptor.",
    severity=Severity.WARNING,
    phase=Phase.SET_UP,
    check=_check,
    facts=("environments-by-plan", "dispatch-on-default-branch"),
)
