"""RB311: every publication passes a gate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.finding import Severity
from runbook.model.publication import Auth
from runbook.registries.catalog import get
from runbook.rules.ask import declared
from runbook.rules.base import Phase, Rule, verdict

if TYPE_CHECKING:
    from runbook.case import Case
    from runbook.finding import Finding, Outcome
    from runbook.model.publication import Publication


def _check(case: Case) -> Outcome:
    findings: dict[tuple[str, str, str], Finding] = {}
    evidence: list[str] = []
    for item in case.plan.publications:
        if item.auth is not Auth.OIDC:
            continue
        if item.environment:
            evidence.append(f"{item.key}: {item.environment}")
            continue
        if not _is_denied(item) and _is_computed(case, item):
            evidence.append(f"{item.key}: an environment whose name is computed")
            continue
        name = get(item.registry).data.name
        findings.setdefault(
            (item.registry, item.package, item.job),
            RULE.finding(
                f"{item.package} is published to {name} without an environment: whoever can push "
                "a branch with a changed copy of the workflow can publish",
                declared(item, "environment", "the publication"),
                found="no environment",
                expected="an environment in the job and in the publisher record",
                publications=(item.key,),
            ),
        )
    return verdict(list(findings.values()), evidence)


def _is_denied(item: Publication) -> bool:
    """Whether somebody wrote that there is none."""
    return item.origin_of("environment").span is not None


def _is_computed(case: Case, item: Publication) -> bool:
    """Whether the upload has an environment of which only the run knows the name."""
    return any(
        (one.workflow, one.uploading_job) == (item.workflow, item.job) and not one.environment.known
        for one in case.found_for(item)
    )


RULE = Rule(
    code="RB311",
    title="Every trusted publication runs in an environment",
    why=(
        "Registries do not compare the branch or tag of the run. Only an environment's rules and "
        "reviewers stand between a changed workflow on any branch and the registry."
    ),
    fix="Create an environment, and name it in the job and in the publisher record.",
    severity=Severity.WARNING,
    phase=Phase.SET_UP,
    check=_check,
)
