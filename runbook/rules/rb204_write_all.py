"""RB204: no publishing job may do everything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.finding import Severity
from runbook.rules.base import Phase, Rule, in_file, verdict
from runbook.rules.uploads import publishing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runbook.case import Case
    from runbook.finding import Outcome
    from runbook.forges.github.syntax.model import Permissions, Workflow

_ALL = "write-all"


def _check(case: Case) -> Outcome:
    files = publishing(case)
    findings = [
        RULE.finding(
            f"{workflow.file} gives {label} every permission there is, a token for publishing "
            "among them",
            in_file(permissions.span, "the permissions"),
            found=_ALL,
            expected="the scopes each job needs",
        )
        for workflow in files
        for label, permissions in _written(workflow)
        if permissions.shorthand == _ALL
    ]
    return verdict(findings, [item.file for item in files])


def _written(workflow: Workflow) -> Iterator[tuple[str, Permissions]]:
    if workflow.permissions is not None:
        yield "every job", workflow.permissions
    for job in workflow.jobs.values():
        if job.permissions is not None:
            yield f"the job {job.id}", job.permissions


RULE = Rule(
    code="RB204",
    title="No publishing workflow uses write-all",
    why=(
        "`write-all` holds `id-token: write` too. Every tool that a build installs can then ask "
        "for the token with which the registry lets the repository publish."
    ),
    fix="Write `permissions: {}` for the workflow, and the scopes it needs at each job.",
    severity=Severity.WARNING,
    phase=Phase.SET_UP,
    check=_check,
    facts=("id-token-needed",),
)
