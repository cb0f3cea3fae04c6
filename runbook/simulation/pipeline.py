"""An event on GitLab: the pipeline it starts, and the jobs that are in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from runbook.forges.gitlab.semantics.events import created, described
from runbook.forges.gitlab.semantics.jobs import job_runs
from runbook.forges.gitlab.semantics.order import waits_for
from runbook.forges.gitlab.semantics.starts import pipeline_starts
from runbook.forges.gitlab.semantics.variables import predefined
from runbook.model.timeline import Stage, Timeline, Verdict
from runbook.simulation.endings import endings
from runbook.simulation.lane import Lane, Log
from runbook.simulation.pipeline_uploads import PipelineJob, upload
from runbook.source import Position, Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from runbook.forges.gitlab.semantics.jobs import JobDecision
    from runbook.forges.gitlab.syntax.model import Job, Pipeline
    from runbook.model.found import FoundPublication
    from runbook.model.origin import Unset
    from runbook.model.timeline import Event
    from runbook.simulation.world import World

_VERDICTS = {True: Verdict.GOES, False: Verdict.SKIPPED, None: Verdict.UNKNOWN}
_BY_HAND = "manual"
_AFTER_FAILURE = "on_failure"


@dataclass(frozen=True, slots=True)
class Run:
    """One event played against one pipeline file; `lanes` are as in `endings`."""

    world: World
    event: Event
    as_of: str
    pipeline: Pipeline
    variables: Mapping[str, str | Unset | None]
    lanes: dict[str, list[tuple[Lane, ...]]] = field(default_factory=dict)

    @property
    def mine(self) -> Iterator[tuple[str, FoundPublication]]:
        """The publications whose jobs are in this pipeline."""
        for key, found in self.world.keyed():
            if found.workflow == self.pipeline.file:
                yield key, found

    def end(self, key: str, lane: Lane) -> None:
        """Record how a publication went."""
        self.lanes.setdefault(key, []).append((lane,))


def play_pipelines(world: World, event: Event, as_of: str) -> Timeline:
    """Play `event` against the pipelines of `world`.

    Jobs are taken to succeed. What cannot be known is noted as unknown and then followed as if it
    went on.
    """
    lane = Lane(Log())
    decision = created(event)
    verdict = _VERDICTS[decision.starts]
    lane.note(Stage.EVENT, verdict, described(event), decision.reason, facts=decision.facts)
    runs = []
    for pipeline in world.pipelines if decision.starts is not False else ():
        variables = predefined(world.identity, event, pipeline.file)
        run = Run(world, event, as_of, pipeline, variables)
        _start(lane.fork(workflow=pipeline.file), run)
        runs.append(run)
    ends = endings(world, lane, [run.lanes for run in runs])
    return Timeline(event, tuple(lane.log.steps), ends, as_of)


def _start(lane: Lane, run: Run) -> None:
    if not _may_start(lane, run):
        for key, _ in run.mine:
            run.end(key, lane.fork(publication=key))
        return
    decisions = {
        name: job_runs(job, run.variables, run.pipeline) for name, job in run.pipeline.jobs.items()
    }
    for name, job in run.pipeline.jobs.items():
        _job(lane.fork(job=name), run, job, decisions)


def _may_start(lane: Lane, run: Run) -> bool:
    pipeline = run.pipeline
    decision = pipeline_starts(pipeline, run.variables)
    place = decision.span or Span(pipeline.file, Position(1, 1), Position(1, 1))
    if decision.invalid:
        lane.note(Stage.START, Verdict.STOPS, f"start of {pipeline.file}", decision.reason, place)
        return False
    verdict = _VERDICTS[decision.starts]
    title = f"workflow rules of {pipeline.file}"
    lane.note(Stage.FILTER, verdict, title, decision.reason, place, facts=decision.facts)
    for include in pipeline.unseen:
        title = f"include of {include.target.value}"
        reason = f"{include.reason}; its jobs and rules are not known from here"
        lane.note(Stage.FILTER, Verdict.UNKNOWN, title, reason, include.target.span)
    if decision.starts is False:
        return False
    title = f"start of {pipeline.file}"
    lane.note(Stage.START, Verdict.GOES, title, "the pipeline is created, with the jobs below")
    return True


def _job(lane: Lane, run: Run, job: Job, decisions: Mapping[str, JobDecision]) -> None:
    decision = decisions[job.name]
    title = f"job {job.name}"
    verdict = _verdict(decision)
    span = decision.span or job.key_span
    lane.note(Stage.JOB, verdict, title, _reason(decision), span, facts=decision.facts)
    if verdict is not Verdict.SKIPPED:
        _order(lane, run, job, decisions)
        if decision.when == _BY_HAND:
            reason = "somebody has to start this job by hand"
            lane.note(Stage.APPROVAL, Verdict.WAITS, title, reason, span)
    for key, found in run.mine:
        if found.uploading_job == job.name:
            way = lane.fork(publication=key)
            if not way.over:
                upload(way, PipelineJob(run.world, run.event, run.as_of, run.pipeline, job), found)
            run.end(key, way)


def _verdict(decision: JobDecision) -> Verdict:
    if decision.runs is False or decision.when == _AFTER_FAILURE:
        return Verdict.SKIPPED
    return Verdict.GOES if decision.runs else Verdict.UNKNOWN


def _reason(decision: JobDecision) -> str:
    if decision.runs is not False and decision.when == _AFTER_FAILURE:
        return f"{decision.reason}, and it runs only after a failure"
    return decision.reason


def _order(lane: Lane, run: Run, job: Job, decisions: Mapping[str, JobDecision]) -> None:
    """Note what the job waits for that somebody has to start by hand."""
    for other in waits_for(job, run.pipeline):
        before = decisions[other.name]
        if before.runs is not False and before.when == _BY_HAND and before.blocks:
            reason = f"{job.name} waits for it, and somebody has to start it by hand"
            title = f"job {other.name}"
            lane.note(Stage.APPROVAL, Verdict.WAITS, title, reason, other.key_span)
