"""RB312: the environments on the forge are set as the descriptor says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.finding import Severity, Unknown
from runbook.forges.links import forge_link
from runbook.model.environment import RefPolicy
from runbook.model.forge import ForgeKind
from runbook.model.origin import Unset
from runbook.model.timeline import Stage, Verdict
from runbook.rules.ask import declared, keys, played, uploading, users
from runbook.rules.base import Phase, Rule, on_forge, verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runbook.case import Case
    from runbook.finding import Finding, Outcome
    from runbook.model.environment import Environment

_SWITCHES = {
    "wait_minutes": "the wait timer in minutes",
    "prevent_self_review": "whether self-review is prevented",
    "admins_bypass": "whether administrators may bypass the rules",
}
_UNSAID = "not said"


def _check(case: Case) -> Outcome:
    if not case.plan.environments or case.plan.project.forge is not ForgeKind.GITHUB:
        return verdict([], [])
    if case.live is None:
        return Unknown("run observe.sh, then `runbook check --live live.json`")
    findings: list[Finding] = []
    evidence: list[str] = []
    refusing = _refusing(case)
    for wanted in case.plan.environments:
        seen = case.live.environment(wanted.name)
        if seen is None:
            continue
        differences = list(_differences(wanted, seen, refs=wanted.name.lower() not in refusing))
        findings += [_finding(case, wanted, one) for one in differences]
        evidence += [] if differences else [f"{seen.name} is set as declared"]
    return verdict(findings, evidence)


def _refusing(case: Case) -> set[str]:
    """Environments that refuse a release of their own; that is said by another rule."""
    return {
        step.environment.lower()
        for release in uploading(case)
        for step in played(case, release).steps
        if step.stage is Stage.POLICY and step.verdict is Verdict.STOPS
    }


def _differences(
    wanted: Environment, seen: Environment, *, refs: bool
) -> Iterator[tuple[str, str, str, str]]:
    """(field, what it is, the declared value, the observed one) of all that differ."""
    yield from _different("reviewers", "the reviewers", _names(wanted), _names(seen))
    for field, label in _SWITCHES.items():
        yield from _different(field, label, _said(wanted, field), _said(seen, field))
    if refs:
        for field in ("tags", "branches"):
            yield from _different(
                field, f"the rules for {field}", _rules(wanted, field), _rules(seen, field)
            )


def _different(field: str, label: str, one: str, other: str) -> Iterator[tuple[str, str, str, str]]:
    if _UNSAID not in (one, other) and one.lower() != other.lower():
        yield field, label, one, other


def _names(item: Environment) -> str:
    if isinstance(item.reviewers, Unset):
        return _UNSAID
    return ", ".join(sorted(str(one) for one in item.reviewers)) or "none"


def _said(item: Environment, field: str) -> str:
    value = getattr(item, field)
    if isinstance(value, Unset):
        return _UNSAID
    return str(value) if not isinstance(value, bool) else "yes" if value else "no"


def _rules(item: Environment, field: str) -> str:
    policy = item.policy
    if isinstance(policy, Unset):
        return _UNSAID
    if policy is not RefPolicy.SELECTED:
        return policy.value
    patterns = item.tags if field == "tags" else item.branches
    return ", ".join(sorted(patterns)) or "none"


def _finding(case: Case, wanted: Environment, different: tuple[str, str, str, str]) -> Finding:
    field, label, one, other = different
    address = forge_link(case.plan.project, "environments")
    file = case.live.file if case.live else ""
    return RULE.finding(
        f"{label} of the environment {wanted.name}: declared {one}, set on the forge {other}",
        declared(wanted, field, "the declared setting"),
        on_forge(f"the environment {wanted.name}, as {file} has it", address),
        found=other,
        expected=one,
        publications=keys(users(case, wanted)),
    )


RULE = Rule(
    code="RB312",
    title="The environments on the forge are set as the descriptor says",
    why=(
        "What a document or a comment says of a gate protects nothing; only the settings do, and "
        "they change without a commit."
    ),
    fix="Change the setting on the forge, or the descriptor when the setting is what was meant.",
    severity=Severity.WARNING,
    phase=Phase.SET_UP,
    check=_check,
    facts=("policy-typed", "admins-bypass-default"),
)
