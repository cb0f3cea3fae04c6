"""Which items of `rules:` let a job run, and the jobs that no pipeline ever has."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from runbook.forges.gitlab.syntax.model import Job, Pipeline, RuleItem, Word

_NEVER = "never"


def runs(rules: Iterable[RuleItem]) -> tuple[RuleItem, ...]:
    """The items that add the job to a pipeline."""
    return tuple(rule for rule in rules if not _is_never(rule.when))


def never_runs(pipeline: Pipeline, job: Job) -> str:
    """Why the job never runs, "" when it may."""
    if pipeline.workflow and not runs(pipeline.workflow):
        return "every rule of the pipeline's `workflow:` says never"
    if job.rules and not runs(job.rules):
        return "every rule of the job says never"
    if job.rules is None and _is_never(job.when):
        return "the job's `when` is never"
    return ""


def _is_never(when: Word | None) -> bool:
    return when is not None and when.value == _NEVER
