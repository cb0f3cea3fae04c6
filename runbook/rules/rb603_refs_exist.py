"""RB603: no action is referenced by a tag that does not exist."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.finding import Severity
from runbook.rules.base import Phase, Rule, in_file, verdict
from runbook.rules.known import known
from runbook.rules.pinned import actions, is_commit, version_of

if TYPE_CHECKING:
    from runbook.case import Case
    from runbook.finding import Finding, Outcome
    from runbook.forges.github.syntax.model import Uses


def _check(case: Case) -> Outcome:
    missing = {entry["action"]: entry for entry in known("pins")["missing"]}
    findings: list[Finding] = []
    evidence: list[str] = []
    for uses, _ in actions(case):
        entry = missing.get(uses.action)
        version = version_of(uses)
        moving = version is not None and len(version) < 3  # noqa: PLR2004 - parts of a full version
        if entry and not is_commit(uses) and moving and version and version[0] >= entry["major"]:
            findings.append(_finding(uses, entry["use"]))
        else:
            evidence.append(uses.action)
    return verdict(findings, evidence)


def _finding(uses: Uses, use: str) -> Finding:
    return RULE.finding(
        f"{uses.action} has no tag {uses.ref}: it stopped moving short tags, and the run ends "
        f"with: Unable to resolve action `{uses.owner}/{uses.repo}@{uses.ref}`, unable to find "
        f"version `{uses.ref}`",
        in_file(uses.span, "the action"),
        found=uses.ref,
        expected=f"a full version such as {use}, or its commit",
    )


RULE = Rule(
    code="RB603",
    title="Every action is referenced by a tag that exists",
    why="The run fails before its first step, and only on the day of the release.",
    fix="Name a full version, better its commit.",
    severity=Severity.ERROR,
    phase=Phase.UPKEEP,
    check=_check,
    sources=("https://github.com/astral-sh/setup-uv/issues/832",),
)
