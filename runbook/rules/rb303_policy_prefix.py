"""RB303: rules of an environment are written with short names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.finding import Certainty, Fix, Severity
from runbook.rules.ask import keys, users
from runbook.rules.base import Phase, Rule, verdict
from runbook.rules.edits import descriptor_edit
from runbook.rules.patterns import policy_patterns

if TYPE_CHECKING:
    from runbook.case import Case
    from runbook.finding import Finding, Outcome

_PREFIXES = ("refs/tags/", "refs/heads/")


def _check(case: Case) -> Outcome:
    findings: list[Finding] = []
    evidence: list[str] = []
    for environment, pattern, place in policy_patterns(case):
        prefix = next((item for item in _PREFIXES if pattern.startswith(item)), None)
        if prefix is None:
            evidence.append(f"{environment.name}: {pattern}")
            continue
        short = pattern.removeprefix(prefix)
        findings.append(
            RULE.finding(
                f"the rule {pattern} of the environment {environment.name} has the prefix of a "
                "full ref; it probably never matches",
                place,
                found=pattern,
                expected=short,
                certainty=Certainty.LIKELY,
                fix=Fix(RULE.fix, descriptor_edit(case, place.span, pattern, short)),
                publications=keys(users(case, environment)),
            )
        )
    return verdict(findings, evidence)


RULE = Rule(
    code="RB303",
    title="Rules of environments are written with the short names of tags and branches",
    why="A rule is compared with the short name of a ref, so a prefix of a full ref never fits.",
    fix="Leave `refs/tags/` or `refs/heads/` out.",
    severity=Severity.WARNING,
    phase=Phase.SET_UP,
    check=_check,
    facts=("policy-short-names",),
)
