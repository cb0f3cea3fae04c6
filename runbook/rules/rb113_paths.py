"""RB113: no path filter is meant to restrict tags."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.finding import Severity
from runbook.rules.base import Phase, Rule, in_file, verdict
from runbook.rules.uploads import entries

if TYPE_CHECKING:
    from runbook.case import Case
    from runbook.finding import Finding, Outcome
    from runbook.forges.github.syntax.model import Trigger, Workflow


def _check(case: Case) -> Outcome:
    findings: list[Finding] = []
    evidence: list[str] = []
    for workflow in entries(case):
        trigger = workflow.trigger("push")
        if trigger is None or not {"tags", "tags-ignore"} & set(trigger.filters):
            continue
        name = next((key for key in ("paths", "paths-ignore") if key in trigger.filters), None)
        if name is None or {"branches", "branches-ignore"} & set(trigger.filters):
            evidence.append(workflow.file)
        else:
            findings.append(_finding(workflow, trigger, name))
    return verdict(findings, evidence)


def _finding(workflow: Workflow, trigger: Trigger, name: str) -> Finding:
    texts = trigger.filters[name]
    return RULE.finding(
        f"{workflow.file} listens to tags only, and its {name} filter is never asked for tags",
        in_file(texts[0].span if texts else trigger.span, f"the {name} filter"),
        in_file(trigger.span, "the trigger push"),
    )


RULE = Rule(
    code="RB113",
    title="No path filter stands where only tags start the workflow",
    why="GitHub does not ask path filters for pushes of tags: every tag releases, changed or not.",
    fix="Remove the path filter, or tell the packages apart by the names of their tags.",
    severity=Severity.WARNING,
    phase=Phase.SET_UP,
    check=_check,
    facts=("paths-not-for-tags",),
)
