from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runbook.forges.github.semantics.fnmatch import fnmatch
from runbook.forges.github.semantics.policies import (
    NOTHING_KNOWN,
    Branches,
    admitting,
    judge,
    short_name,
)
from runbook.forges.github.semantics.tiers import Feature, in_force
from runbook.model.environment import Environment, RefPolicy
from runbook.model.origin import UNKNOWN, Unset

TAG, MAIN, PULL = "refs/tags/v1.2.3", "refs/heads/main", "refs/pull/5/merge"


def segment_fits(pattern: str, name: str) -> bool:
    """One path segment, as Ruby walks it, by plain recursion: short inputs only."""
    if not pattern:
        return not name
    head, rest = pattern[0], pattern[1:]
    if head == "*":
        return segment_fits(rest, name) or (bool(name) and segment_fits(pattern, name[1:]))
    if not name:
        return False
    if head == "[":
        inside, _, rest = rest.partition("]")
        negated = inside[0] in "!^"
        members = inside[negated:]
        return (name[0] in members) is not negated and segment_fits(rest, name[1:])
    if head == "\\":
        head, rest = rest[0], rest[1:]
        return head == name[0] and segment_fits(rest, name[1:])
    return (head == "?" or head == name[0]) and segment_fits(rest, name[1:])


def naive(pattern: str, name: str) -> bool:
    """FNM_PATHNAME by segments."""

    def walk(patterns: list[str], names: list[str]) -> bool:
        if not patterns:
            return not names
        if patterns[0] == "**" and len(patterns) > 1:
            deeper = bool(names) and not names[0].startswith(".") and len(names) > 1
            return walk(patterns[1:], names) or (deeper and walk(patterns, names[1:]))
        if not names:
            return False
        hidden = names[0].startswith(".") and not patterns[0].removeprefix("\\").startswith(".")
        return not hidden and segment_fits(patterns[0], names[0]) and walk(patterns[1:], names[1:])

    return walk(pattern.split("/"), name.split("/"))


PIECES = ("a", "b", ".", "/", "*", "**", "?", "[ab]", "[!a]", "[^.]", "\\*", "\\.", "+", "**/", "{")
PATTERNS = st.lists(st.sampled_from(PIECES), min_size=1, max_size=6).map("".join)
NAMES = st.text("ab./*+{", max_size=7)


@given(PATTERNS, NAMES)
def test_agrees_with_ruby_walked_by_segments(pattern: str, name: str) -> None:
    assert fnmatch(pattern, name) is naive(pattern, name)


@pytest.mark.parametrize(
    ("pattern", "name", "fits"),
    [
        ("*.md", ".md", False),
        (".*", ".x", True),
        ("**/x", ".a/x", False),
        ("**/.x", "a/.x", True),
        ("[a", "[a", False),
        ("[", "[", False),
        ("[]", "]", False),
        ("[!]", "b", True),
        ("[^]", "b", True),
        ("[!]", "/", False),
        ("[!a]b", ".b", False),
        ("[a-c]", "b", True),
        ("[c-a]", "c", True),
        ("[c-a]", "a", True),
        ("[c-a]", "b", False),
        ("[a-]", "-", True),
        ("[a-", "a", False),
        ("[\\]]", "]", True),
        ("[a-\\c]", "b", True),
        ("[+-0]", "/", False),
        ("[+-0]", "0", True),
        ("[+-0]", ".", False),
        ("x[+-0]", "x.", True),
        ("x[+-0]", "x,", True),
        ("x[+-0]", "x1", False),
        ("[0-9]", "5", True),
        ("a\\", "a\\", True),
        ("a\\/b", "a/b", True),
        ("{a,b}", "a", False),
        ("v*", "v\0", False),
        ("\0", "\0", False),
        ("[\0-b]", ".", False),
        ("**/**/a", "x/a", True),
        ("a**/b", "a/x/b", False),
        ("?", "", False),
        ("", "", True),
        ("a/", "a/", True),
    ],
)
def test_corners(pattern: str, name: str, fits: bool) -> None:
    assert fnmatch(pattern, name) is fits


def test_hostile_patterns_take_linear_time() -> None:
    start = time.process_time()
    for pattern in ("*a" * 300, "**/" * 300 + "x", "[!b]*" * 200):
        fnmatch(pattern, "a" * 400)
    assert time.process_time() - start < 2


def test_policies_of_the_other_type_do_not_count() -> None:
    assert admitting(("v*",), (), TAG) == "v*"
    assert admitting((), ("v*",), TAG) is None
    assert admitting(("main",), (), MAIN) is None
    assert admitting((), ("x", "main"), MAIN) == "main"
    assert admitting((), ("refs/pull/*/merge",), PULL) == "refs/pull/*/merge"


@pytest.mark.parametrize(
    ("ref", "name"), [(TAG, "v1.2.3"), (MAIN, "main"), (PULL, PULL), ("refs/tags/a/b", "a/b")]
)
def test_short_name(ref: str, name: str) -> None:
    assert short_name(ref) == name


