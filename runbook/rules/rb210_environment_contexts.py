"""RB210: the name of an environment uses what is known before the job starts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from runbook.finding import Severity
from runbook.rules.base import Phase, Rule, in_file, verdict
from runbook.rules.expressions import mentions
from runbook.rules.uploads import publishing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runbook.case import Case
    from runbook.finding import Outcome
    from runbook.forges.github.syntax.model import Job, Workflow
    from runbook.source import Span

# What jobs.<id>.environment does not see: github/docs contexts.md@03d2e24
_NAMED = re.compile(r"\b(secrets|env|steps|runner|job)(?=[.\[])")


def _check(case: Case) -> Outcome:
    files = publishing(case)
    named = [
        job for workflow in files for job in workflow.jobs.values() if job.environment is not None
    ]
    findings = [
        RULE.finding(
            f"the environment of the job {job.id} is named with `{context}`, which it cannot see",
            in_file(span, "the environment's name"),
            found=context,
            expected="github, inputs, vars, needs, strategy or matrix",
        )
        for workflow in files
        for job in workflow.jobs.values()
        for context, span in _foreign(workflow, job)
    ]
    return verdict(findings, [job.id for job in named])


def _foreign(workflow: Workflow, job: Job) -> Iterator[tuple[str, Span]]:
    name = job.environment.name if job.environment else None
    if name is None or not name.is_dynamic:
        return
    for context, span in mentions(workflow.text, workflow.path, _NAMED):
        if name.span.start <= span.start < name.span.end:
            yield context, span


RULE = Rule(
    code="RB210",
    title="Names of environments use contexts that exist before the job",
    why="GitHub refuses the file: the environment decides on the secrets, not the reverse.",
    fix="Use an input, a variable (`vars`) or a plain name.",
    severity=Severity.ERROR,
    phase=Phase.SET_UP,
    check=_check,
)
