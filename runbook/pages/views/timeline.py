"""What the simulation says of a release, ready for the page."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING

from runbook.model.forge import ForgeKind
from runbook.model.origin import Unset
from runbook.model.release import Release, StartedBy
from runbook.model.timeline import Result, Stage, Verdict
from runbook.pages.views.gitlab import approvals_exist
from runbook.registries.catalog import all_ids, get
from runbook.simulation.of_release import branch_name, event_of, example_tag
from runbook.simulation.run import simulate

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from runbook.case import Case
    from runbook.model.plan import Plan
    from runbook.model.publication import Publication
    from runbook.model.timeline import Timeline, TimelineStep

_WORDS = {
    Verdict.GOES: "goes on",
    Verdict.STOPS: "stops",
    Verdict.WAITS: "waits",
    Verdict.SKIPPED: "skipped",
    Verdict.UNKNOWN: "unknown",
}
_STATES = {
    Verdict.GOES: "pass",
    Verdict.STOPS: "fail",
    Verdict.WAITS: "unknown",
    Verdict.SKIPPED: "skipped",
    Verdict.UNKNOWN: "unknown",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A step of the timeline in words; `number` counts from 1."""

    number: int
    stage: str
    state: str
    word: str
    title: str
    reason: str
    where: str
    message: str


@dataclass(frozen=True, slots=True)
class Played:
    """A release, the commands that start it, and what then happens.

    `ends` are (registry, package, result in words, good). `last_stop` is the number of the last
    step before anything leaves the repository, `approvers` who can still stop it there.
    `branches` are those of the release by their names. `by_button` says that no command starts
    what a person starts.
    """

    release: Release
    commands: str
    event: str
    lines: tuple[Line, ...]
    ends: tuple[tuple[str, str, str, bool], ...]
    point: int | None
    approvers: str
    expected: bool
    branches: tuple[str, ...]
    by_button: bool


def played(case: Case) -> tuple[Played, ...]:
    """Every release of the plan, played against the world as it is known."""
    return tuple(_played(case, release) for release in case.plan.releases)


def _played(case: Case, release: Release) -> Played:
    event = event_of(case.plan.project, release)
    publications = case.plan.of_release(release.name)
    approvers = ", ".join(_approvers(case.plan, publications))
    words = commands(case.plan, release)
    timeline = simulate(case.world, event, case.as_of)
    lines = tuple(line_of(number, step) for number, step in enumerate(timeline.steps, 1))
    ends = tuple(_ends(case.plan, timeline))
    wanted = {case.world.key_of(item.key) for item in publications}
    reached = {
        item.publication
        for item in timeline.endings
        if item.result in (Result.PUBLISHED, Result.WAITING)
    }
    return Played(
        release=release,
        commands=words,
        event=event.name,
        lines=lines,
        ends=ends,
        point=_point(timeline),
        approvers=approvers,
        expected=reached == wanted,
        branches=tuple(map(branch_name, release.branches)),
        by_button=_by_button(case.plan, release),
    )


def line_of(number: int, step: TimelineStep) -> Line:
    """A step as a row of a table."""
    where = step.workflow.rpartition("/")[2]
    return Line(
        number=number,
        stage=step.stage.value,
        state=_STATES[step.verdict],
        word=_WORDS[step.verdict],
        title=step.title,
        reason=step.reason,
        where=f"{where}, {step.job}" if step.job else where,
        message=step.message,
    )


def commands(plan: Plan, release: Release) -> str:
    """What a person types to start the release; "" when nobody starts it by hand."""
    tag = shlex.quote(example_tag(plan.project, release))
    if release.by is StartedBy.TAG:
        return f"git tag -a {tag} -m {tag}\ngit push origin {tag}\n"
    if plan.project.forge is not ForgeKind.GITHUB:
        return ""
    if release.by is StartedBy.RELEASE:
        return f"gh release create {tag} --generate-notes\n"
    if release.by is StartedBy.DISPATCH:
        branch = next(iter(release.branches), plan.project.default_branch)
        words = ["gh", "workflow", "run", release.workflow, "--ref", branch]
        for name, value in release.inputs.items():
            words += ["-f", f"{name}={str(value).lower() if isinstance(value, bool) else value}"]
        return " ".join(map(shlex.quote, words)) + "\n"
    return ""


def _by_button(plan: Plan, release: Release) -> bool:
    gitlab = plan.project.forge is ForgeKind.GITLAB
    return gitlab and release.by is StartedBy.DISPATCH


_RESULTS: Mapping[Result, tuple[str, bool]] = {
    Result.PUBLISHED: ("published", True),
    Result.WAITING: ("published after approval", True),
    Result.REFUSED: ("refused", False),
    Result.NOT_STARTED: ("not touched", True),
    Result.UNKNOWN: ("cannot be known from here", False),
}


def _ends(plan: Plan, timeline: Timeline) -> Iterable[tuple[str, str, str, bool]]:
    keys = {item.key: item for item in plan.publications}
    for ending in timeline.endings:
        item = keys.get(ending.publication)
        word, good = _RESULTS[ending.result]
        if item is None:
            name, _, rest = ending.publication.partition("/")
            # A repository also uploads to places that are no registry of ours.
            shown = get(name).data.name if name in all_ids() else name
            yield shown, rest.partition("@")[0], word, good
            continue
        for package in item.packages:
            yield get(item.registry).data.name, package, word, good


def _point(timeline: Timeline) -> int | None:
    """The number of the first step that leaves something at a registry."""
    stages = (Stage.UPLOAD, Stage.EFFECT)
    return next(
        (
            number
            for number, step in enumerate(timeline.steps, 1)
            if step.stage in stages and step.verdict is Verdict.GOES
        ),
        None,
    )


def _approvers(plan: Plan, publications: Iterable[Publication]) -> list[str]:
    if approvals_exist(plan.project) is False:
        return []
    names: dict[str, None] = {}
    for item in publications:
        environment = plan.environment(item.environment) if item.environment else None
        if environment is not None and not isinstance(environment.reviewers, Unset):
            names |= dict.fromkeys(map(str, environment.reviewers))
    return list(names)
