"""The jobs of a started run: their order, their `if`, their matrix, and the calls below them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from runbook.forges.github.semantics.calls import MAX_NESTING, called_path, called_ref
from runbook.forges.github.semantics.contexts import call_inputs
from runbook.forges.github.semantics.expressions.evaluate import (
    Scope,
    Status,
    condition,
)
from runbook.forges.github.semantics.expressions.tokens import ExpressionError
from runbook.forges.github.semantics.expressions.values import UNKNOWN_VALUE, Open
from runbook.forges.github.semantics.matrices import combinations
from runbook.forges.github.semantics.permissions import Grant, default_grant
from runbook.forges.github.semantics.walks import needed
from runbook.model.timeline import Stage, Verdict
from runbook.simulation.startup import ceiling_of
from runbook.simulation.steps import evaluated
from runbook.simulation.uploads import JobRun, Outcome, run_uploads

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runbook.forges.github.syntax.model import Job, Workflow
    from runbook.model.origin import Unset
    from runbook.simulation.lane import Lane
    from runbook.simulation.play import Play

MAX_COMBINATIONS = 16  # of a matrix that are played; more say nothing new to a reader


@dataclass(frozen=True, slots=True)
class Frame:
    """One workflow file being run: started by the event, or called by a job above.

    `contexts` are github and inputs. `above` is what the calling job may give, `prefix` the names
    of the jobs above. `called` is the `job_workflow_ref` of a called file.
    """

    workflow: Workflow
    contexts: Mapping[str, Any]
    above: Grant | None = None
    called: str | Unset = ""
    prefix: str = ""
    depth: int = 0


@dataclass(slots=True)
class Results:
    """How the jobs of one frame ended so far."""

    frame: Frame
    outcomes: dict[str, Outcome] = field(default_factory=dict)

    def ancestors(self, job: Job) -> set[str]:
        """Every job that must end before `job`."""
        return {one.id for one in needed(self.frame.workflow.jobs, job)}

    def status(self, job: Job) -> Status:
        """What success() and failure() say in the `if` of `job`."""
        outcomes = {self.outcomes.get(name) for name in self.ancestors(job)}
        failed = "failure" in outcomes
        if failed or "skipped" in outcomes:
            success: bool | None = False
        else:
            success = None if None in outcomes else True
        return Status(success, failure=None if None in outcomes and not failed else failed)

    def needs(self, job: Job) -> dict[str, Any]:
        """The `needs` context; outputs are computed by steps and not known."""
        known = {name.value: self.outcomes.get(name.value) for name in job.needs}
        return {
            name: {"result": UNKNOWN_VALUE if outcome is None else outcome, "outputs": Open()}
            for name, outcome in known.items()
        }


def run_frame(lane: Lane, play: Play, frame: Frame) -> Outcome:
    """Run all jobs of a file, in the order of their needs; how the file as a whole ends."""
    results = Results(frame)
    for job in ordered(frame.workflow.jobs):
        results.outcomes[job.id] = _run_job(lane, play, results, job)
    return _together(list(results.outcomes.values()))


def ordered(jobs: Mapping[str, Job]) -> list[Job]:
    """Jobs after the jobs they need; a cycle, which GitHub refuses, is left in file order."""
    done: dict[str, Job] = {}
    waiting = dict(jobs)
    while waiting:
        ready = [
            job
            for job in waiting.values()
            if all(need.value in done or need.value not in jobs for need in job.needs)
        ]
        for job in ready or list(waiting.values()):
            done[job.id] = waiting.pop(job.id)
    return list(done.values())


def _together(outcomes: list[Outcome]) -> Outcome:
    for outcome in ("failure", None):
        if outcome in outcomes:
            return outcome
    return "success" if "success" in outcomes else "skipped"


def _run_job(lane: Lane, play: Play, results: Results, job: Job) -> Outcome:
    frame = results.frame
    lane = lane.fork(job=frame.prefix + job.id)
    contexts = {**frame.contexts, "needs": results.needs(job)}
    scope = Scope(contexts, results.status(job))
    verdict = _decide(lane, results, job, scope)
    if verdict is Verdict.SKIPPED:
        play.skip(lane, frame.workflow, job)
        return "skipped"
    outcomes = [
        _run_once(lane, play, frame, job, Scope({**contexts, "matrix": values}))
        for values in combinations(job.matrix, scope)[:MAX_COMBINATIONS]
    ]
    outcome = _together(outcomes)
    return None if verdict is Verdict.UNKNOWN and outcome == "success" else outcome


def _decide(lane: Lane, results: Results, job: Job, scope: Scope) -> Verdict:
    """Whether the job runs at all, noted with the reason."""
    text = job.condition.value if job.condition else ""
    span = job.condition.span if job.condition else job.key_span
    title = f"job {job.id}"
    shown = " ".join(text.split())
    try:
        truth = condition(text, scope).truth
    except ExpressionError as error:
        return lane.note(Stage.JOB, Verdict.UNKNOWN, title, f"its `if` is refused: {error}", span)
    if truth:
        reason = f"its `if` is true: {shown}" if shown else _all_done(job)
        return lane.note(Stage.JOB, Verdict.GOES, title, reason, span)
    if truth is None:
        reason = f"it depends on what is not known: {shown}" if shown else _waiting(results, job)
        return lane.note(Stage.JOB, Verdict.UNKNOWN, title, reason, span)
    blocked = _blocked(results, job)
    reason = blocked if blocked and scope.status.success is False else f"its `if` is false: {shown}"
    return lane.note(Stage.JOB, Verdict.SKIPPED, title, reason, span, facts=("if-implies-success",))


def _all_done(job: Job) -> str:
    if not job.needs:
        return "it runs"
    return "it needs " + ", ".join(need.value for need in job.needs)


def _waiting(results: Results, job: Job) -> str:
    open_ = sorted(n for n in results.ancestors(job) if results.outcomes.get(n) is None)
    return "it depends on how these jobs end: " + ", ".join(open_)


def _blocked(results: Results, job: Job) -> str:
    outcomes = results.outcomes
    named = [need.value for need in job.needs] + sorted(results.ancestors(job))
    for name in named:
        if outcomes.get(name) in ("failure", "skipped"):
            how = "failed" if outcomes[name] == "failure" else "was skipped"
            return f"it needs {name}, which {how}"
    return ""


def _run_once(lane: Lane, play: Play, frame: Frame, job: Job, scope: Scope) -> Outcome:
    if job.uses is not None:
        return _run_call(lane, play, frame, job, scope)
    grant = ceiling_of(frame.workflow, job, frame.above) or default_grant(None)
    return run_uploads(lane, play, JobRun(frame.workflow, job, scope, grant, frame.called))


def _run_call(lane: Lane, play: Play, frame: Frame, job: Job, scope: Scope) -> Outcome:
    if job.uses is None:
        return None
    path = called_path(job.uses, play.world.identity.full_name)
    called = None if path is None else play.world.workflow(path)
    if called is None or frame.depth >= MAX_NESTING or not lane.log.budget.take():
        reason = f"{job.uses.text} cannot be seen from here"
        lane.note(Stage.JOB, Verdict.UNKNOWN, f"call of {job.uses.text}", reason, job.uses.span)
        play.skip(lane, frame.workflow, job)
        return None
    trigger = called.trigger("workflow_call")
    inputs = call_inputs(trigger.inputs if trigger else (), evaluated(job.with_, scope))
    inner = replace(
        frame,
        workflow=called,
        contexts={"github": frame.contexts["github"], "inputs": inputs},
        above=ceiling_of(frame.workflow, job, frame.above),
        called=called_ref(job.uses, play.world.identity.full_name, play.ref),
        prefix=f"{frame.prefix}{job.id} / ",
        depth=frame.depth + 1,
    )
    return run_frame(lane, play, inner)
