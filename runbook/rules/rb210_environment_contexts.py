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
        for job, context, span in _foreign(workflow)
    ]
    return verdict(findings, [job.id for job in named])


def _foreign(workflow: Workflow) -> Iterator[tuple[Job, str, Span]]:
    """(job, context, place) of what stands in the computed names of environments."""
    named = [
        (job, job.environment.name)
        for job in workflow.jobs.values()
        if job.environment is not None and job.environment.name.is_dynamic
    ]
    found = list(mentions(workflow.text, workflow.path, _NAMED)) if named else []
    for job, name in named:
        for context, span in found:
            if name.span.start <= span.start < name.span.end:
                yield job, context, span


RULE = Rule(
    code="RB210",
    title="Names of environments use contexts that exist before the job",
    why="GitHub refuses the file: the environment decides on the secrets, not the reverse.",
    fix="Use an input, a variable (`vars`) or a plain name.",
    severity=Severity.ERROR,
    phase=Phase.SET_UP,
    check=_check,
)
