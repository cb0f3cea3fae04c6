"""Which jobs are part of a pipeline.

Source: gitlabhq/gitlabhq doc/ci/jobs/job_rules.md@06b63cf,
lib/gitlab/ci/config/entry/processable.rb@7e202c4.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from runbook.forges.gitlab.semantics.limits import every, keeps_out, lets_in
from runbook.forges.gitlab.semantics.rules import NEVER, outcomes_of
from runbook.forges.gitlab.semantics.scope import job_scope

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runbook.forges.gitlab.syntax.model import Job, Need, Pipeline, RuleItem
    from runbook.model.origin import Unset
    from runbook.source import Span

    Variables = Mapping[str, str | Unset | None]

_ON_SUCCESS = "on_success"
_MANUAL = "manual"


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


def job_runs(job: Job, variables: Variables, pipeline: Pipeline) -> JobDecision:
    """Whether `job` is part of a pipeline that starts with these variables."""
    scope = job_scope(job, variables, pipeline)
    if job.rules is not None:
        return _by_rules(job, job.rules, scope)
    if job.open:
        return JobDecision(None, "", job.open[0], job.key_span, needs=job.needs)
    return replace(_by_limits(job, scope, pipeline), needs=job.needs)


def _by_rules(job: Job, rules: tuple[RuleItem, ...], scope: Variables) -> JobDecision:
    default = job.when.value if job.when else _ON_SUCCESS
    outcomes = outcomes_of(rules, scope, default)
    runs = {outcome.runs for outcome in outcomes}
    whens = {outcome.when for outcome in outcomes if outcome.runs}
    first = outcomes[0]
    item = first.item
    may_fail = item.allow_failure if item and item.allow_failure is not None else job.allow_failure
    manual = ("manual-jobs-block",) if first.when == _MANUAL else ()
    return JobDecision(
        first.runs if len(runs) == 1 else None,
        "" if len(whens) > 1 else next(iter(whens), NEVER),
        first.reason,
        first.span,
        ("rules-first-match", *manual),
        blocks=may_fail is not True,
        needs=item.needs if item and item.needs is not None else job.needs,
    )


def _by_limits(job: Job, scope: Variables, pipeline: Pipeline) -> JobDecision:
    when = job.when.value if job.when else _ON_SUCCESS
    # A manual job does not block, unless it says that it must not fail.
    manual = when == _MANUAL and job.allow_failure is None
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
