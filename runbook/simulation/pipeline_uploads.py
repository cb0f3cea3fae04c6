"""An upload by a job of GitLab: its environment, its token, and the way to the registry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from runbook.forges.gitlab.semantics.claims import token_claims
from runbook.model.forge import ForgeKind
from runbook.model.origin import UNKNOWN, Unset
from runbook.model.timeline import Stage, Verdict
from runbook.simulation.clients import no_token, refuses_beside, stored_variables
from runbook.simulation.exchange import (
    asked_for_trust,
    attempt_of,
    audience_of,
    present,
    stop_without_token,
)
from runbook.simulation.gate import PROTECTING, waits_for

if TYPE_CHECKING:
    from runbook.forges.gitlab.syntax.model import IdToken, Job, Pipeline
    from runbook.model.environment import Environment
    from runbook.model.found import FoundPublication
    from runbook.model.timeline import Event
    from runbook.registries.base import Registry
    from runbook.simulation.lane import Lane
    from runbook.simulation.world import World

_RUN = ("approval-then-run",)


@dataclass(frozen=True, slots=True)
class PipelineJob:
    """A job that is in a pipeline."""

    world: World
    event: Event
    as_of: str
    pipeline: Pipeline
    job: Job


def upload(lane: Lane, run: PipelineJob, found: FoundPublication) -> None:
    """Note the gate, the token, the exchange and the upload of a publication."""
    environment = _environment(lane, run, found)
    registry = asked_for_trust(lane, found)
    if registry is None or not _token(lane, run, registry, found):
        return
    identity, audience = run.world.identity, audience_of(registry)
    claims = token_claims(identity, run.event, run.pipeline.file, environment, audience)
    present(lane, attempt_of(found, registry, claims, run.world, run.as_of))


def _environment(lane: Lane, run: PipelineJob, found: FoundPublication) -> str | Unset | None:
    """Note the gate of the job, and return the environment its token will name."""
    word = run.job.environment
    if word is None:
        return None
    if not found.environment.known:
        reason = f"which environment {word.value} names is not known from here"
        lane.note(Stage.ENVIRONMENT, Verdict.UNKNOWN, "environment", reason, word.span)
        return UNKNOWN
    name = found.environment.value or ""
    lane.labels["environment"] = name
    environments = run.world.environments
    title = f"environment {name}"
    known = run.world.environment(name)
    if known is not None:
        reason = "the job deploys to it"
        lane.note(Stage.ENVIRONMENT, Verdict.GOES, title, reason, word.span)
        _approval(lane, run.world, known)
    elif isinstance(environments, Unset) or not run.world.all_environments:
        reason = "nobody said which environments are protected"
        lane.note(Stage.ENVIRONMENT, Verdict.UNKNOWN, title, reason, word.span)
    else:
        reason = "it is none of the protected ones; GitLab makes it, without any protection"
        facts = ("environment-created-by-use",)
        lane.note(Stage.ENVIRONMENT, Verdict.GOES, title, reason, word.span, facts=facts)
    return name


def _approval(lane: Lane, world: World, environment: Environment) -> None:
    waits = waits_for(environment)
    if not waits:
        return
    tier = world.identity.tier
    title = f"approval for {environment.name}"
    span = environment.origin_of("reviewers").span
    facts = ("protected-environments-by-tier",)
    if isinstance(tier, Unset):
        reason = f"it waits for {waits}, unless the plan is below Premium"
        lane.note(Stage.APPROVAL, Verdict.WAITS, title, reason, span, facts=facts)
    elif tier in PROTECTING:
        reason = f"it waits for {waits}; then somebody has to run the job"
        lane.note(Stage.APPROVAL, Verdict.WAITS, title, reason, span, facts=(*facts, *_RUN))
    else:
        reason = f"{waits}, but the plan {tier} knows no approvals"
        lane.note(Stage.APPROVAL, Verdict.GOES, title, reason, span, facts=facts)


def _token(lane: Lane, run: PipelineJob, registry: Registry, found: FoundPublication) -> bool:
    """Whether the job has a token that the client finds, for the registry."""
    beside = _beside(registry, found, run)
    audience = audience_of(registry)
    wanted = "" if _exchanges(registry, run.job) else _wanted(registry, found.client)
    tokens = run.job.id_tokens
    fit = [one for name, one in tokens.items() if wanted in {"", name}]
    token = next((one for one in fit if _is_for(one, audience)), None) or next(iter(fit), None)
    facts = ("id-token-needed",)
    if beside:
        reason = f"{beside} is set as well, and {found.client} refuses to choose"
        cause, span = "token-in-use", run.job.key_span
    elif token is None:
        others = f", only {', '.join(tokens)}" if tokens else ""
        reason = f"the job has no {wanted or 'token'} under id_tokens{others}"
        cause, span = "missing-id-token-permission", run.job.key_span
    else:
        said, span = ", ".join(word.value for word in token.audiences), token.span
        if _is_for(token, audience):
            reason = f"the job has {token.variable} for {said}"
            lane.note(Stage.TOKEN, Verdict.GOES, "OIDC token", reason, span, facts=facts)
            return True
        reason = f"{token.variable} is for {said or 'nobody'}, and not for {audience}"
        cause = "audience-mismatch"
    stopped = no_token(registry, found.client, cause, ForgeKind.GITLAB)
    stop_without_token(lane, reason, span, stopped, facts)
    return False


def _beside(registry: Registry, found: FoundPublication, run: PipelineJob) -> str:
    """The variable with a stored token for which the client ends; "" for none.

    Only a client whose message is known ends: others prefer one of the two.
    """
    set_ = {**run.pipeline.variables, **run.job.variables}
    names = [name for name in stored_variables(registry, found.client) if name in set_]
    refuses = refuses_beside(registry, found.client, ForgeKind.GITLAB)
    return names[0] if names and refuses else ""


def _is_for(token: IdToken, audience: str) -> bool:
    """Whether it is for the registry; an audience in a variable is taken to be."""
    return any(word.value == audience or "$" in word.value for word in token.audiences)


def _exchanges(registry: Registry, job: Job) -> bool:
    """Whether the script asks the registry itself, with a token under whatever name it likes."""
    address = registry.data.oidc.exchange_url if registry.data.oidc else None
    return address is not None and any(address in line.value for line in job.script)


def _wanted(registry: Registry, client: str) -> str:
    """The variable in which the client looks for its token; "" where the script names one."""
    for one in registry.data.clients:
        if one.id == client and one.gitlab is not None:
            name = next(iter(one.gitlab.get("id_tokens", {})), "")
            return "" if f"${name}" in str(one.gitlab.get("script")) else name
    return ""
