"""RB203: every workflow or pipeline file is YAML that the forge can read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.finding import Severity
from runbook.model.forge import WORKFLOWS
from runbook.rules.base import Phase, Rule, in_file, verdict

if TYPE_CHECKING:
    from runbook.case import Case
    from runbook.errors import Problem
    from runbook.finding import Finding, Outcome


def _check(case: Case) -> Outcome:
    if case.repository is None:
        return verdict([], [])
    findings = [_finding(problem) for problem in case.repository.unread]
    read = [item.file for item in case.repository.workflows]
    return verdict(findings, read + [item.file for item in case.repository.pipelines])


def _finding(problem: Problem) -> Finding:
    file = problem.span.file if problem.span else WORKFLOWS
    return RULE.finding(
        f"{file} cannot be read: {problem.message}",
        in_file(problem.span, "the file"),
        found=problem.found,
        expected=problem.expected,
        fix=problem.hint,
    )


RULE = Rule(
    code="RB203",
    title="Every workflow file can be read",
    why=(
        "No forge runs a file that is no YAML, and GitHub ignores its events: nothing runs, and "
        "nothing says so."
    ),
    fix="Correct the YAML; patterns that begin with `*`, `!`, `[` or `&` need quotes.",
    severity=Severity.ERROR,
    phase=Phase.SET_UP,
    check=_check,
)
