"""One job that runs: its environment, and for each upload in it the way to the registry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from runbook.forges.github.semantics.claims import TokenRequest, token_claims
from runbook.forges.github.semantics.environments import NO_ENVIRONMENT, environment_names
from runbook.forges.github.semantics.expressions.tokens import ExpressionError
from runbook.model.found import Possible
from runbook.model.origin import UNKNOWN, Unset
from runbook.model.timeline import EventKind, Stage, Verdict
from runbook.simulation.clients import hindrance, no_token
from runbook.simulation.exchange import (
    asked_for_trust,
    attempt_of,
    audience_of,
    present,
    stop_without_token,
)
from runbook.simulation.gate import pass_gate
from runbook.simulation.steps import step_scope, upload_truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runbook.forges.github.semantics.expressions.evaluate import Scope
    from runbook.forges.github.semantics.permissions import Grant
    from runbook.forges.github.syntax.model import Job, Workflow
    from runbook.model.found import FoundPublication
    from runbook.registries.base import Registry
    from runbook.simulation.lane import Lane
    from runbook.simulation.play import Play

MAX_NAMES = 8  # environments a job may be in that are each followed

Outcome = str | None  # success, failure, skipped; None is not known


@dataclass(frozen=True, slots=True)
class JobRun:
    """A job that runs once, with one combination of its matrix.

    `called` is the `job_workflow_ref` when the job stands in a called file.
    """

    workflow: Workflow
    job: Job
    scope: Scope
    grant: Grant
    called: str | Unset


def run_uploads(lane: Lane, play: Play, run: JobRun) -> Outcome:
    """Note the gate and the uploads of a job; how the job ends."""
    uploads = list(play.uploads(run.workflow, run.job))
    if not uploads and run.job.environment is None:
        return "success"
    gates = list(_gates(lane, play, run))
    for key, found in uploads:
        lanes = [gate.fork(publication=key) for gate, _ in gates]
        for way, (_, name) in zip(lanes, gates, strict=True):
            if not way.over:
                _upload(way, play, run, found, name)
        play.end(key, *lanes)
    refused = {gate.over for gate, _ in gates}
    return "failure" if refused == {True} else None if True in refused else "success"


def _gates(lane: Lane, play: Play, run: JobRun) -> Iterator[tuple[Lane, str | Unset | None]]:
    """A lane for each environment the job may be in, behind its gate."""
    written = run.job.environment
    try:
        names = environment_names(written.name.value, run.scope) if written else NO_ENVIRONMENT
    except ExpressionError:
        names = Possible()
    span = written.span if written else None
    for name in names.values[:MAX_NAMES]:
        way = lane.fork(environment=name or "")
        if written is not None:
            pass_gate(way, play.world, name, play.ref, span)
        yield way, name
    if not names.complete or len(names.values) > MAX_NAMES:
        way = lane.fork()
        text = written.name.value if written else ""
        reason = f"which environment {text} names is not known from here"
        way.note(Stage.ENVIRONMENT, Verdict.UNKNOWN, "environment", reason, span)
        yield way, UNKNOWN


def _upload(
    lane: Lane, play: Play, run: JobRun, found: FoundPublication, name: str | Unset | None
) -> None:
    if not _reaches(lane, play, run, found):
        return
    registry = asked_for_trust(lane, found)
    if registry is None or not _runs(lane, run, registry, found):
        return
    if not _token(lane, play, run, registry, found.client):
        return
    request = _request(play, run, name)
    claims = token_claims(play.world.identity, request, audience_of(registry))
    present(lane, attempt_of(found, registry, claims, play.world, play.as_of))


def _reaches(lane: Lane, play: Play, run: JobRun, found: FoundPublication) -> bool:
    """Whether the upload step runs; a step that cannot be found is taken to run."""
    scope = step_scope(run.workflow, run.job, run.scope)
    placed = upload_truth(run.job.steps, found.span, scope, play.world.actions)
    step, truth = placed or (None, True)
    if truth:
        return True
    text = step.condition.value if step and step.condition else found.condition or ""
    shown = " ".join(text.split())
    verdict = Verdict.UNKNOWN if truth is None else Verdict.SKIPPED
    reason = f"its `if` is false: {shown}" if truth is False else f"it depends on: {shown}"
    lane.note(Stage.JOB, verdict, "upload step", reason, found.span)
    return truth is None


def _token(lane: Lane, play: Play, run: JobRun, registry: Registry, client: str) -> bool:
    """Whether the job can ask for a token."""
    span = run.job.permissions.span if run.job.permissions else run.job.key_span
    fork = play.event.fork and play.event.kind is EventKind.PULL_REQUEST
    if run.grant.can_request_token and not fork:
        reason = "the job has id-token: write"
        lane.note(Stage.TOKEN, Verdict.GOES, "OIDC token", reason, span, facts=("id-token-needed",))
        return True
    reason = "runs for pull requests of forks get no token" if fork else _no_token(run)
    cause = "pull-request-from-fork" if fork else "missing-id-token-permission"
    facts = ("fork-no-token",) if fork else ("id-token-needed",)
    stop_without_token(lane, reason, span, no_token(registry, client, cause), facts)
    return False


def _no_token(run: JobRun) -> str:
    level = run.grant.level("id-token")
    own, root = run.job.permissions, run.workflow.permissions
    if own is not None and root is not None and root.scopes.get("id-token") is not None:
        return "the job's own permissions replace the workflow's, and leave id-token out"
    if own is None and root is None:
        return "nobody grants id-token: write, and it is never given by default"
    return f"id-token is {level}, and only write gives a token"


def _runs(lane: Lane, run: JobRun, registry: Registry, found: FoundPublication) -> bool:
    """Whether the client can work in this job at all."""
    hindered = hindrance(registry, found, run.job, run.scope)
    if hindered is None:
        return True
    reason, said = hindered
    message, identifier = (said.render({}), said.id) if said is not None else ("", "")
    lane.note(
        Stage.JOB,
        Verdict.STOPS,
        "upload step",
        reason,
        found.span,
        message=message,
        signature=identifier,
    )
    return False


def _request(play: Play, run: JobRun, name: str | Unset | None) -> TokenRequest:
    hosted = run.job.runs_on
    self_hosted: bool | Unset = UNKNOWN
    if hosted and not any(label.is_dynamic for label in hosted):
        self_hosted = any(label.value.lower() == "self-hosted" for label in hosted)
    return TokenRequest(
        play.event.kind.value, play.ref, play.top.path, name, run.called, self_hosted
    )
