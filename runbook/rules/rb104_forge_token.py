"""RB104: what starts a release is not made with the token that starts nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from runbook.finding import Certainty, Severity
from runbook.model.forge import ForgeKind
from runbook.model.release import StartedBy
from runbook.model.timeline import Result, Stage
from runbook.rules.ask import declared, keys, played, uploading
from runbook.rules.base import Phase, Rule, in_file, verdict
from runbook.rules.makers import makers
from runbook.simulation.of_release import event_of
from runbook.simulation.run import simulate
from runbook.simulation.world import file_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runbook.case import Case
    from runbook.finding import Finding, Outcome
    from runbook.model.release import Release
    from runbook.rules.makers import Maker

_MADE = {StartedBy.TAG: frozenset({"tag", "release"}), StartedBy.RELEASE: frozenset({"release"})}


def _check(case: Case) -> Outcome:
    if case.repository is None or case.plan.project.forge is not ForgeKind.GITHUB:
        return verdict([], [])
    made = list(makers(case.repository))
    findings: list[Finding] = []
    evidence: list[str] = []
    for release in uploading(case):
        if release.by not in _MADE:
            continue
        evidence.append(f"{release.name} is started by a {release.by}")
        silent = [item for item in made if _starts_it(case, release, item)]
        findings += _findings(case, release, silent)
    return verdict(findings, evidence)


def _starts_it(case: Case, release: Release, maker: Maker) -> bool:
    """Whether the tag or release it makes is meant to start the release, and nothing else does."""
    if not maker.makes & _MADE[release.by] or maker.workflow.file == release.workflow:
        return False
    about_tags = release.by is StartedBy.TAG
    if about_tags and "tag" not in maker.makes and _runs_on_tags(maker):
        return False
    return not _publishes_too(case, release, maker) and release.workflow not in maker.workflow.text


def _runs_on_tags(maker: Maker) -> bool:
    push = maker.workflow.trigger("push")
    return push is not None and ("tags" in push.filters or "branches" not in push.filters)


def _publishes_too(case: Case, release: Release, maker: Maker) -> bool:
    """Whether the run that makes it also uploads the same packages."""
    for item in case.plan.of_release(release.name):
        for found in case.found:
            same = found.registry == item.registry and set(found.packages) & set(item.packages)
            if same and file_name(found.workflow) == maker.workflow.file:
                return True
    return False


def _findings(case: Case, release: Release, silent: list[Maker]) -> Iterator[Finding]:
    endings = {item.result for item in played(case, release).endings}
    if not silent or endings <= {Result.NOT_STARTED}:
        return
    event = replace(event_of(case.plan.project, release), by_forge_token=True)
    steps = simulate(case.world, event, case.as_of).steps
    reason = next((step.reason for step in steps if step.stage is Stage.EVENT), "")
    for maker in silent:
        what = "tag" if "tag" in maker.makes else "release"
        yield RULE.finding(
            f"the {what} that {maker.tool} makes in {maker.workflow.file} does not start the "
            f"{release.name} release in {release.workflow}: {reason}",
            in_file(maker.span, maker.tool),
            declared(release, "tags", "what starts the release"),
            found="GITHUB_TOKEN",
            expected="the token of a GitHub App, or a personal one",
            certainty=Certainty.LIKELY,
            publications=keys(case.plan.of_release(release.name)),
        )


RULE = Rule(
    code="RB104",
    title="No tag or release that starts a publication is made with GITHUB_TOKEN",
    why=(
        "GitHub starts no workflow for what a workflow does with its own token. The tag is there, "
        "the release page is there, and nothing is published."
    ),
    fix=(
        "Make it with the token of a GitHub App or a deploy key, or upload in the same run, or "
        "start the publishing workflow with `gh workflow run`, which the token may do."
    ),
    severity=Severity.ERROR,
    phase=Phase.SET_UP,
    check=_check,
    sources=("https://github.com/github/docs actions-do-not-trigger-workflows.md@33c83fe",),
    facts=("forge-token-starts-nothing",),
)
