"""What must not matter does not, and what narrows never opens."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from simulated import AS_OF, IDENTITY, RELEASE, branch, gate, record, tag, told, world

from runbook.model.timeline import Result, Stage, Timeline
from runbook.simulation.run import simulate

if TYPE_CHECKING:
    from runbook.model.timeline import Event

TAGS = st.sampled_from(["v1", "v1.2.3", "v1.2.3-dev-1", "x", "py/v1"])
PATTERNS = st.sampled_from(["v*", "v[0-9]+", "*-dev-*", "**", "x", "v1.?.3", "*/v*"])
POLICIES = st.sampled_from(["v*", "v[0-9]", "*-dev-*", "**/*", "x", "v?.?.?", "*/v*"])


def results(timeline: Timeline) -> list[Result]:
    return [ending.result for ending in timeline.endings]


def with_filters(patterns: list[str]) -> str:
    listed = ", ".join(f"'{pattern}'" for pattern in patterns)
    return RELEASE.replace('["v*"]', f"[{listed}]")


def starts_run(patterns: list[str], event: Event) -> bool:
    timeline = simulate(world(with_filters(patterns)), event, AS_OF)
    return any(step.stage is Stage.START for step in timeline.steps)


@given(st.lists(PATTERNS, min_size=1, max_size=3), PATTERNS, TAGS)
def test_an_exclusion_never_starts_more(patterns: list[str], excluded: str, name: str) -> None:
    narrowed = starts_run([*patterns, f"!{excluded}"], tag(name))
    assert narrowed <= starts_run(patterns, tag(name))


@given(st.lists(POLICIES, min_size=1, max_size=3), TAGS)
def test_a_narrower_policy_never_admits_more(policies: list[str], name: str) -> None:
    text = with_filters(["**"])
    wide = world(text, environments=(gate(tags=tuple(policies)),))
    narrow = world(text, environments=(gate(tags=tuple(policies[1:])),))
    opened = results(simulate(wide, tag(name), AS_OF)) == [Result.PUBLISHED]
    assert (results(simulate(narrow, tag(name), AS_OF)) == [Result.PUBLISHED]) <= opened


@given(st.permutations(range(3)))
def test_the_order_of_workflows_does_not_matter(order: list[int]) -> None:
    ci = "on: push\njobs: {t: {runs-on: x, steps: [{run: x}]}}\n"
    chained = "on: {workflow_run: {workflows: [Release]}}\njobs: {t: {runs-on: x, steps: []}}\n"
    sound = world(("ci.yml", ci), ("release.yml", RELEASE), ("z.yml", chained))
    mixed = replace(sound, workflows=tuple(sound.workflows[index] for index in order))
    assert simulate(mixed, tag(), AS_OF) == simulate(sound, tag(), AS_OF)


@pytest.mark.parametrize(
    ("owner", "repo", "file", "environment"),
    [
        ("other", "demo", "release.yml", "pypi"),
        ("acme", "other", "release.yml", "pypi"),
        ("acme", "demo", "publish.yaml", "pypi"),
        ("acme", "demo", "release.yml", "Production: Python"),
        ("a-b", "c.d_e", "x-1.yml", "release"),
    ],
)
def test_renaming_on_all_sides_changes_nothing(
    owner: str, repo: str, file: str, environment: str
) -> None:
    text = RELEASE.replace("environment: pypi", f"environment: '{environment}'")
    renamed = world(
        (file, text),
        identity=replace(IDENTITY, owner=owner, repo=repo),
        environments=(gate(environment),),
        records=(
            record(owner=owner, repository=repo, workflow_filename=file, environment=environment),
        ),
    )
    before, after = simulate(world(), tag(), AS_OF), simulate(renamed, tag(), AS_OF)
    assert told(before) == told(after)
    assert results(before) == results(after) == [Result.PUBLISHED]


@pytest.mark.parametrize(
    "changes",
    [
        {"identity": replace(IDENTITY, owner="other")},
        {"identity": replace(IDENTITY, repo="other")},
        {"records": (record(workflow_filename="other.yml"),)},
        {"records": (record(environment="other"),)},
    ],
    ids=["owner", "repo", "file", "environment"],
)
def test_renaming_on_one_side_is_refused(changes: dict[str, object]) -> None:
    assert results(simulate(world(**changes), tag(), AS_OF)) == [Result.REFUSED]


def test_a_second_record_never_refuses_what_was_accepted() -> None:
    more = world(records=(record(), record(environment="other"), record("crates-io")))
    assert results(simulate(more, tag(), AS_OF)) == [Result.PUBLISHED]


def test_the_same_world_gives_the_same_timeline() -> None:
    for event in (tag(), branch(), tag("x")):
        assert simulate(world(), event, AS_OF) == simulate(world(), event, AS_OF)
