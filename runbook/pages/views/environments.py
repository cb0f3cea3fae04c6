"""Environments as the settings page, the gh script and Terraform want them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from runbook.model.environment import RefPolicy, ReviewerKind
from runbook.model.origin import Unset
from runbook.pages.escape import HclText

if TYPE_CHECKING:
    from collections.abc import Iterable

    from runbook.model.environment import Environment, Reviewer
    from runbook.model.plan import Plan


@dataclass(frozen=True, slots=True)
class PolicyRule:
    """One pattern under "Deployment branches and tags"; `type` is branch or tag."""

    type: str
    pattern: str

    @property
    def text(self) -> str:
        """As the script's read-back prints it."""
        return f"{self.type} {self.pattern}"


@dataclass(frozen=True, slots=True)
class Gate:
    """An environment, ready for templates: None where the descriptor says nothing."""

    name: str
    reviewers: tuple[Reviewer, ...]
    reviewers_known: bool
    wait: int | None
    self_review: bool | None
    bypass: bool | None
    policy: str
    rules: tuple[PolicyRule, ...]
    publications: tuple[str, ...]


_POLICIES = {
    RefPolicy.ANY: "any",
    RefPolicy.PROTECTED: "protected",
    RefPolicy.SELECTED: "selected",
}


def gates(plan: Plan) -> tuple[Gate, ...]:
    """Every environment of the plan."""
    return tuple(_gate(plan, item) for item in plan.environments)


def policy_label(gate: Gate) -> str:
    """The choice in GitHub's list, by its exact label."""
    return next(item.value for item, name in _POLICIES.items() if name == gate.policy)


def environment_values(plan: Plan) -> dict[str, object]:
    """What the gh script's template needs; truth values as the words gh converts."""
    return {
        "repo": plan.project.full_name,
        "environments": [
            {
                "name": item.name,
                "reviewers": item.reviewers,
                "wait": item.wait,
                "self_review": _word(item.self_review),
                "policy": item.policy,
                "rules": item.rules,
            }
            for item in gates(plan)
        ],
    }


def terraform_values(plan: Plan) -> dict[str, object]:
    """What the Terraform template needs; names of resources are unique identifiers."""
    taken: set[str] = set()
    found = gates(plan)
    environments = [_terraform(item, taken) for item in found]
    people = {reviewer: _identifier(str(reviewer), taken) for item in found
              for reviewer in item.reviewers}  # fmt: skip
    for values, item in zip(environments, found, strict=True):
        values["reviewers"] = list(item.reviewers)
        for kind, name in ((ReviewerKind.USER, "users"), (ReviewerKind.TEAM, "teams")):
            values[name] = [
                {"id": people[reviewer]} for reviewer in item.reviewers if reviewer.kind is kind
            ]
    reviewers = [
        {"id": name, "kind": reviewer.kind.value, "name": reviewer.name}
        for reviewer, name in people.items()
    ]
    return {"repo": plan.project.repo, "environments": environments, "reviewers": reviewers}


def imports(plan: Plan) -> list[tuple[str, str]]:
    """Terraform addresses and import ids of environments that exist already.

    Source: integrations/terraform-provider-github, repository_environment ("??" stands for ":").
    """
    taken: set[str] = set()
    return [
        (
            f"github_repository_environment.{_terraform(item, taken)['id']}",
            f"{plan.project.repo}:{item.name.replace(':', '??')}",
        )
        for item in gates(plan)
    ]


def _gate(plan: Plan, item: Environment) -> Gate:
    rules = [PolicyRule("tag", pattern) for pattern in item.tags]
    rules += [PolicyRule("branch", pattern) for pattern in item.branches]
    policy = item.policy
    if isinstance(policy, Unset):
        policy = RefPolicy.SELECTED if rules else RefPolicy.ANY
    known = not isinstance(item.reviewers, Unset)
    return Gate(
        name=item.name,
        reviewers=() if isinstance(item.reviewers, Unset) else item.reviewers,
        reviewers_known=known,
        wait=None if isinstance(item.wait_minutes, Unset) else item.wait_minutes,
        self_review=_known(item.prevent_self_review),
        bypass=_known(item.admins_bypass),
        policy=_POLICIES[policy],
        rules=tuple(rules),
        publications=tuple(
            one.key
            for one in plan.publications
            if (one.environment or "").lower() == item.name.lower()
        ),
    )


def _known(value: bool | Unset) -> bool | None:
    return None if isinstance(value, Unset) else value


def _word(value: bool | None) -> str | None:
    return None if value is None else str(value).lower()


def _terraform(item: Gate, taken: set[str]) -> dict[str, object]:
    name = _identifier(item.name, taken)
    return {
        "id": name,
        "name": item.name,
        "wait": item.wait,
        "self_review": item.self_review,
        "bypass": item.bypass,
        "policy": item.policy,
        "rules": [
            {
                "id": _identifier(f"{name}_{rule.type}", taken),
                "type": HclText(rule.type),
                "pattern": rule.pattern,
            }
            for rule in item.rules
        ],
    }


def _identifier(text: str, taken: set[str]) -> HclText:
    """A Terraform name made from `text`, unlike all others."""
    base = re.sub(r"[^a-z0-9_]+", "_", text.lower()).strip("_") or "environment"
    base = base if base[0].isalpha() else f"env_{base}"
    return HclText(_free(base, taken))


def _free(base: str, taken: set[str]) -> str:
    name = next(one for one in _numbered(base, len(taken)) if one not in taken)
    taken.add(name)
    return name


def _numbered(base: str, count: int) -> Iterable[str]:
    yield base
    for number in range(2, count + 3):
        yield f"{base}_{number}"
