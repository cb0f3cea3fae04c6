"""The environment of a job: does it exist, does it let the ref in, does somebody approve."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.forges.github.catalog import signature
from runbook.forges.github.semantics.policies import judge
from runbook.forges.github.semantics.tiers import Feature, in_force
from runbook.model.origin import Unset
from runbook.model.timeline import Stage, Verdict

if TYPE_CHECKING:
    from runbook.model.environment import Environment
    from runbook.simulation.lane import Lane
    from runbook.simulation.world import World
    from runbook.source import Span

PROTECTING = frozenset({"premium", "ultimate"})
"""Plans of GitLab with protected environments and approvals."""


def pass_gate(lane: Lane, world: World, name: str | None, ref: str, span: Span | None) -> None:
    """Note what the environment `name` does to a job on `ref`; None is no environment."""
    if name is None:
        reason = "the environment's name is empty, so there is no gate and no claim"
        facts = ("empty-environment-is-none",)
        lane.note(Stage.ENVIRONMENT, Verdict.GOES, "no environment", reason, span, facts=facts)
        return
    environment = world.environment(name)
    title = f"environment {name}"
    if isinstance(world.environments, Unset) or (
        environment is None and not world.all_environments
    ):
        reason = "nobody looked which environments there are and what protects them"
        lane.note(Stage.ENVIRONMENT, Verdict.UNKNOWN, title, reason, span)
    elif environment is None or environment.exists is False:
        reason = "it does not exist; GitHub creates it with this run, unprotected"
        facts = ("environment-created-by-use",)
        lane.note(Stage.ENVIRONMENT, Verdict.GOES, title, reason, span, facts=facts)
    else:
        lane.note(Stage.ENVIRONMENT, Verdict.GOES, title, "the job runs in it", span)
        _policy(lane, world, environment, ref, span)
        if not lane.over:
            _approval(lane, world, environment)


def _policy(
    lane: Lane, world: World, environment: Environment, ref: str, used: Span | None
) -> None:
    verdict = judge(environment, ref)
    own = "tags" if ref.startswith("refs/tags/") else "branches"
    span = _declared(environment, own) or used
    title = f"{environment.name} and {ref}"
    if verdict.allowed is None:
        lane.note(Stage.POLICY, Verdict.UNKNOWN, title, verdict.reason, span)
        return
    if verdict.allowed:
        lane.note(Stage.POLICY, Verdict.GOES, title, verdict.reason, span)
        return
    identity = world.identity
    if in_force(Feature.REF_POLICY, identity.visibility, identity.tier) is False:
        reason = "it would be refused, but this plan ignores the rules of private repositories"
        facts = ("environments-by-plan",)
        lane.note(Stage.POLICY, Verdict.GOES, title, reason, span, facts=facts)
        return
    lane.note(
        Stage.POLICY,
        Verdict.STOPS,
        title,
        verdict.reason,
        span,
        message=signature(verdict.signature).render(dict(verdict.variables)),
        signature=verdict.signature,
        variables=verdict.variables,
        facts=("refused-ref-not-in-log", "policy-fnmatch"),
    )


def _declared(environment: Environment, own: str) -> Span | None:
    """Where the environment's rules stand: those for this kind of ref, else what there is."""
    names = (own, "tags", "branches", "policy", "name")
    spans = (environment.origin_of(name).span for name in names)
    return next((span for span in spans if span is not None), None)


def _approval(lane: Lane, world: World, environment: Environment) -> None:
    waits = waits_for(environment)
    if not waits:
        return
    identity = world.identity
    force = in_force(Feature.APPROVAL, identity.visibility, identity.tier)
    title = f"approval for {environment.name}"
    span = environment.origin_of("reviewers").span
    facts = ("reviewers-by-plan", "approval-expires")
    if force is False:
        reason = f"{waits}, but this plan ignores that in private repositories"
        lane.note(Stage.APPROVAL, Verdict.GOES, title, reason, span, facts=facts)
        return
    unless = "" if force else ", unless the repository is private below GitHub Enterprise"
    reason = f"it waits for {waits}{unless}"
    lane.note(Stage.APPROVAL, Verdict.WAITS, title, reason, span, facts=facts)


def waits_for(environment: Environment) -> str:
    """Who approves and how long it takes, in words; "" for nobody and no time."""
    parts = []
    reviewers, minutes = environment.reviewers, environment.wait_minutes
    if not isinstance(reviewers, Unset) and reviewers:
        listed = ", ".join(str(reviewer) for reviewer in reviewers)
        parts.append(f"one of {listed}" if len(reviewers) > 1 else listed)
    if not isinstance(minutes, Unset) and minutes:
        parts.append(f"{minutes} minutes")
    return " and ".join(parts)
