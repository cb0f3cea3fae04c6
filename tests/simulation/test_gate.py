"""What each setting of an environment does to a job, in the words of the timeline."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from simulated import IDENTITY, gate, world

from runbook.model.environment import Environment, RefPolicy, Reviewer, ReviewerKind
from runbook.model.origin import UNKNOWN, Origin, OriginKind
from runbook.model.timeline import Stage, TimelineStep, Verdict
from runbook.simulation.gate import pass_gate
from runbook.simulation.lane import Lane, Log
from runbook.source import Position, Span

if TYPE_CHECKING:
    from runbook.model.origin import Unset

TAG, MAIN = "refs/tags/v1", "refs/heads/main"
JANE = Reviewer(ReviewerKind.USER, "jane")
CORE = Reviewer(ReviewerKind.TEAM, "core")
PRIVATE = replace(IDENTITY, visibility="private")


def at(line: int) -> Span:
    return Span("runbook.yaml", Position(line, 1), Position(line, 2))


USED = at(99)


def steps(
    environments: tuple[Environment, ...] | Unset,
    name: str | None = "pypi",
    ref: str = TAG,
    **changes: object,
) -> list[TimelineStep]:
    log = Log()
    pass_gate(Lane(log), world(environments=environments, **changes), name, ref, USED)
    return log.steps


@pytest.mark.parametrize(
    ("environments", "name", "verdict", "title", "reason", "facts"),
    [
        (
            (),
            None,
            Verdict.GOES,
            "no environment",
            "the environment's name is empty, so there is no gate and no claim",
            ("empty-environment-is-none",),
        ),
        (
            UNKNOWN,
            "pypi",
            Verdict.UNKNOWN,
            "environment pypi",
            "nobody looked which environments there are and what protects them",
            (),
        ),
        (
            (gate("other"),),
            "pypi",
            Verdict.GOES,
            "environment pypi",
            "it does not exist; GitHub creates it with this run, unprotected",
            ("environment-created-by-use",),
        ),
        (
            (gate(exists=False),),
            "pypi",
            Verdict.GOES,
            "environment pypi",
            "it does not exist; GitHub creates it with this run, unprotected",
            ("environment-created-by-use",),
        ),
    ],
)
def test_where_there_is_nothing_to_pass(  # noqa: PLR0913, PLR0917 - a row of the table
    environments: tuple[Environment, ...] | Unset,
    name: str | None,
    verdict: Verdict,
    title: str,
    reason: str,
    facts: tuple[str, ...],
) -> None:
    (step,) = steps(environments, name)
    assert (step.stage, step.verdict, step.title) == (Stage.ENVIRONMENT, verdict, title)
    assert (step.reason, step.facts, step.span) == (reason, facts, USED)


def test_a_ref_that_is_let_in() -> None:
    found, policy = steps((gate(),))
    assert (found.verdict, found.reason, found.span) == (Verdict.GOES, "the job runs in it", USED)
    assert (policy.stage, policy.verdict) == (Stage.POLICY, Verdict.GOES)
    assert (policy.title, policy.span) == ("pypi and refs/tags/v1", USED)


def test_a_ref_that_is_kept_out() -> None:
    policy = steps((gate(reviewers=(JANE,)),), ref=MAIN)[-1]
    assert (policy.stage, policy.verdict) == (Stage.POLICY, Verdict.STOPS)
    assert policy.signature == "github-ref-not-allowed"
    assert 'Branch "main" is not allowed to deploy to pypi' in policy.message
    assert policy.facts == ("refused-ref-not-in-log", "policy-fnmatch")


def test_a_policy_that_the_plan_ignores() -> None:
    policy = steps((gate(),), ref=MAIN, identity=PRIVATE)[1]
    assert policy.verdict is Verdict.GOES
    assert policy.reason == (
        "it would be refused, but this plan ignores the rules of private repositories"
    )
    assert policy.facts == ("environments-by-plan",)


@pytest.mark.parametrize(
    ("ref", "declared", "line"),
    [
        (TAG, {"tags": 1, "branches": 2, "policy": 3, "name": 4}, 1),
        (MAIN, {"tags": 1, "branches": 2, "policy": 3, "name": 4}, 2),
        (MAIN, {"tags": 1, "policy": 3, "name": 4}, 1),
        (TAG, {"branches": 2, "policy": 3, "name": 4}, 2),
        (TAG, {"policy": 3, "name": 4}, 3),
        (TAG, {"name": 4}, 4),
        (TAG, {}, 99),
    ],
)
def test_a_policy_is_shown_where_it_stands(ref: str, declared: dict[str, int], line: int) -> None:
    origins = {key: Origin(OriginKind.DECLARED, at(number)) for key, number in declared.items()}
    assert steps((gate(origins=origins),), ref=ref)[1].span == at(line)


@pytest.mark.parametrize(
    ("reviewers", "minutes", "waits"),
    [
        ((JANE,), UNKNOWN, "user:jane"),
        ((JANE, CORE), 0, "one of user:jane, team:core"),
        (UNKNOWN, 30, "30 minutes"),
        ((), 30, "30 minutes"),
        ((JANE,), 5, "user:jane and 5 minutes"),
    ],
)
def test_what_is_waited_for(
    reviewers: tuple[Reviewer, ...] | Unset, minutes: int | Unset, waits: str
) -> None:
    step = steps((gate(reviewers=reviewers, wait_minutes=minutes),))[-1]
    assert (step.stage, step.verdict) == (Stage.APPROVAL, Verdict.WAITS)
    assert (step.title, step.reason) == ("approval for pypi", f"it waits for {waits}")
    assert step.facts == ("reviewers-by-plan", "approval-expires")


@pytest.mark.parametrize(
    ("tier", "verdict", "reason"),
    [
        ("enterprise", Verdict.WAITS, "it waits for user:jane"),
        (
            UNKNOWN,
            Verdict.WAITS,
            "it waits for user:jane, unless the repository is private below GitHub Enterprise",
        ),
        (
            "team",
            Verdict.GOES,
            "user:jane, but this plan ignores that in private repositories",
        ),
    ],
)
def test_an_approval_in_a_private_repository(
    tier: str | Unset, verdict: Verdict, reason: str
) -> None:
    origins = {"reviewers": Origin(OriginKind.DECLARED, at(7))}
    opened = gate(policy=RefPolicy.ANY, reviewers=(JANE,), origins=origins)
    step = steps((opened,), identity=replace(PRIVATE, tier=tier))[-1]
    assert (step.verdict, step.reason, step.span) == (verdict, reason, at(7))
    assert step.facts == ("reviewers-by-plan", "approval-expires")


@pytest.mark.parametrize("reviewers", [(), UNKNOWN])
def test_nobody_to_wait_for(reviewers: tuple[Reviewer, ...] | Unset) -> None:
    found = steps((gate(reviewers=reviewers, wait_minutes=0),))
    assert [step.stage for step in found] == [Stage.ENVIRONMENT, Stage.POLICY]
