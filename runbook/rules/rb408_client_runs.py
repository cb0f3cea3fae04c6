"""RB408: the client that uploads can run where the job calls it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.finding import Severity
from runbook.model.timeline import Stage
from runbook.rules.base import Phase, Rule, in_file, verdict
from runbook.rules.known import known
from runbook.rules.places import job_of
from runbook.rules.refusals import known_fix, refusals

if TYPE_CHECKING:
    from runbook.case import Case
    from runbook.finding import Finding, Outcome
    from runbook.rules.refusals import Refusal
    from runbook.source import Span


def _check(case: Case) -> Outcome:
    stopped: dict[tuple[Span | None, str], list[Refusal]] = {}
    for item in refusals(case, Stage.JOB):
        if item.step.publication:
            stopped.setdefault((item.step.span, item.step.reason), []).append(item)
    findings = [*map(_finding, stopped.values()), *_in_containers(case)]
    evidence = [
        f"{item.client} in {item.workflow}: {item.uploading_job}"
        for item in case.found
        if not findings
    ]
    return verdict(findings, evidence)


def _finding(items: list[Refusal]) -> Finding:
    """One finding for a step, however many jobs come to it."""
    item = items[0]
    jobs = ", ".join(dict.fromkeys(one.step.job for one in items))
    ends = f'; the run ends with "{item.step.message}"' if item.step.message else ""
    return RULE.finding(
        f"the upload of {item.package} cannot run in {jobs}: {item.step.reason}{ends}",
        in_file(item.step.span, "the upload step"),
        fix=known_fix(item),
        publications=tuple(one.step.publication for one in items),
    )


def _in_containers(case: Case) -> list[Finding]:
    without = known("clients")["no-container"]
    return [
        RULE.finding(
            f"{found.client} does not run in a job with `container:`, and the job "
            f"{found.uploading_job} has one",
            in_file(job.container.span, f"the container of {job.id}"),
            found="container",
            expected="a job that runs on the runner itself",
        )
        for found in case.found
        for job in (job_of(case, found),)
        if job is not None and job.container is not None and found.client in without
    ]


RULE = Rule(
    code="RB408",
    title="Every upload client can run in its job",
    why=(
        "The publish action of PyPI is a container that needs a Linux runner and to be called by "
        "the workflow itself; elsewhere it fails after the build and the approval."
    ),
    fix=(
        "Upload from a job of its own on Linux, with the step in the workflow itself, or use a "
        "client that is a plain program, such as `uv publish`."
    ),
    severity=Severity.ERROR,
    phase=Phase.SET_UP,
    check=_check,
    facts=("composite-unsupported",),
)
