"""RB412: a version that is already there is not passed over in silence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.finding import Fix, Severity
from runbook.registries.catalog import get
from runbook.rules.base import Phase, Rule, in_file, verdict
from runbook.rules.displaced import step_at
from runbook.rules.edits import text_edit
from runbook.rules.uploads import uploads

if TYPE_CHECKING:
    from runbook.case import Case
    from runbook.finding import Edit, Outcome
    from runbook.rules.uploads import Uploading
    from runbook.source import Span

_INPUTS = ("skip-existing", "skip_existing")
_FOR_TRIALS = frozenset({"testpypi"})


def _check(case: Case) -> Outcome:
    findings = []
    evidence = []
    for one in uploads(case):
        given = next((one.found.with_[name] for name in _INPUTS if name in one.found.with_), None)
        if given is None or one.found.registry in _FOR_TRIALS:
            continue
        if given.lower() != "true":
            evidence.append(f"{one.job.id}: skip-existing {given}")
            continue
        edit, span = _edit(one)
        findings.append(
            RULE.finding(
                f"the job {one.job.id} is green when {get(one.found.registry).data.name} already "
                "has the version, although nothing was uploaded",
                in_file(span or one.found.span, "skip-existing"),
                found="true",
                expected="false",
                fix=Fix(RULE.fix, (edit,) if edit else ()),
            )
        )
    return verdict(findings, evidence)


def _edit(one: Uploading) -> tuple[Edit | None, Span | None]:
    step = step_at(one.job, one.found.span)
    texts = [step.with_[name] for name in _INPUTS if name in step.with_] if step else []
    if not texts or texts[0].is_dynamic:
        return None, None
    return text_edit(one.workflow.text, texts[0], "false"), texts[0].span


RULE = Rule(
    code="RB412",
    title="A version that is already published fails the release",
    why=(
        "A release with a version number that was forgotten ends green with `skip-existing`, and "
        "nobody notices that the old files are still the newest. For a re-run after a failure "
        "half-way it is right; then pass it for that run only."
    ),
    fix="Leave `skip-existing` out of releases; keep it for the trial index.",
    severity=Severity.WARNING,
    phase=Phase.SET_UP,
    check=_check,
)
