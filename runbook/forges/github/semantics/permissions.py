"""What a job's token may do: whole replacement, shorthands, and the ceilings of reusable calls.

Source: actions/runner src/Sdk/WorkflowParser Permissions.cs, PermissionsHelper.cs,
WorkflowTemplateConverter.cs@258d6c8; github/docs oidc.md@051718f.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from runbook.forges.github.syntax.permissions import SCOPES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runbook.forges.github.syntax.model import Permissions

_RANK = {"none": 0, "read": 1, "write": 2}


class DefaultPolicy(StrEnum):
    """The repository's setting for workflows that name no permissions; it never gives a token."""

    READ = "read"
    WRITE = "write"


@dataclass(frozen=True, slots=True)
class Grant:
    """The levels of a job's token; a scope that is not listed is at none.

    `explicit` says that permissions were written, in the job or in the workflow.
    """

    levels: Mapping[str, str]
    explicit: bool

    def level(self, scope: str) -> str:
        """none, read or write."""
        return self.levels.get(scope, "none")

    @property
    def can_request_token(self) -> bool:
        """Whether a step can ask the forge for an OIDC token."""
        return self.level("id-token") == "write"


@dataclass(frozen=True, slots=True)
class Excess:
    """One scope for which a called workflow asks more than its caller allows."""

    scope: str
    requested: str
    allowed: str


def granted(permissions: Permissions) -> Grant:
    """What a `permissions:` block grants: what it lists, and nothing else."""
    if permissions.shorthand:
        return Grant(_every(permissions.shorthand.removesuffix("-all")), explicit=True)
    listed = {scope: text.value for scope, text in permissions.scopes.items()}
    known = {scope: level for scope, level in listed.items() if level in SCOPES.get(scope, ())}
    return Grant(known, explicit=True)


def default_grant(policy: DefaultPolicy | None, *, trusted: bool = True) -> Grant:
    """What a job gets when nobody wrote permissions; for a job without callers never id-token."""
    if policy is not DefaultPolicy.WRITE:
        return Grant({"contents": "read", "packages": "read"}, explicit=False)
    levels = dict(_every("write"))
    if not trusted:
        levels["id-token"] = "none"
    return Grant(levels, explicit=False)


def effective(workflow: Permissions | None, job: Permissions | None) -> Grant | None:
    """What is written for a job: its own block replaces the workflow's wholly; None for neither."""
    written = workflow if job is None else job
    return None if written is None else granted(written)


def top_level(workflow: Permissions | None, job: Permissions | None) -> Grant:
    """The grant of a job that no other workflow called; without permissions it gets no token."""
    return effective(workflow, job) or default_grant(None)


def excesses(requested: Grant, ceiling: Grant) -> tuple[Excess, ...]:
    """Where `requested` goes beyond `ceiling`, in the order GitHub reports it."""
    return tuple(
        Excess(scope, requested.level(scope), ceiling.level(scope))
        for scope in _ORDER
        if _RANK[requested.level(scope)] > _RANK[ceiling.level(scope)]
    )


def written(excess: tuple[Excess, ...]) -> tuple[str, str]:
    """The two lists of GitHub's message: what is requested, and what is allowed."""
    return (
        ", ".join(f"{item.scope}: {item.requested}" for item in excess),
        ", ".join(f"{item.scope}: {item.allowed}" for item in excess),
    )


# Permissions.cs compares in this order; scopes it does not know yet come last.
_FIRST = (
    *("actions", "artifact-metadata", "attestations", "checks", "contents", "deployments"),
    *("discussions", "issues", "packages", "pages", "pull-requests", "repository-projects"),
    *("statuses", "security-events", "id-token", "models"),
)
_ORDER = (*_FIRST, *(scope for scope in SCOPES if scope not in _FIRST))


def _every(level: str) -> Mapping[str, str]:
    """What read-all or write-all grants; read-all leaves id-token at read, which is no token."""
    if level == "read":
        return {name: level for name, allowed in SCOPES.items() if level in allowed} | {
            "id-token": level
        }
    return {name: level if level in allowed else "read" for name, allowed in SCOPES.items()}
