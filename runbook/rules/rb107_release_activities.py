"""RB107: a release page starts exactly one run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.finding import Severity
from runbook.model.release import StartedBy
from runbook.rules.base import Phase, Rule, in_file, verdict
from runbook.rules.uploads import entries

if TYPE_CHECKING:
    from runbook.case import Case
    from runbook.finding import Finding, Outcome
    from runbook.forges.github.syntax.model import Trigger, Workflow

# Activities that fire together. github/docs events-that-trigger-workflows.md@037ad6b
_TOGETHER = ("created", "published", "released", "prereleased")
_SILENT = ("created", "edited", "prereleased")


def _check(case: Case) -> Outcome:
    findings: list[Finding] = []
    evidence: list[str] = []
    for workflow in entries(case):
        trigger = workflow.trigger("release")
        if trigger is None:
            continue
        finding = None if _refused(case, workflow) else _finding(workflow, trigger)
        if finding is None:
            evidence.append(workflow.file)
        else:
            findings.append(finding)
    return verdict(findings, evidence)


def _refused(case: Case, workflow: Workflow) -> bool:
    """Whether the planned activity does not start it, which RB101 reports."""
    trigger = workflow.trigger("release")
    types = [text.value for text in trigger.filters.get("types", ())] if trigger else []
    planned = [
        activity
        for release in case.plan.releases
        if release.workflow == workflow.file and release.by is StartedBy.RELEASE
        for activity in release.types[:1]
    ]
    return bool(types) and any(activity not in types for activity in planned)


def _finding(workflow: Workflow, trigger: Trigger) -> Finding | None:
    texts = trigger.filters.get("types", ())
    types = [text.value for text in texts]
    span = texts[0].span if texts else trigger.span
    together = [item for item in _TOGETHER if not types or item in types]
    if len(together) > 1 and _decided_below(workflow):
        return None
    if len(together) > 1 and set(together) != {"released", "prereleased"}:
        message = (
            f"one release starts {workflow.file} several times: {', '.join(together)} fire "
            "together, and the second upload of a version is refused"
        )
    elif set(types) and set(types) <= set(_SILENT):
        message = (
            f"{workflow.file} does not start when a draft is published: its types "
            f"({', '.join(types)}) do not fire for drafts"
        )
    else:
        return None
    return RULE.finding(
        message,
        in_file(span, "the trigger release"),
        found=", ".join(types) or "every activity",
        expected="published",
    )


def _decided_below(workflow: Workflow) -> bool:
    """Whether some job looks at the activity itself."""
    return "github.event.action" in workflow.text


RULE = Rule(
    code="RB107",
    title="A published release starts its workflow once",
    why=(
        "`published` fires once for every release, also for one that was a draft. `created` does "
        "not fire for drafts, and several types start several runs that upload the same version."
    ),
    fix="Write `types: [published]`.",
    severity=Severity.WARNING,
    phase=Phase.SET_UP,
    check=_check,
    facts=("release-types", "release-drafts"),
)
