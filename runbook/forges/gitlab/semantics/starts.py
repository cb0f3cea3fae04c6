"""Whether a pipeline starts.

Source: gitlabhq/gitlabhq doc/ci/yaml/workflow.md, doc/ci/yaml/includes.md.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from runbook.forges.gitlab.semantics.conditions import condition_problems
from runbook.forges.gitlab.semantics.jobs import job_runs
from runbook.forges.gitlab.semantics.order import (
    missing_need_message,
    missing_needs,
    needed_name,
)
from runbook.forges.gitlab.semantics.rules import outcomes_of
from runbook.forges.gitlab.semantics.scope import global_scope
from runbook.forges.gitlab.semantics.variables import MERGE_REQUEST
from runbook.forges.gitlab.syntax.model import IncludeKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runbook.forges.gitlab.semantics.jobs import JobDecision
    from runbook.forges.gitlab.syntax.model import Include, Pipeline
    from runbook.model.origin import Unset
    from runbook.source import Span

    Variables = Mapping[str, str | Unset | None]

_EDGES = (".pre", ".post")
# Templates with jobs only; doc/ci/yaml/includes.md, lib/gitlab/ci/templates
_JOBS_ONLY = ("Jobs/", "Security/")


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether the pipeline starts; None when it depends on what the event does not say.

    `span` is what decided. `facts` are ids of the facts used. `invalid` says that GitLab refuses
    it with an error.
    """

    starts: bool | None
    reason: str
    span: Span | None = None
    facts: tuple[str, ...] = ()
    invalid: bool = False


def pipeline_starts(pipeline: Pipeline, variables: Variables) -> Decision:
    """Whether there is a pipeline with these variables, which `predefined` gives."""
    refused = _refused(pipeline)
    if refused is not None:
        return refused
    decision = _workflow(pipeline, global_scope(pipeline, variables))
    if decision.starts is False:
        return decision
    filled = _has_jobs(pipeline, variables)
    if filled.starts is True or (filled.starts is None and decision.starts is None):
        return decision
    return filled


def _refused(pipeline: Pipeline) -> Decision | None:
    for problem in (*pipeline.problems, *condition_problems(pipeline)):
        reason = f"GitLab refuses the pipeline: {problem.message}"
        return Decision(starts=False, reason=reason, span=problem.span, invalid=True)
    return None


def _workflow(pipeline: Pipeline, scope: Variables) -> Decision:
    """What `workflow:rules` say; without them nothing keeps a pipeline from starting."""
    if pipeline.workflow is None:
        other = next((item for item in pipeline.unseen if _may_have_rules(item)), None)
        if other is None:
            return Decision(starts=True, reason="nothing keeps the pipeline from starting")
        name = other.target.value
        reason = f"{name!r} may say when pipelines start, and {other.reason}"
        return Decision(None, reason, other.target.span)
    outcomes = outcomes_of(pipeline.workflow, scope, "always")
    found = {outcome.runs for outcome in outcomes}
    first = outcomes[0]
    if len(found) == 1:
        facts = ("workflow-rules",)
        return Decision(first.runs, first.reason, first.span, facts)
    return Decision(None, f"whether the pipeline starts is open: {first.reason}", first.span)


def _may_have_rules(include: Include) -> bool:
    jobs_only = include.target.value.startswith(_JOBS_ONLY)
    return not (include.kind is IncludeKind.TEMPLATE and jobs_only)


def _has_jobs(pipeline: Pipeline, variables: Variables) -> Decision:
    """A pipeline without a job, or with jobs of its edges only, is not created."""
    decided = {job.name: job_runs(job, variables, pipeline) for job in pipeline.jobs.values()}
    answers = [decided[job.name] for job in pipeline.jobs.values() if job.stage.value not in _EDGES]
    if any(answer.runs for answer in answers):
        return _has_needs(pipeline, decided) or Decision(starts=True, reason="it has jobs")
    facts = ("empty-pipeline",)
    for answer in answers:
        if answer.runs is None:
            reason = f"whether it has a job is open: {answer.reason}"
            return Decision(None, reason, answer.span, facts)
    if pipeline.unseen:
        include = pipeline.unseen[0]
        reason = f"only {include.target.value!r} could bring a job, and {include.reason}"
        return Decision(None, reason, include.target.span, facts)
    if variables.get("CI_PIPELINE_SOURCE") == MERGE_REQUEST:
        reason = "no job asks for pipelines of merge requests, so there is none"
    else:
        reason = "no job would be part of the pipeline, so there is none"
    return Decision(starts=False, reason=reason, facts=facts)


def _has_needs(pipeline: Pipeline, decided: dict[str, JobDecision]) -> Decision | None:
    """What becomes of a pipeline in which a job is missing that another one needs."""
    absent = {name for name, answer in decided.items() if answer.runs is False}
    sure = {name for name, answer in decided.items() if answer.runs}
    facts = ("missing-need",)
    open_ = None
    for name in (name for name in decided if name in sure):
        job = replace(pipeline.jobs[name], needs=decided[name].needs)
        for need in missing_needs(job, sure, pipeline):
            needed = needed_name(need, pipeline)
            if needed in absent:
                reason = f"GitLab creates no pipeline: {missing_need_message(job, need)}"
                span = need.job.span
                return Decision(starts=False, reason=reason, span=span, facts=facts, invalid=True)
            why = decided[needed].reason if needed in decided else "no file at hand has it"
            reason = f"whether there is {needed!r}, which {name!r} needs, is open: {why}"
            open_ = open_ or Decision(None, reason, need.job.span, facts)
    return open_
