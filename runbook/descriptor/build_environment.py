"""Environments of a checked shape as the model's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.descriptor.github import EnvironmentShape
from runbook.descriptor.nodes import pairs
from runbook.descriptor.origins import declared, origins
from runbook.descriptor.shape import many
from runbook.model.environment import Environment, RefPolicy, Reviewer, ReviewerKind
from runbook.model.origin import UNKNOWN, Origin, Unset

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runbook.descriptor.gitlab import GitLabEnvironment
    from runbook.source import Mapping as MappingNode

    Shape = EnvironmentShape | GitLabEnvironment


def build_environments(
    shapes: Mapping[str, Shape | None], root: MappingNode
) -> tuple[Environment, ...]:
    """The environments, in the order written."""
    return tuple(
        _environment(key.text, shapes[key.text], {"name": declared(key)} | origins(node))
        for key, node in pairs(root.get("environments"))
    )


def _environment(name: str, shape: Shape | None, found: dict[str, Origin]) -> Environment:
    if shape is None:
        return Environment(name, origins=found)
    reviewers = _reviewers(shape)
    if not isinstance(shape, EnvironmentShape):
        return Environment(name, reviewers, origins=found)
    return Environment(
        name=name,
        reviewers=reviewers,
        tags=many(shape.tags),
        branches=many(shape.branches),
        policy=_policy(shape),
        wait_minutes=shape.wait_minutes or 0 if shape.said("wait_minutes") else UNKNOWN,
        prevent_self_review=_said(shape, "prevent_self_review"),
        admins_bypass=_said(shape, "admins_bypass"),
        origins=found | _policy_origin(found),
    )


def _said(shape: EnvironmentShape, name: str) -> bool | Unset:
    """The value of a switch: null is off, absent is unknown."""
    return bool(getattr(shape, name)) if shape.said(name) else UNKNOWN


def _reviewers(shape: Shape) -> tuple[Reviewer, ...] | Unset:
    if not shape.said("reviewers"):
        return UNKNOWN
    parts = (item.partition(":") for item in shape.reviewers or ())
    return tuple(Reviewer(ReviewerKind(kind), name) for kind, _, name in parts)


def _policy(shape: EnvironmentShape) -> RefPolicy | Unset:
    if shape.protected_branches:
        return RefPolicy.PROTECTED
    if shape.tags or shape.branches:
        return RefPolicy.SELECTED
    none = shape.said("tags") and shape.said("branches")
    return RefPolicy.ANY if none else UNKNOWN


def _policy_origin(found: Mapping[str, Origin]) -> dict[str, Origin]:
    keys = (key for key in ("protected_branches", "tags", "branches") if key in found)
    first = next(keys, None)
    return {} if first is None else {"policy": found[first]}
