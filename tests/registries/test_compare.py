from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runbook.model.comparison import MatchStatus
from runbook.model.origin import UNKNOWN
from runbook.model.record import FormField, PublisherRecord
from runbook.registries.compare import (
    EXACT,
    Candidate,
    all_equal,
    choose,
    compare,
    compare_values,
    near,
    nearest,
)

FIELD = FormField("file", "Workflow", "workflow", required=True, compare="exact")
OPTIONAL = FormField(
    "environment",
    "Environment",
    "environment",
    required=False,
    compare="caseless",
    blank_means="any",
)


def record(package: str = "demo", **fields: str) -> PublisherRecord:
    return PublisherRecord("pypi", (package,), "github", fields)


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ("release.yml", "Release.yml", "case"),
        ("release.yml", " release.yml", "white space"),
        ("release.yml", "release.yml\u200b", "white space"),
        ("release.yml", "release.yml\x7f", "white space"),
        ("release.yml", "release.yaml", "extension"),
        (".github/workflows/release.yml", "release.yml", "path"),
        ("release.yml", "rele\u0430se.yml", "confusable letters"),
        ("re1ease.yml", "release.yml", "confusable letters"),
        ("a\u2010b", "a-b", "confusable letters"),
        ("release.yml", "publish.yml", ""),
        ("", "release.yml", ""),
        ("release.yml", "", ""),
        (" ", "", ""),
    ],
)
def test_near(one: str, other: str, reason: str) -> None:
    assert near(one, other) == reason
    assert near(other, one) == reason


@given(st.text(max_size=20), st.text(max_size=20))
def test_near_is_symmetric(one: str, other: str) -> None:
    assert near(one, other) == near(other, one)


def test_exact_and_caseless() -> None:
    exact = compare(FIELD, record(file="A.yml"), "ref", "a.yml")
    caseless = compare(OPTIONAL, record(environment="PyPI"), "environment", "pypi")
    assert (exact.equal, exact.near, exact.mode) == (False, "case", "exact")
    assert (caseless.equal, caseless.near, caseless.mode) == (True, "", "caseless")
    assert compare(FIELD, record(file="A.yml"), "ref", "a.yml", "caseless").equal


def test_the_words_for_the_modes_are_those_of_the_forms() -> None:
    of_form = compare(FIELD, record(file="a"), "ref", "a")
    assert of_form == compare_values("file", "Workflow", "a", ("ref", "a"), EXACT)


def test_blank_accepts_everything_where_the_form_says_so() -> None:
    for value in ("pypi", None, UNKNOWN):
        blank = compare(OPTIONAL, record(), "environment", value)
        assert (blank.equal, blank.mode) == (True, "any")
    assert compare(FIELD, record(), "ref", "a.yml").equal is False


def test_absent_and_unknown_claims() -> None:
    named = record(environment="pypi")
    assert compare(OPTIONAL, named, "environment", None).equal is False
    assert compare(OPTIONAL, named, "environment", UNKNOWN).equal is None


def test_all_equal_has_three_answers() -> None:
    yes = compare(FIELD, record(file="a"), "ref", "a")
    no = compare(FIELD, record(file="a"), "ref", "b")
    perhaps = compare(FIELD, record(file="a"), "ref", UNKNOWN)
    assert all_equal([yes]) is True
    assert all_equal([yes, perhaps]) is None
    assert all_equal([yes, perhaps, no]) is False


def test_nearest_prefers_the_package_then_what_agrees_then_look_alikes() -> None:
    def candidate(package: str, *values: str) -> Candidate:
        mine = record(package, file="release.yml")
        return Candidate(mine, tuple(compare(FIELD, mine, "ref", value) for value in values))

    other = candidate("other", "release.yml")
    far = candidate("demo", "x.yml", "y.yml")
    closer = candidate("demo", "x.yml")
    closest = candidate("demo", "Release.yml")
    assert nearest([other, far, closer, closest], "demo") is closest
    assert nearest([other, far, closer], "demo") is closer
    assert nearest([far, other], "demo") is far
    assert nearest([], "demo") is None


def test_of_records_that_match_alike_the_one_of_the_package_is_reported() -> None:
    found = [
        Candidate(mine, (compare(FIELD, mine, "ref", "release.yml"),))
        for mine in (record(name, file="release.yml") for name in ("other", "demo", "third"))
    ]
    assert choose(found, "demo") == (MatchStatus.MATCHED, found[1])
    assert choose(found, "third") == (MatchStatus.MATCHED, found[2])
