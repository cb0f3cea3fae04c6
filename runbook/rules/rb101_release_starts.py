"""RB101: every release reaches the jobs that upload."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from runbook.finding import Certainty, Fix, Severity
from runbook.model.forge import ForgeKind
from runbook.model.release import StartedBy
from runbook.model.timeline import EventKind, Result, Verdict
from runbook.rules.ask import declared, uploading
from runbook.rules.base import Phase, Rule, in_file, verdict
from runbook.rules.displaced import displaced
from runbook.rules.open_gates import beyond_gates
from runbook.rules.prefixes import short_edit
from runbook.simulation.of_release import event_of
from runbook.simulation.run import simulate
from runbook.simulation.ways import ways_in
from runbook.simulation.world import file_name

if TYPE_CHECKING:
    from runbook.case import Case
    from runbook.finding import Finding, Outcome
    from runbook.model.publication import Publication
    from runbook.model.release import Release
    from runbook.model.timeline import TimelineStep


def _check(case: Case) -> Outcome:
    findings: list[Finding] = []
    evidence: list[str] = []
    moved = displaced(case)
    for release in uploading(case):
        timeline = beyond_gates(case, release)  # what a gate stops, RB301 reports
        for item in case.plan.of_release(release.name):
            ending = timeline.ending(case.world.key_of(item.key))
            step = None if ending is None or ending.step is None else timeline.steps[ending.step]
            if ending is None:
                # Where it stands elsewhere, or cannot be read, other rules say so; where nothing
                # is described, nothing was composed, and the pages say that.
                known = item.key in moved or _unread(case, item) or not _composed(case)
                findings += [] if known else [_dead(case, item, release) or _missing(item, release)]
            elif (
                ending.result is Result.NOT_STARTED
                and step is not None
                and not _another_answer(case, release, item)
            ):
                findings.append(_stopped(case, item, release, step))
            else:
                evidence.append(f"{release.name} reaches {item.key}")
    return verdict(findings, evidence)


def _composed(case: Case) -> bool:
    """Whether a missing upload is news: jobs for GitLab are not described for every registry."""
    return case.repository is not None or case.plan.project.forge is ForgeKind.GITHUB


def _unread(case: Case, item: Publication) -> bool:
    """Whether its file cannot be read, or is refused, which RB203 and RB202 report."""
    if case.repository is None:
        return False
    workflow = case.repository.workflow(item.workflow)
    pipelines = [one for one in case.repository.pipelines if one.file == item.workflow]
    if (workflow is not None and workflow.problems) or any(one.problems for one in pipelines):
        return True
    files = case.repository.unread if case.repository else ()
    return any(one.span and one.span.file.endswith(f"/{item.workflow}") for one in files)


def _another_answer(case: Case, release: Release, item: Publication) -> bool:
    """Whether a dispatch with other answers to its questions reaches the upload."""
    if release.by is not StartedBy.DISPATCH or release.inputs:
        return False
    key = case.world.key_of(item.key)
    asked = (
        simulate(case.world, event, case.as_of).ending(key)
        for event in ways_in(case.world)
        if event.kind is EventKind.DISPATCH and file_name(event.workflow or "") == release.workflow
    )
    return any(one is not None and one.result is not Result.NOT_STARTED for one in asked)


def _dead(case: Case, item: Publication, release: Release) -> Finding | None:
    """What stops an upload that is there and that no event reaches."""
    for found in case.seen:
        same = found.registry == item.registry and file_name(found.workflow) == item.workflow
        if not (same and found.dead):
            continue
        world = replace(
            case.world,
            publications=(*case.world.publications, found),
            keys=(*case.world.keys, item.key),
        )
        event = event_of(case.plan.project, release)
        timeline = simulate(world, event, case.as_of)
        ending = timeline.ending(item.key)
        if ending is not None and ending.step is not None:
            return _stopped(case, item, release, timeline.steps[ending.step])
    return None


def _missing(item: Publication, release: Release) -> Finding:
    return RULE.finding(
        f"no upload of {item.package} to {item.registry} was found in {item.workflow}, where the "
        f"release {release.name} should make it",
        declared(item, "workflow", "the publication"),
        certainty=Certainty.LIKELY,
        publications=(item.key,),
    )


def _stopped(case: Case, item: Publication, release: Release, step: TimelineStep) -> Finding:
    verb = "is skipped" if step.verdict is Verdict.SKIPPED else "does not start"
    return RULE.finding(
        f"a {release.name} release does not reach {item.registry}: {step.title} {verb}, "
        f"{step.reason}",
        in_file(step.span, step.title),
        declared(release, "tags", "what starts the release"),
        fix=Fix(RULE.fix, short_edit(case.repository, step.span)),
        publications=(item.key,),
    )


RULE = Rule(
    code="RB101",
    title="Every release reaches the jobs that upload",
    why=(
        "A filter or an `if` that does not fit the event leaves a green run, or none at all, and "
        "nothing on the registry."
    ),
    fix="Make the trigger, its filters and the conditions of the jobs fit the release.",
    severity=Severity.ERROR,
    phase=Phase.SET_UP,
    check=_check,
    facts=("filters-short-names",),
)
