"""Whether a pipeline starts, and which jobs are part of it.

Source: gitlabhq/gitlabhq doc/ci/jobs/job_rules.md@06b63cf, doc/ci/yaml/workflow.md,
lib/gitlab/ci/build/rules.rb@24da823, lib/gitlab/ci/config/entry/processable.rb@7e202c4.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from runbook.forges.gitlab.semantics.conditions import condition_problems
from runbook.forges.gitlab.semantics.expressions.evaluate import Answer, evaluate
from runbook.forges.gitlab.semantics.limits import every, keeps_out, lets_in
from runbook.forges.gitlab.semantics.order import (
    missing_need_message,
    missing_needs,
    needed_name,
)
from runbook.forges.gitlab.semantics.scope import changes_hold, global_scope, job_scope
from runbook.forges.gitlab.semantics.variables import MERGE_REQUEST
from runbook.forges.gitlab.syntax.model import IncludeKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runbook.forges.gitlab.syntax.model import Include, Job, Need, Pipeline, RuleItem
    from runbook.model.origin import Unset
    from runbook.source import Span

    Variables = Mapping[str, str | Unset | None]

NEVER = "never"
ON_SUCCESS = "on_success"
MANUAL = "manual"
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


@dataclass(frozen=True, slots=True)
class JobDecision:
    """Whether a job is part of the pipeline, and `when` it runs there ("" where not known).

    `blocks` says that what comes after waits for the person who starts it, or for its success.
    `needs` are those of the rule that lets it in where that has some, else the job's.
    """

    runs: bool | None
    when: str
    reason: str
    span: Span | None = None
    facts: tuple[str, ...] = ()
    blocks: bool = True
    needs: tuple[Need, ...] | None = None


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


def job_runs(job: Job, variables: Variables, pipeline: Pipeline) -> JobDecision:
    """Whether `job` is part of a pipeline that starts with these variables."""
    scope = job_scope(job, variables, pipeline)
    if job.rules is not None:
        return _by_rules(job, job.rules, scope)
    if job.open:
        return JobDecision(None, "", job.open[0], job.key_span, needs=job.needs)
    return replace(_by_limits(job, scope, pipeline), needs=job.needs)


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


def _by_rules(job: Job, rules: tuple[RuleItem, ...], scope: Variables) -> JobDecision:
    default = job.when.value if job.when else ON_SUCCESS
    outcomes = outcomes_of(rules, scope, default)
    runs = {outcome.runs for outcome in outcomes}
    whens = {outcome.when for outcome in outcomes if outcome.runs}
    first = outcomes[0]
    decided = JobDecision(
        first.runs if len(runs) == 1 else None,
        "" if len(whens) > 1 else next(iter(whens), NEVER),
        first.reason,
        first.span,
        ("rules-first-match",),
    )
    item = first.item
    said = item.allow_failure if item and item.allow_failure is not None else job.allow_failure
    if first.when == MANUAL:
        decided = replace(decided, facts=(*decided.facts, "manual-jobs-block"))
    needs = item.needs if item and item.needs is not None else job.needs
    return replace(decided, blocks=said is not True, needs=needs)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What rules may lead to."""

    runs: bool
    when: str
    reason: str
    span: Span | None = None
    item: RuleItem | None = None


def outcomes_of(rules: tuple[RuleItem, ...], scope: Variables, default: str) -> list[Outcome]:
    """What the rules lead to: one thing, or several when a condition cannot be known."""
    found = []
    for item in rules:
        answer = _holds(item, scope)
        if answer.truth is False:
            continue
        when = item.when.value if item.when else default
        reason = answer.reason or _because(item, when)
        found.append(Outcome(when != NEVER, when, reason, item.span, item))
        if answer.truth:
            return found
    reason = "none of its rules holds"
    found.append(Outcome(runs=False, when=NEVER, reason=reason))
    return found


def _because(item: RuleItem, when: str) -> str:
    condition = f"`{item.condition.value}` holds" if item.condition else "its last rule holds"
    return f"{condition}, and says never" if when == NEVER else condition


def _holds(item: RuleItem, scope: Variables) -> Answer:
    answer = evaluate(item.condition.value, scope) if item.condition else Answer(truth=True)
    if not item.looks_at_files or answer.truth is False:
        return answer
    files = changes_hold(scope) if item.changes_only else None
    both = every([answer.truth, files])
    return Answer(
        both,
        answer.reason or ("" if both else "it depends on which files there are or were changed"),
    )


def _by_limits(job: Job, scope: Variables, pipeline: Pipeline) -> JobDecision:
    when = job.when.value if job.when else ON_SUCCESS
    # A manual job does not block, unless it says that it must not fail.
    manual = when == MANUAL and job.allow_failure is None
    blocks = not (job.allow_failure or manual)
    limited = job.only is not None or pipeline.workflow is None
    only = lets_in(job.only, scope) if limited else True
    out = keeps_out(job.except_, scope) if job.except_ else False
    runs = every([only, None if out is None else not out])
    limit = job.except_ if out is not False else job.only
    span = limit.span if limit else job.key_span
    facts = ("jobs-without-rules",) if limit is None else ("only-and-except",)
    return JobDecision(
        runs, when if runs is not False else NEVER, _why(job, runs, out), span, facts, blocks
    )


def _why(job: Job, runs: bool | None, out: bool | None) -> str:
    if runs is None:
        return "what `only` and `except` ask for cannot be known"
    if runs:
        return "it is not limited" if job.only is None else "its `only` lets the pipeline in"
    if out:
        return "its `except` keeps the pipeline out"
    if job.only is None:
        return "a job without rules is no part of a merge request's pipeline"
    return "its `only` does not let the pipeline in"
