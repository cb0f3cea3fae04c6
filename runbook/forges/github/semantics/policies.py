"""Which refs an environment lets deploy.

Source: github/docs deployments-and-environments.md@0460e40, manage-environments.md@24b44ea.
Policies are or-ed; those of type branch see branches, those of type tag see tags.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from runbook.forges.github.semantics.fnmatch import fnmatch
from runbook.model.environment import RefPolicy
from runbook.model.origin import Unset

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runbook.model.environment import Environment

_TAGS = "refs/tags/"
_HEADS = "refs/heads/"


@dataclass(frozen=True, slots=True)
class Branches:
    """What is known of branch protection: of the branch concerned, and of any branch at all."""

    this_protected: bool | None = None
    any_protected: bool | None = None


NOTHING_KNOWN = Branches()


@dataclass(frozen=True, slots=True)
class PolicyVerdict:
    """`allowed` is None when it depends on settings nobody told us.

    `pattern` is the policy that let the ref in. `signature` and `variables` make the message the
    user sees when it is refused.
    """

    allowed: bool | None
    reason: str
    pattern: str = ""
    signature: str = ""
    variables: tuple[tuple[str, str], ...] = ()


def judge(environment: Environment, ref: str, branches: Branches = NOTHING_KNOWN) -> PolicyVerdict:
    """Whether a job on the full ref `ref` may deploy to `environment`."""
    policy = environment.policy
    if isinstance(policy, Unset):
        if not environment.tags and not environment.branches:
            return PolicyVerdict(None, "nobody said which refs the environment lets in")
        policy = RefPolicy.SELECTED
    if policy is RefPolicy.ANY:
        return PolicyVerdict(allowed=True, reason="the environment restricts no refs")
    if policy is RefPolicy.PROTECTED:
        return _protected_only(environment.name, ref, branches)
    return _selected(environment, ref)


def admitting(tags: Sequence[str], branches: Sequence[str], ref: str) -> str | None:
    """The first policy pattern that lets `ref` in; None when none does."""
    patterns, name = (
        (tags, short_name(ref)) if ref.startswith(_TAGS) else (branches, short_name(ref))
    )
    return next((pattern for pattern in patterns if fnmatch(pattern, name)), None)


def short_name(ref: str) -> str:
    """The name policies see: short for tags and branches, full for any other ref."""
    return ref.removeprefix(_TAGS) if ref.startswith(_TAGS) else ref.removeprefix(_HEADS)


def _selected(environment: Environment, ref: str) -> PolicyVerdict:
    pattern = admitting(environment.tags, environment.branches, ref)
    if pattern is not None:
        return PolicyVerdict(
            allowed=True, reason=f"the policy {pattern!r} lets it in", pattern=pattern
        )
    return _refused(environment.name, ref, _why_none(environment, ref))


def _why_none(environment: Environment, ref: str) -> str:
    own, other, kind = environment.tags, environment.branches, "tag"
    if not ref.startswith(_TAGS):
        own, other, kind = other, own, "branch"
    if own:
        listed = ", ".join(repr(pattern) for pattern in own)
        return f"no {kind} policy fits it: {listed}"
    if other:
        return f"the environment has no {kind} policy, and policies of the other type do not count"
    return "the environment admits selected refs only, and none is selected"


def _protected_only(name: str, ref: str, branches: Branches) -> PolicyVerdict:
    if ref.startswith(_TAGS):
        return _refused(name, ref, "only protected branches may deploy, and a tag is never one")
    if branches.this_protected:
        return PolicyVerdict(allowed=True, reason="the branch is protected")
    if branches.any_protected is False:
        return PolicyVerdict(
            allowed=True, reason="no branch has a protection rule, so every branch may deploy"
        )
    if branches.any_protected and branches.this_protected is False:
        return _refused(name, ref, "only protected branches may deploy, and this one is not")
    return PolicyVerdict(None, "nobody said which branches are protected")


def _refused(environment: str, ref: str, reason: str) -> PolicyVerdict:
    kind = "Tag" if ref.startswith(_TAGS) else "Branch"
    variables = (("kind", kind), ("ref", short_name(ref)), ("environment", environment))
    return PolicyVerdict(
        allowed=False, reason=reason, signature="github-ref-not-allowed", variables=variables
    )
