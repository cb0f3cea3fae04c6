"""RB304: rules of an environment are not written in the language of `on:` filters."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from runbook.finding import Severity
from runbook.rules.ask import keys, users
from runbook.rules.base import Phase, Rule, verdict
from runbook.rules.patterns import policy_patterns

if TYPE_CHECKING:
    from runbook.case import Case
    from runbook.finding import Finding, Outcome

_FOREIGN = (
    (re.compile(r"!"), "a leading ! excludes nothing here, it is a plain character"),
    (re.compile(r".*(\]|\*)\+"), "+ repeats nothing here, it is a plain character"),
    (re.compile(r".*\\[dwsb]|\^|.*\$\Z"), "this is a regular expression; rules are file patterns"),
    (re.compile(r".*\{[^}]*,[^}]*\}"), "braces list nothing here, they are plain characters"),
)


def _check(case: Case) -> Outcome:
    findings: list[Finding] = []
    evidence: list[str] = []
    for environment, pattern, place in policy_patterns(case):
        reason = next((why for shape, why in _FOREIGN if shape.match(pattern)), None)
        if reason is None:
            evidence.append(f"{environment.name}: {pattern}")
            continue
        findings.append(
            RULE.finding(
                f"the rule {pattern} of the environment {environment.name} is written in another "
                f"language: {reason}",
                place,
                found=pattern,
                expected="a Ruby File.fnmatch pattern",
                publications=keys(users(case, environment)),
            )
        )
    return verdict(findings, evidence)


RULE = Rule(
    code="RB304",
    title="Rules of environments are written in their own pattern language",
    why=(
        "Filters of `on:`, rules of environments and regular expressions look alike. A pattern in "
        "the wrong language matches nothing, or something else."
    ),
    fix="Write one pattern for each length, such as v[0-9].[0-9] and v[0-9].[0-9][0-9].",
    severity=Severity.WARNING,
    phase=Phase.SET_UP,
    check=_check,
    facts=("policy-fnmatch", "policy-no-exclusion"),
)
