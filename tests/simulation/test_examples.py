from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runbook.forges.github.semantics.filters import selects
from runbook.simulation.examples import USUAL_BRANCHES, example_ref, refused_ref


@pytest.mark.parametrize(
    ("patterns", "name"),
    [
        (["v*"], "v1.2.3"),
        (["v[0-9]+.[0-9]+.[0-9]+"], "v1.2.3"),
        (["[0-9]+.[0-9]+.[0-9]+"], "1.2.3"),
        (["v*", "!v*-dev-*"], "v1.2.3"),
        (["v*-dev-*"], "v1.2.3-dev-1"),
        (["release-[0-9][0-9][0-9][0-9].[0-9]+"], "release-1234.5"),
        (["@scope/pkg@*"], "@scope/pkg@1.2.3"),
        (["**/v*"], "v1.2.3"),
        (["pkg/**/v*"], "pkg/v1.2.3"),
        (["py/v*"], "py/v1.2.3"),
        (["v1.0.0\\+build"], "v1.0.0+build"),
        (["v?[0-9]+a[0-9]+"], "v1a2"),
        (["[ab]-[2-9]"], "a-2"),
        (["x", "!x"], None),
        (["!v*"], None),
        ([], None),
        (["v1.2.3.*", "!v1.2.3.1.2.3"], "v1.2.3.1"),
    ],
)
def test_a_name_that_is_let_through(patterns: list[str], name: str | None) -> None:
    assert example_ref(patterns) == name
    assert name is None or selects(patterns, name)


def test_policies_are_heeded_too() -> None:
    assert example_ref(["v*"], ["v[0-9]*"]) == "v1.2.3"
    assert example_ref(["v*"], ["v1"]) == "v1"
    assert example_ref(["v*"], ["x*"]) is None


def test_branches() -> None:
    assert example_ref(["main", "dev"], usual=USUAL_BRANCHES) == "main"
    assert example_ref(["release/*"], usual=USUAL_BRANCHES) == "release/1.2.3"


@pytest.mark.parametrize(
    ("patterns", "name"),
    [
        (["v*", "!v*-dev-*"], "v1.2.3-dev-1"),
        (["v*"], None),
        (["!v*", "v*"], "1.2.3"),
        (["!v*", "**"], None),
        (["**", "!v1.2.3"], "v1.2.3"),
    ],
)
def test_a_name_that_is_kept_out(patterns: list[str], name: str | None) -> None:
    assert refused_ref(patterns) == name


PIECES = st.sampled_from(["v", "1", ".", "*", "**", "[0-9]", "[0-9]+", "-", "/", "a?", "!"])


@given(st.lists(st.lists(PIECES, min_size=1, max_size=6).map("".join), max_size=3))
def test_an_example_is_always_one(patterns: list[str]) -> None:
    name, kept_out = example_ref(patterns), refused_ref(patterns)
    assert name is None or selects(patterns, name)
    assert kept_out is None or not selects(patterns, kept_out)
