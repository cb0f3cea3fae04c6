"""RB103: no pull request reaches an upload."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.finding import Certainty, Severity
from runbook.model.forge import ForgeKind
from runbook.model.timeline import EventKind, Result
from runbook.registries.catalog import get
from runbook.rules.base import Phase, Rule, in_file, verdict
from runbook.rules.entrances import PULLS, Entrance, entrances
from runbook.rules.uploads import uploads
from runbook.simulation.world import file_name

if TYPE_CHECKING:
    from runbook.case import Case
    from runbook.finding import Finding, Outcome


_ON_GITLAB = (
    "Give the uploading job rules that hold for the release alone, such as `if: $CI_COMMIT_TAG`."
)


def _check(case: Case) -> Outcome:
    findings = [
        _finding(case, item) for item in entrances(case, PULLS) if item.event.activity != "closed"
    ]
    files = dict.fromkeys(file_name(item.found.workflow) for item in uploads(case))
    return verdict(findings, list(files))


def _finding(case: Case, item: Entrance) -> Finding:
    name = get(item.found.registry).data.name
    event = item.event.kind.value
    on_gitlab = case.plan.project.forge is ForgeKind.GITLAB
    who = "merge request" if on_gitlab else f"pull request ({event})"
    certain = item.ending.result in (Result.PUBLISHED, Result.WAITING)
    after = ""
    if item.stopped and item.step is not None:
        after = f"; it is stopped there: {item.step.message or item.step.reason}"
    always = certain or item.event.kind is EventKind.PULL_REQUEST_TARGET
    return RULE.finding(
        f"a {who} leads to the upload to {name}{after}",
        in_file(item.span, "the rules of the pipeline" if on_gitlab else f"the trigger {event}"),
        in_file(item.found.span, "the upload"),
        fix=_ON_GITLAB if on_gitlab else None,
        certainty=Certainty.CERTAIN if certain or item.stopped else Certainty.LIKELY,
        severity=Severity.ERROR if always else Severity.WARNING,
    )


RULE = Rule(
    code="RB103",
    title="No pull request leads to an upload",
    why=(
        "Whoever opens a pull request decides what is built. Where nothing stops the run it "
        "publishes that; where something does, every pull request shows a failed check."
    ),
    fix=(
        "Remove the trigger from the publishing workflow and test pull requests in another file, "
        "or give the uploading job an `if` that names the event of the release."
    ),
    severity=Severity.ERROR,
    phase=Phase.SET_UP,
    check=_check,
    facts=("fork-no-token", "pull-request-target-ref"),
)
