"""`simulate`: everything an event leads to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.forges.github.catalog import signature
from runbook.forges.github.semantics.contexts import dispatch_inputs, github_context
from runbook.forges.github.semantics.events import created, described, run_ref
from runbook.forges.github.semantics.expressions.values import Open, as_text, lift
from runbook.forges.github.semantics.triggers import starts
from runbook.model.forge import ForgeKind
from runbook.model.timeline import (
    Ending,
    Event,
    EventKind,
    Stage,
    Timeline,
    TimelineStep,
    Verdict,
)
from runbook.simulation.endings import endings
from runbook.simulation.jobs import Frame, run_frame
from runbook.simulation.lane import Lane, Log
from runbook.simulation.play import Play
from runbook.simulation.startup import refusals

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runbook.forges.github.syntax.model import Workflow
    from runbook.simulation.world import World

MAX_CHAIN = 3  # runs that start runs: events-that-trigger-workflows.md@037ad6b


def simulate(world: World, event: Event, as_of: str) -> Timeline:
    """Play `event` against `world` under the rules of the ISO date `as_of`.

    The build itself is taken to succeed. What cannot be known is noted as unknown and then
    followed as if it went on.
    """
    if world.forge is ForgeKind.GITLAB:
        from runbook.simulation.pipeline import play_pipelines  # noqa: PLC0415 - another forge

        return play_pipelines(world, event, as_of)
    lane = Lane(Log())
    plays: list[Play] = []
    decision = created(event)
    verdict = Verdict.GOES if decision.starts else Verdict.STOPS
    lane.note(Stage.EVENT, verdict, described(event), decision.reason, facts=decision.facts)
    if decision.starts:
        workflows = sorted(world.workflows, key=lambda item: item.path)
        _start_all(lane, plays, (world, event, as_of), workflows)
    return Timeline(
        event, tuple(lane.log.steps), endings(world, lane, [play.lanes for play in plays]), as_of
    )


def _start_all(
    lane: Lane,
    plays: list[Play],
    case: tuple[World, Event, str],
    asked: Sequence[Workflow],
    depth: int = 0,
) -> None:
    """Ask the workflows `asked`, and those that wait for runs again when a run is over."""
    world, event, as_of = case
    waiting = [one for one in asked if one.trigger(EventKind.WORKFLOW_RUN.value) is not None]
    for workflow in asked:
        ref = run_ref(event, world.identity.default_branch, as_of)
        play = Play(world, event, ref, as_of, workflow)
        ran = _start(lane.fork(workflow=workflow.path), play)
        plays.append(play)
        if ran and depth < MAX_CHAIN and lane.log.budget.take():
            after = (world, _finished(event, workflow), as_of)
            _start_all(lane.fork(), plays, after, waiting, depth + 1)


def _finished(event: Event, workflow: Workflow) -> Event:
    """The event that tells other workflows that this one's run is over."""
    name = workflow.name.value if workflow.name else workflow.path
    return Event(
        EventKind.WORKFLOW_RUN, "", activity="completed", workflow=name, base=event.name or ""
    )


def _start(lane: Lane, play: Play) -> bool:
    """Note whether the workflow starts, and run it; whether it ran."""
    workflow, event = play.top, play.event
    decision = starts(workflow, event, play.world.identity.default_branch)
    if decision.starts is False and not _worth_noting(play):
        return False
    verdict = {True: Verdict.GOES, False: Verdict.SKIPPED, None: Verdict.UNKNOWN}[decision.starts]
    if decision.invalid:
        verdict = Verdict.STOPS
    span = decision.span or workflow.span
    title = f"filters of {workflow.file}"
    lane.note(Stage.FILTER, verdict, title, decision.reason, span, facts=decision.facts)
    if decision.starts is not False and not _refused(lane, play):
        run_frame(lane, play, Frame(workflow, _contexts(play)))
        return True
    for key, _ in play.mine:
        play.end(key, lane.fork(publication=key))
    return False


def _worth_noting(play: Play) -> bool:
    """A workflow that does not start is noted when it listens to the event, or publishes."""
    listens = play.top.trigger(play.event.kind.value) is not None
    chained = play.event.kind is EventKind.WORKFLOW_RUN
    return listens or (not chained and bool(play.mine))


def _refused(lane: Lane, play: Play) -> bool:
    """Note what GitHub refuses before any job; whether the run ends there."""
    workflow = play.top
    found = list(refusals(play.world, workflow))
    for refusal in found:
        lane.note(
            Stage.START,
            Verdict.STOPS if refusal.certain else Verdict.UNKNOWN,
            f"start of {workflow.file}",
            refusal.reason,
            refusal.span,
            message=signature(refusal.signature).render(dict(refusal.variables)),
            signature=refusal.signature,
            variables=refusal.variables,
            facts=refusal.facts,
        )
    if not found:
        title = f"start of {workflow.file}"
        lane.note(Stage.START, Verdict.GOES, title, f"a run starts on {play.ref}", workflow.span)
    return any(refusal.certain for refusal in found)


def _contexts(play: Play) -> dict[str, object]:
    github = github_context(play.world.identity, play.top, play.event, play.ref)
    trigger = play.top.trigger("workflow_dispatch")
    if play.event.kind is not EventKind.DISPATCH or trigger is None:
        return {"github": github, "inputs": {}}
    inputs = dispatch_inputs(trigger.inputs, play.event.inputs)
    answers = {name: lift(as_text, value) for name, value in inputs.items()}
    github["event"] = Open(github["event"], inputs=answers)
    return {"github": github, "inputs": inputs}


def deciding_step(timeline: Timeline, ending: Ending) -> TimelineStep | None:
    """The step that decided how a publication ends."""
    return None if ending.step is None else timeline.steps[ending.step]
