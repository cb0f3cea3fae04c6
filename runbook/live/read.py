"""Reads ``live.json``. Source of its shapes: @octokit/openapi-types 29.0.1 (environments)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from runbook.errors import InputError, Problem
from runbook.live.model import Live
from runbook.model.environment import Environment, RefPolicy, Reviewer, ReviewerKind
from runbook.model.origin import UNKNOWN, Origin, OriginKind, Unset
from runbook.source import MAX_BYTES, Position, Span

if TYPE_CHECKING:
    from pathlib import Path

    JSON = Any  # what json.loads gives

VERSION = 1


def read_live(path: Path) -> Live:
    """The settings in the file at `path`.

    Raises:
        InputError: it cannot be read, is no JSON, or has another shape.
    """
    file = str(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        reason = error.strerror or "unreadable"
        raise InputError([Problem("the file cannot be read", _at(file, 1, 1), reason)]) from None
    if len(data) > MAX_BYTES:
        raise InputError([Problem("the file is too big", _at(file, 1, 1))])
    return parse_live(data.decode(errors="replace"), file)


def parse_live(text: str, file: str) -> Live:
    """The settings in `text`; errors call it `file`.

    Raises:
        InputError: it is no JSON, or has another shape.
    """
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        line, column = getattr(error, "lineno", 1), getattr(error, "colno", 1)
        problem = Problem("this is not JSON", _at(file, line, column), hint="run observe.sh again")
        raise InputError([problem]) from None
    try:
        return _live(data, file)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        problem = Problem(
            "this is not what observe.sh writes",
            _at(file, 1, 1),
            found=f"{type(error).__name__}: {error}",
            hint="run observe.sh again",
        )
        raise InputError([problem]) from None


def _at(file: str, line: int, column: int) -> Span:
    start = Position(line, column)
    return Span(file, start, start)


def _live(data: JSON, file: str) -> Live:
    if data["version"] != VERSION:
        raise ValueError(data["version"])
    policies = {unquote(name).lower(): rules for name, rules in data["policies"].items()}
    repository, oidc = data["repository"], data.get("oidc") or {}
    return Live(
        file=file,
        repository=str(repository["name"]),
        environments=tuple(
            _environment(item, policies.get(str(item["name"]).lower(), []), file)
            for item in data["environments"]
        ),
        private=bool(repository["private"]),
        default_branch=str(repository["default_branch"]),
        immutable_sub=oidc.get("use_immutable_subject"),
        subject_keys=() if oidc.get("use_default", True) else tuple(oidc["include_claim_keys"]),
    )


def _environment(item: JSON, rules: JSON, file: str) -> Environment:
    seen = Origin(OriginKind.LIVE, note=file)
    protection = {rule["type"]: rule for rule in item.get("protection_rules", [])}
    required = protection.get("required_reviewers", {})
    return Environment(
        name=str(item["name"]),
        reviewers=tuple(_reviewer(one) for one in required.get("reviewers", [])),
        tags=tuple(str(rule["name"]) for rule in rules if rule.get("type") == "tag"),
        branches=tuple(str(rule["name"]) for rule in rules if rule.get("type") != "tag"),
        policy=_policy(item.get("deployment_branch_policy")),
        wait_minutes=int(protection.get("wait_timer", {}).get("wait_timer", 0)),
        prevent_self_review=bool(required.get("prevent_self_review", False)),
        admins_bypass=_bypass(item.get("can_admins_bypass")),
        exists=True,
        origins=dict.fromkeys(("name", "reviewers", "tags", "branches", "policy"), seen),
    )


def _policy(policy: JSON) -> RefPolicy:
    if policy is None:
        return RefPolicy.ANY
    return RefPolicy.PROTECTED if policy["protected_branches"] else RefPolicy.SELECTED


def _reviewer(item: JSON) -> Reviewer:
    who = item["reviewer"]
    if item["type"] == "Team":
        return Reviewer(ReviewerKind.TEAM, str(who["slug"]))
    return Reviewer(ReviewerKind.USER, str(who["login"]))


def _bypass(value: JSON) -> bool | Unset:
    return UNKNOWN if value is None else bool(value)
