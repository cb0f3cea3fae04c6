"""RB105: only the planned events lead to an upload."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.finding import Certainty, Severity
from runbook.model.timeline import EventKind, Result
from runbook.registries.catalog import get
from runbook.rules.base import Phase, Rule, in_file, verdict
from runbook.rules.entrances import PULLS, Entrance, entrances, planned_kinds, trigger_span
from runbook.rules.uploads import planned_for, uploads

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runbook.case import Case
    from runbook.finding import Finding, Outcome
    from runbook.model.found import FoundPublication

_PLAYED = frozenset({EventKind.PUSH, EventKind.RELEASE, EventKind.DISPATCH, EventKind.SCHEDULE})
_PULLS = frozenset(kind.value for kind in PULLS)


def _check(case: Case) -> Outcome:
    findings = [*_played(case), *_others(case)]
    evidence = [item.found.workflow for item in uploads(case) if planned_for(case, item.found)]
    return verdict(findings, evidence)


def _played(case: Case) -> Iterator[Finding]:
    for item in entrances(case, _PLAYED):
        planned = planned_kinds(case, item.found)
        if planned and (item.event.kind, item.event.is_tag) not in planned:
            yield _unplanned(item)


def _unplanned(item: Entrance) -> Finding:
    name = get(item.found.registry).data.name
    ends = "publishes"
    if item.stopped and item.step is not None:
        ends = f"ends with: {item.step.message or item.step.reason}"
    elif item.ending.result is Result.UNKNOWN:
        ends = "may publish"
    return RULE.finding(
        f"{_words(item.event.kind)} on {item.event.name} also leads to the upload to {name}, "
        f"which no release plans; it {ends}",
        in_file(item.span, f"what lets {_words(item.event.kind)} in"),
        in_file(item.found.span, "the upload"),
        certainty=Certainty.LIKELY,
    )


def _others(case: Case) -> Iterator[Finding]:
    """Events that no release can be started by, such as the end of another run."""
    known = {kind.value for kind in _PLAYED} | _PULLS
    for item in uploads(case):
        for event in dict.fromkeys(start.event for start in item.found.starts):
            if event not in known:
                yield _foreign(case, item.found, event)


def _foreign(case: Case, found: FoundPublication, event: str) -> Finding:
    name = get(found.registry).data.name
    workflow_run = event == EventKind.WORKFLOW_RUN.value
    after = (
        ": such a run stands on the default branch, not on the tag, and starts whatever the "
        "other run's conclusion was"
        if workflow_run
        else ""
    )
    kind = next((item for item in EventKind if item.value == event), None)
    span = trigger_span(case, found, kind) if kind else found.span
    return RULE.finding(
        f"{event} leads to the upload to {name}, which no release plans{after}",
        in_file(span, f"the trigger {event}"),
        in_file(found.span, "the upload"),
        certainty=Certainty.LIKELY,
    )


def _words(kind: EventKind) -> str:
    return {EventKind.DISPATCH: "a start by hand", EventKind.PUSH: "a push"}.get(kind, f"a {kind}")


RULE = Rule(
    code="RB105",
    title="Only the events of planned releases lead to an upload",
    why=(
        "An upload that is reached in a second way, such as by hand from a branch, publishes "
        "whatever stands there, or fails at a gate that was made for another ref."
    ),
    fix=(
        "Give the uploading job an `if`, on GitLab a rule, that names the event, or plan a release "
        "for it."
    ),
    severity=Severity.WARNING,
    phase=Phase.SET_UP,
    check=_check,
    facts=("dispatch-on-default-branch",),
)