@pytest.mark.parametrize(
    ("branches", "allowed"),
    [
        (Branches(this_protected=True), True),
        (Branches(this_protected=True, any_protected=True), True),
        (Branches(this_protected=False, any_protected=True), False),
        (Branches(this_protected=False, any_protected=False), True),
        (Branches(this_protected=False), None),
        (Branches(any_protected=True), None),
        (Branches(any_protected=False), True),
        (NOTHING_KNOWN, None),
    ],
    ids=str,
)
def test_protected_branches_only(branches: Branches, allowed: bool | None) -> None:
    environment = Environment("pypi", policy=RefPolicy.PROTECTED)
    assert judge(environment, MAIN, branches).allowed is allowed
    assert judge(environment, TAG, branches).allowed is False


def test_an_environment_nobody_described_is_not_known() -> None:
    verdict = judge(Environment("pypi"), TAG)
    assert verdict.allowed is None
    assert "nobody said" in verdict.reason


def test_patterns_alone_mean_selected() -> None:
    assert judge(Environment("pypi", tags=("x",)), TAG).allowed is False
    assert judge(Environment("pypi", branches=("main",)), MAIN).allowed is True


def test_no_restriction_ignores_patterns() -> None:
    environment = Environment("pypi", tags=("x",), policy=RefPolicy.ANY)
    assert judge(environment, TAG).allowed is True


PROTECTED = Environment("p", policy=RefPolicy.PROTECTED)
NOT_OTHER = "policies of the other type do not count"


@pytest.mark.parametrize(
    ("environment", "ref", "branches", "reason"),
    [
        (Environment("p", tags=("x", "y")), TAG, {}, "no tag policy fits it: 'x', 'y'"),
        (Environment("p", branches=("x",)), MAIN, {}, "no branch policy fits it: 'x'"),
        (
            Environment("p", branches=("x",)),
            TAG,
            {},
            f"the environment has no tag policy, and {NOT_OTHER}",
        ),
        (
            Environment("p", tags=("x",)),
            MAIN,
            {},
            f"the environment has no branch policy, and {NOT_OTHER}",
        ),
        (
            Environment("p", policy=RefPolicy.SELECTED),
            TAG,
            {},
            "the environment admits selected refs only, and none is selected",
        ),
        (PROTECTED, TAG, {}, "only protected branches may deploy, and a tag is never one"),
        (
            PROTECTED,
            MAIN,
            {"this_protected": False, "any_protected": True},
            "only protected branches may deploy, and this one is not",
        ),
        (PROTECTED, MAIN, {"this_protected": True}, "the branch is protected"),
        (
            PROTECTED,
            MAIN,
            {"any_protected": False},
            "no branch has a protection rule, so every branch may deploy",
        ),
        (PROTECTED, MAIN, {}, "nobody said which branches are protected"),
        (Environment("p"), TAG, {}, "nobody said which refs the environment lets in"),
        (
            Environment("p", policy=RefPolicy.ANY),
            TAG,
            {},
            "the environment restricts no refs",
        ),
        (Environment("p", tags=("v*",)), TAG, {}, "the policy 'v*' lets it in"),
    ],
)
def test_a_verdict_says_why(
    environment: Environment, ref: str, branches: dict[str, bool], reason: str
) -> None:
    assert judge(environment, ref, Branches(**branches)).reason == reason


def test_a_refusal_names_what_the_message_needs() -> None:
    verdict = judge(Environment("release", branches=("main",)), TAG)
    assert verdict.signature == "github-ref-not-allowed"
    assert dict(verdict.variables) == {"kind": "Tag", "ref": "v1.2.3", "environment": "release"}
    verdict = judge(Environment("release", tags=("v*",)), PULL)
    assert dict(verdict.variables)["kind"] == "Branch"
    assert dict(verdict.variables)["ref"] == PULL


def test_the_policy_that_admits_is_named() -> None:
    assert judge(Environment("p", tags=("x", "v*")), TAG).pattern == "v*"


def test_an_exclusion_has_no_effect_in_a_policy() -> None:
    environment = Environment("pypi", tags=("v*", "!v*-dev-*"))
    verdict = judge(environment, "refs/tags/v0.5.10-dev-1")
    assert verdict.allowed is True
    assert verdict.pattern == "v*"


@given(st.lists(PATTERNS, max_size=3), st.lists(PATTERNS, max_size=2), NAMES)
def test_fewer_policies_never_admit_more(kept: list[str], more: list[str], name: str) -> None:
    ref = f"refs/tags/{name}"
    narrow = Environment("p", tags=tuple(kept), policy=RefPolicy.SELECTED)
    wide = Environment("p", tags=(*kept, *more), policy=RefPolicy.SELECTED)
    assert bool(judge(narrow, ref).allowed) <= bool(judge(wide, ref).allowed)


@pytest.mark.parametrize(
    ("visibility", "tier", "refs", "approval"),
    [
        ("public", UNKNOWN, True, True),
        ("public", "free", True, True),
        ("private", "free", False, False),
        ("private", "pro", True, False),
        ("private", "team", True, False),
        ("private", "enterprise", True, True),
        ("internal", "enterprise", True, True),
        ("private", UNKNOWN, None, None),
        (UNKNOWN, "free", None, None),
        (UNKNOWN, "team", True, None),
        (UNKNOWN, "enterprise", True, True),
        (UNKNOWN, UNKNOWN, None, None),
    ],
)
def test_what_a_plan_gives(
    visibility: str | Unset, tier: str | Unset, refs: bool | None, approval: bool | None
) -> None:
    assert in_force(Feature.REF_POLICY, visibility, tier) is refs
    assert in_force(Feature.APPROVAL, visibility, tier) is approval
