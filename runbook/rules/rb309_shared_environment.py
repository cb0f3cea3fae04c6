"""RB309: registries of different weight have gates of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.finding import Severity
from runbook.registries.catalog import get
from runbook.rules.ask import declared, keys, users
from runbook.rules.base import Phase, Rule, verdict

if TYPE_CHECKING:
    from runbook.case import Case
    from runbook.finding import Finding, Outcome


def _check(case: Case) -> Outcome:
    findings: list[Finding] = []
    evidence: list[str] = []
    for environment in case.plan.environments:
        mine = users(case, environment)
        registries = list(dict.fromkeys(item.registry for item in mine))
        names = [get(name).data.name for name in registries]
        if len(registries) < 2:  # noqa: PLR2004 - one registry shares nothing
            evidence += [f"{environment.name}: {name}" for name in names]
            continue
        findings.append(
            RULE.finding(
                f"the environment {environment.name} is the gate of {', '.join(names)}",
                declared(environment, "name", "the environment"),
                found=f"{len(names)} registries",
                expected="one",
                publications=keys(mine),
            )
        )
    return verdict(findings, evidence)


RULE = Rule(
    code="RB309",
    title="Each registry has an environment of its own",
    why=(
        "One approval then opens the way to all of them, and a job for a trial registry has what "
        "it takes to publish to the real one."
    ),
    fix="Create one environment a registry and name it in its job and in its publisher record.",
    severity=Severity.ADVICE,
    phase=Phase.SET_UP,
    check=_check,
)
