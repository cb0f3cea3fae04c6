"""RB704: events lead to what the descriptor expects of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.finding import Certainty, Severity, Unknown
from runbook.model.timeline import Event, EventKind, Result, Stage
from runbook.rules.base import Phase, Rule, in_descriptor, verdict
from runbook.simulation.run import simulate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runbook.case import Case
    from runbook.finding import Finding, Outcome
    from runbook.model.descriptor import Expectation
    from runbook.model.timeline import Timeline

_REACHED = (Result.PUBLISHED, Result.WAITING)


def _check(case: Case) -> Outcome:
    findings: list[Finding] = []
    evidence: list[str] = []
    open_: list[str] = []
    for item in case.plan.expectations:
        timeline = simulate(case.world, _event(item), case.as_of)
        named = f"{item.event} of {item.ref}"
        differing = list(_differing(case, item, timeline))
        unknown = [one for one in _wanted(case, item) if _result(timeline, one) is Result.UNKNOWN]
        findings += [
            _finding(item, f"a {named} {found}", expected) for found, expected in differing
        ]
        if not differing:
            (open_ if unknown else evidence).append(named)
    if open_ and not findings:
        return Unknown(f"how {', '.join(open_)} ends depends on what cannot be seen from here")
    return verdict(findings, evidence)


def _event(item: Expectation) -> Event:
    activity = "published" if item.event == EventKind.RELEASE else ""
    return Event(
        EventKind(item.event), item.ref, activity, inputs=item.inputs, workflow=item.workflow
    )


def _differing(case: Case, item: Expectation, timeline: Timeline) -> Iterator[tuple[str, str]]:
    """(what happens, what was expected) for each way in which they differ."""
    reached = {one.publication for one in timeline.endings if one.result in _REACHED}
    if item.nothing:
        for key in sorted(reached):
            yield f"publishes {key}", "nothing is published"
        return
    for wanted in item.publishes:
        results = {_result(timeline, key) for key in _keys(case, wanted)}
        if not results & {*_REACHED, Result.UNKNOWN}:
            how = next((one.value for one in results if one is not None), "not there")
            yield f"does not publish {wanted}: {how}", f"{wanted} is published"
    if item.through is not None:
        yield from _gates(case, item, timeline)


def _gates(case: Case, item: Expectation, timeline: Timeline) -> Iterator[tuple[str, str]]:
    wanted = (item.through or "").lower()
    keys = set(_wanted(case, item))
    jobs = {(step.workflow, step.job) for step in timeline.steps if step.publication in keys}
    passed = [
        step.environment
        for step in timeline.steps
        if step.stage is Stage.ENVIRONMENT and (step.workflow, step.job) in jobs
    ]
    for name in dict.fromkeys(passed):
        if name.lower() != wanted:
            yield f"passes {name or 'no environment'}", f"it passes {item.through}"


def _wanted(case: Case, item: Expectation) -> list[str]:
    return [key for wanted in item.publishes for key in _keys(case, wanted)]


def _keys(case: Case, wanted: str) -> list[str]:
    """The keys under which a publication, or all of a registry, are played."""
    return [
        case.world.key_of(one.key)
        for one in case.plan.publications
        if wanted in (one.key, one.registry)
    ]


def _result(timeline: Timeline, key: str) -> Result | None:
    ending = timeline.ending(key)
    return None if ending is None else ending.result


def _finding(item: Expectation, happens: str, expected: str) -> Finding:
    return RULE.finding(
        happens,
        in_descriptor(item.origin.span, "the expectation"),
        found=happens,
        expected=expected,
        certainty=Certainty.CERTAIN,
    )


RULE = Rule(
    code="RB704",
    title="Events lead to what the descriptor expects",
    why=(
        "`expect:` says what must happen and what must not. It is played through workflows, "
        "environments and records, as a test of the whole set-up."
    ),
    fix="Change the workflow or the environment until it does, or the expectation if it is wrong.",
    severity=Severity.ERROR,
    phase=Phase.BEFORE_RELEASE,
    check=_check,
)
