"""RB410: planned uploads stand in the file and go to the registry that the plan says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.finding import Severity
from runbook.model.publication import Auth
from runbook.model.timeline import Stage
from runbook.registries.catalog import all_ids, get
from runbook.rules.ask import declared
from runbook.rules.base import Phase, Rule, in_file, verdict
from runbook.rules.displaced import Moved, displaced
from runbook.rules.refusals import differing, refusals
from runbook.simulation.world import file_name

if TYPE_CHECKING:
    from runbook.case import Case
    from runbook.finding import Finding, Outcome
    from runbook.model.found import FoundPublication
    from runbook.model.publication import Publication


def _check(case: Case) -> Outcome:
    if case.repository is None:
        return verdict([], [])
    moved = displaced(case)
    refused = {
        (item.registry, item.step.job)
        for item in refusals(case, Stage.EXCHANGE)
        if differing(item, "workflow")
    }
    findings = []
    evidence = []
    for item in case.plan.publications:
        how, found = moved.get(item.key, (None, None))
        if found is None:
            evidence.append(f"{item.key}: {item.workflow}")
        elif how is Moved.FILE and (item.registry, found.uploading_job) not in refused:
            findings.append(_in_another_file(case, item, found))
        elif how is Moved.REGISTRY:
            findings.append(_to_another_registry(item, found))
    return verdict(findings, evidence)


def _in_another_file(case: Case, item: Publication, found: FoundPublication) -> Finding:
    registered = [
        f"{get(record.registry).data.name} {name}"
        for record in case.known_records
        if item.workflow in record.fields.values()
        for name in record.packages
    ]
    records = f" Records with {item.workflow}: {', '.join(registered)}." if registered else ""
    return RULE.finding(
        f"{item.package} is published to {get(item.registry).data.name} from "
        f"{file_name(found.workflow)}, the descriptor says {item.workflow}",
        in_file(found.span, "the upload"),
        declared(item, "workflow", "the declared workflow"),
        found=file_name(found.workflow),
        expected=item.workflow,
        fix=f"{RULE.fix}{records if item.auth is Auth.OIDC else ''}",
        publications=(item.key,),
    )


def _to_another_registry(item: Publication, found: FoundPublication) -> Finding:
    there = get(found.registry).data.name if found.registry in all_ids() else found.registry
    wanted = get(item.registry).data.name
    return RULE.finding(
        f"the job {found.uploading_job} uploads to {there}, the descriptor says {wanted}",
        in_file(found.span, "the upload"),
        declared(item, "registry", "the declared registry"),
        found=there,
        expected=wanted,
        fix=f"Upload to {wanted} in this job, or declare {there} and register a publisher there.",
        publications=(item.key,),
    )


RULE = Rule(
    code="RB410",
    title="Every upload stands in the declared file and goes to the declared registry",
    why=(
        "A publisher record names the file and exists on one registry. A renamed file, or an "
        "address of the trial index, leaves the release with a record that does not fit."
    ),
    fix=(
        "Give the file its old name back; or rename it in the descriptor too, add a record with "
        "the new name on each registry, release once, and remove the old ones."
    ),
    severity=Severity.ERROR,
    phase=Phase.SET_UP,
    check=_check,
)
