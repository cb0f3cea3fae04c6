"""What a job waits for, and what GitLab says when a job it needs is not in the pipeline.

Source: gitlabhq/gitlabhq doc/ci/yaml/_index.md (needs, needs:optional, stages); the message as
DataDog/dd-trace-go#4687 quotes it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.forges.gitlab.syntax.names import job_named
from runbook.text import plain

if TYPE_CHECKING:
    from collections.abc import Container

    from runbook.forges.gitlab.syntax.model import Job, Need, Pipeline


def waits_for(job: Job, pipeline: Pipeline) -> tuple[Job, ...]:
    """The jobs that `job` waits for: those it needs, else those of all earlier stages."""
    if job.needs is not None:
        named = (job_named(need.job.value, pipeline.jobs) for need in job.needs)
        return tuple({other.name: other for other in named if other is not None}.values())
    order = {stage: index for index, stage in enumerate(pipeline.stages)}
    own = order.get(job.stage.value, 0)
    return tuple(
        other for other in pipeline.jobs.values() if order.get(other.stage.value, own) < own
    )


def missing_needs(job: Job, present: Container[str], pipeline: Pipeline) -> tuple[Need, ...]:
    """The needs of `job` for which GitLab creates no pipeline, as it is without those jobs.

    `present` are the names of the jobs that are part of the pipeline.
    """
    return tuple(
        need
        for need in job.needs or ()
        if not need.optional and needed_name(need, pipeline) not in present
    )


def needed_name(need: Need, pipeline: Pipeline) -> str:
    """The name of the job that a need is about; as written where there is none."""
    job = job_named(need.job.value, pipeline.jobs)
    return job.name if job else need.job.value


def missing_need_message(job: Job, need: Need) -> str:
    """What GitLab says of it."""
    name, other = plain(job.name), plain(need.job.value)
    return (
        f"'{name}' job needs '{other}' job, but '{other}' does not exist in the pipeline. "
        "This might be because of the only, except, or rules keywords. To need a job that "
        "sometimes does not exist in the pipeline, use needs:optional."
    )
