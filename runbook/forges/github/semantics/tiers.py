"""What a subscription gives: which protection rules of an environment are in force.

Source: github/docs deployments-and-environments.md@0460e40. In a private repository of a lower
tier the rules may still be shown, but they are ignored.
"""

from __future__ import annotations

from enum import StrEnum

from runbook.model.origin import Unset


class Feature(StrEnum):
    """A group of environment settings that comes and goes together."""

    REF_POLICY = "deployment branches and tags"
    APPROVAL = "required reviewers and wait timer"


_PRIVATE_TIERS = {
    Feature.REF_POLICY: frozenset({"pro", "team", "enterprise"}),
    Feature.APPROVAL: frozenset({"enterprise"}),
}


def in_force(feature: Feature, visibility: str | Unset, tier: str | Unset) -> bool | None:
    """Whether GitHub applies the feature; None when that depends on what nobody said."""
    if visibility == "public":
        return True
    if not isinstance(tier, Unset) and tier in _PRIVATE_TIERS[feature]:
        return True
    if isinstance(visibility, Unset) or isinstance(tier, Unset):
        return None
    return False
