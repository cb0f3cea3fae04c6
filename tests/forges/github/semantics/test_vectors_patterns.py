"""Filters and policies hold for every vector."""

from __future__ import annotations

import pytest
from vector_data import Vector, section

from runbook.forges.github.catalog import signature
from runbook.forges.github.semantics.filters import ignores_all, selects_any
from runbook.forges.github.semantics.fnmatch import fnmatch
from runbook.forges.github.semantics.pattern_problems import PatternKind, pattern_problems
from runbook.forges.github.semantics.policies import Branches, judge
from runbook.model.environment import Environment, RefPolicy


@pytest.mark.parametrize("vector", section("filter_patterns"))
def test_filter(vector: Vector) -> None:
    assert selects_any(vector["patterns"], vector["names"]) is (vector["expect"] == "match")


@pytest.mark.parametrize("vector", section("filter_ignore"))
def test_ignore_filter(vector: Vector) -> None:
    names = vector["names"] if "names" in vector else [vector["name"]]
    assert ignores_all(vector["patterns"], names) is vector["expect"].startswith("skip")


def kinds(vector: Vector) -> list[PatternKind]:
    return list(PatternKind) if vector["kind"] == "both" else [PatternKind(vector["kind"])]


@pytest.mark.parametrize("vector", section("invalid_patterns"))
def test_invalid_pattern_says_why(vector: Vector) -> None:
    for kind in kinds(vector):
        messages = [problem.message for problem in pattern_problems(vector["pattern"], kind)]
        assert any(vector["message"] in message for message in messages), messages


@pytest.mark.parametrize("vector", section("valid_patterns"))
def test_valid_pattern_has_no_problem(vector: Vector) -> None:
    for kind in kinds(vector):
        assert pattern_problems(vector["pattern"], kind) == ()


@pytest.mark.parametrize("vector", section("environment_patterns"))
def test_environment_pattern(vector: Vector) -> None:
    assert fnmatch(vector["pattern"], vector["name"]) is (vector["expect"] == "allowed")


def environment(vector: Vector) -> Environment:
    name, policy = vector.get("environment", "pypi"), vector["policy"]
    if policy is None:
        return Environment(name, policy=RefPolicy.ANY)
    if policy.get("protected_branches"):
        return Environment(name, policy=RefPolicy.PROTECTED)
    patterns = {"tag": [], "branch": []}
    for item in policy.get("custom") or []:
        patterns[item.get("type", "branch")].append(item["name"])
    tags, branches = tuple(patterns["tag"]), tuple(patterns["branch"])
    return Environment(name, tags=tags, branches=branches, policy=RefPolicy.SELECTED)


@pytest.mark.parametrize("vector", section("environment_policies"))
def test_environment_policy(vector: Vector) -> None:
    protected = vector.get("branch_protected")
    any_protected = vector.get("any_branch_protected", None if protected is None else True)
    verdict = judge(environment(vector), vector["ref"], Branches(protected, any_protected))
    assert verdict.allowed is (vector["expect"] == "allowed")
    if "message" in vector:
        printed = signature(verdict.signature)
        assert printed.render(dict(verdict.variables)) == vector["message"]
