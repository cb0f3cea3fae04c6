from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import pytest

from runbook.descriptor.load import parse_descriptor
from runbook.model.step import StepKind
from runbook.plan import make_plan
from runbook.planning.first import beginnings
from runbook.planning.model import Way
from runbook.registries.catalog import all_registries, get

if TYPE_CHECKING:
    from runbook.model.plan import Plan
    from runbook.planning.model import Beginning

AS_OF = "2026-11-21"
NAMES = [f"demo-{letter}" for letter in "abcdefg"]
RELEASES = "{releases: {production: {by: tag, tags: ['v*']}}}"


def planned(
    *entries: str, gates: str = "pypi", repo: str = "demo", as_of: str = AS_OF
) -> tuple[Beginning, ...]:
    return beginnings([plan(*entries, gates=gates, repo=repo)], as_of)


def plan(*entries: str, gates: str = "pypi", repo: str = "demo") -> Plan:
    environments = ", ".join(f"{name}: {{}}" for name in gates.split())
    lines = "".join(f"- {{workflow: release.yml, {entry}}}\n" for entry in entries)
    return make_plan(
        parse_descriptor(
            f"runbook: 1\nowner: acme\nrepo: {repo}\nworkflows: {{release.yml: {RELEASES}}}\n"
            f"environments: {{{environments}}}\nregistries:\n{lines}",
            "runbook.yaml",
        )
    )


def batches(found: Beginning) -> list[list[str]]:
    return [[one.package for one in batch.newcomers] for batch in found.batches]


def test_what_exists_is_not_planned() -> None:
    assert planned("registry: pypi, package: demo, environment: pypi") == ()


def test_an_identity_waits_for_one_package_at_a_time() -> None:
    (found,) = planned("registry: pypi, packages: [a, b], environment: pypi, first: true")
    assert found.way is Way.PENDING
    assert batches(found) == [["a"], ["b"]]
    assert (found.at_once, found.within, found.unit) == (3, 30, "days")


def test_an_account_has_so_many_pending_publishers() -> None:
    entries = [
        f"registry: pypi, package: {name}, environment: {name}, first: true" for name in NAMES
    ]
    (found,) = planned(*entries, gates=" ".join(NAMES))
    assert batches(found) == [NAMES[:3], NAMES[3:6], NAMES[6:]]


def test_each_index_has_accounts_of_its_own() -> None:
    pypi, testpypi = planned(
        "registry: pypi, package: demo, environment: pypi, first: true",
        "registry: testpypi, package: demo, environment: pypi, first: true",
    )
    assert batches(pypi) == batches(testpypi) == [["demo"]]


def test_the_projects_of_a_handbook_share_the_limits_of_an_account() -> None:
    entry = "registry: pypi, package: {0}, environment: pypi, first: true"
    plans = [plan(entry.format(name), repo=name) for name in NAMES]
    (found,) = beginnings(plans, AS_OF)
    assert batches(found) == [NAMES[:3], NAMES[3:6], NAMES[6:]]
    projects = [one.project for batch in found.batches for one in batch.newcomers]
    assert projects == list(range(len(NAMES)))


def test_new_packages_of_a_workspace_are_published_by_hand_in_their_order() -> None:
    (found,) = planned(
        "registry: npm, packages: {workspace: 'packages/*', new: ['@acme/b', '@acme/a']}"
    )
    assert found.way is Way.BY_HAND
    assert batches(found) == [["@acme/b", "@acme/a"]]
    assert (found.within, found.unit) == (2, "days")


def test_a_limit_that_is_not_in_force_yet_is_left_out() -> None:
    (found,) = planned("registry: npm, package: demo, first: true", as_of="2026-09-01")
    assert found.within is None
    assert "unused-days" not in {fact.id for fact in found.facts}


def test_new_crates_come_five_at_once() -> None:
    (found,) = planned(f"registry: crates-io, packages: [{', '.join(NAMES)}], first: true")
    assert batches(found) == [NAMES[:5], NAMES[5:]]
    assert found.window == "at once, then one in ten minutes"


def test_a_stored_token_creates_the_package_in_the_first_run() -> None:
    (found,) = planned("registry: npm, package: demo, first: true, auth: token")
    assert (found.way, found.within) == (Way.RUN, None)


@pytest.mark.parametrize(
    ("entry", "kind"),
    [
        ("registry: npm, package: demo", StepKind.FIRST_PUBLISH),
        ("registry: jsr, package: '@acme/demo'", StepKind.PREPARE_PACKAGE),
        ("registry: pypi, package: demo", None),
    ],
)
def test_the_steps_of_the_plan_say_what_a_person_does_first(
    entry: str, kind: StepKind | None
) -> None:
    steps = [step for step in plan(f"{entry}, first: true").steps if step.id.startswith("first-")]
    assert [step.kind for step in steps] == ([kind] if kind else [])


@pytest.mark.parametrize("count", [1, 4, 9])
def test_batches_keep_every_limit(count: int) -> None:
    entries = [
        f"registry: pypi, packages: [p{n}a, p{n}b], environment: e{n}, first: true"
        for n in range(count)
    ]
    (found,) = planned(*entries, gates=" ".join(f"e{n}" for n in range(count)))
    assert sorted(name for batch in batches(found) for name in batch) == sorted(
        f"p{n}{letter}" for n in range(count) for letter in "ab"
    )
    for batch in found.batches:
        assert len(batch.newcomers) <= 3
        assert all(a.identity != b.identity for a, b in combinations(batch.newcomers, 2))


@pytest.mark.parametrize("registry", [item.id for item in all_registries()])
def test_the_limits_of_a_registry_are_facts(registry: str) -> None:
    data = get(registry).data
    assert data.first is not None
    assert Way(data.first.way)
    named = (data.first.at_once, data.first.expires, data.first.identity, *data.first.facts)
    for name in filter(None, named):
        assert data.fact(name)
    for name in filter(None, (data.first.at_once, data.first.expires)):
        assert isinstance(data.fact(name).value, int)
    assert data.first.expires == "" or data.first.expires.endswith(("-days", "-hours"))
