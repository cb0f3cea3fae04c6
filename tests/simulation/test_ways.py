from __future__ import annotations

import pytest
from simulated import AS_OF, RELEASE, world

from runbook.model.timeline import EventKind
from runbook.simulation.run import simulate
from runbook.simulation.ways import MAX_WAYS, ways_in

JOBS = "jobs: {a: {runs-on: x, steps: [{run: y}]}}\n"


def ways(on: str) -> list[str]:
    events = ways_in(world(("a.yml", f"on: {on}\n{JOBS}")))
    return [
        " ".join(
            [event.kind.value, event.ref]
            + [event.activity] * bool(event.activity)
            + [f"{name}={value}" for name, value in event.inputs.items()]
            + ["fork"] * event.fork
        )
        for event in events
    ]


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("{push: {tags: ['v*']}}", ["push refs/tags/v1.2.3"]),
        (
            "{push: {tags: ['v*', '!v*-dev-*']}}",
            ["push refs/tags/v1.2.3", "push refs/tags/v1.2.3-dev-1"],
        ),
        (
            "{push: {tags: ['v*', 'x-*'], branches: [main]}}",
            ["push refs/tags/v1.2.3", "push refs/tags/x-1.2.3", "push refs/heads/main"],
        ),
        ("push", ["push refs/tags/v1.2.3", "push refs/heads/main"]),
        ("{push: {tags-ignore: ['x']}}", ["push refs/tags/v1.2.3"]),
        ("{push: {branches-ignore: ['x']}}", ["push refs/heads/main"]),
        ("{push: {paths: ['x']}}", ["push refs/tags/v1.2.3", "push refs/heads/main"]),
        ("{push: {branches: ['release/*']}}", ["push refs/heads/release/1.2.3"]),
        ("release", ["release refs/tags/v1.2.3 published"]),
        (
            "{release: {types: [created, prereleased]}}",
            ["release refs/tags/v1.2.3 created", "release refs/tags/v1.2.3 prereleased"],
        ),
        ("workflow_dispatch", ["workflow_dispatch refs/heads/main"]),
        (
            "{workflow_dispatch: {inputs: {dry: {type: boolean, default: true}}}}",
            ["workflow_dispatch refs/heads/main", "workflow_dispatch refs/heads/main dry=False"],
        ),
        (
            "{workflow_dispatch: {inputs: {to: {type: choice, options: [a, b], default: a}}}}",
            ["workflow_dispatch refs/heads/main", "workflow_dispatch refs/heads/main to=b"],
        ),
        ("{schedule: [{cron: '0 0 * * *'}]}", ["schedule refs/heads/main"]),
        ("{repository_dispatch: {types: [go]}}", ["repository_dispatch refs/heads/main go"]),
        ("repository_dispatch", ["repository_dispatch refs/heads/main"]),
        (
            "pull_request",
            [
                "pull_request refs/pull/1/merge opened",
                "pull_request refs/pull/1/merge opened fork",
            ],
        ),
        (
            "{pull_request_target: {types: closed}}",
            [
                "pull_request_target refs/pull/1/merge closed",
                "pull_request_target refs/pull/1/merge closed fork",
            ],
        ),
        ("workflow_call", []),
    ],
)
def test_each_way_in_once(on: str, expected: list[str]) -> None:
    assert ways(on) == expected


def test_the_same_way_into_two_files_is_one() -> None:
    given = world(("a.yml", RELEASE), ("b.yml", RELEASE))
    assert len(ways_in(given)) == 1


def test_ways_are_bounded() -> None:
    patterns = ", ".join(f"'t{number}'" for number in range(300))
    text = f"on: {{push: {{tags: [{patterns}]}}}}\n{JOBS}"
    assert len(ways_in(world(("a.yml", text)))) == MAX_WAYS


def test_every_way_can_be_played() -> None:
    on = "{push: {}, release: {}, workflow_dispatch: {}, pull_request: {}, schedule: [{cron: x}]}"
    given = world(("a.yml", f"on: {on}\n{JOBS}"))
    played = [simulate(given, event, AS_OF) for event in ways_in(given)]
    assert all(any(str(step.stage) == "start" for step in line.steps) for line in played)
    assert {line.event.kind for line in played} >= {EventKind.PUSH, EventKind.SCHEDULE}
