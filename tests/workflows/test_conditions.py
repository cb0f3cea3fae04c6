from __future__ import annotations

import pytest

from runbook.model.release import Release, StartedBy
from runbook.workflows.conditions import condition, pattern_condition


def release(name: str, by: StartedBy, **values: object) -> Release:
    return Release(name, "release.yml", by, **values)  # type: ignore[arg-type]  # test data


TAG = release("production", StartedBy.TAG, tags=("v*",))
DEV = release("development", StartedBy.TAG, tags=("v*-dev-*",))
MERGE = release("nightly", StartedBy.MERGE, branches=("main",))
DRY = release("rehearsal", StartedBy.DISPATCH, inputs={"dry-run": True})
WET = release("trial", StartedBy.DISPATCH, inputs={"dry-run": False, "what's": "a'b"})


@pytest.mark.parametrize(
    ("mine", "others", "expected"),
    [
        ([TAG], [], None),
        ([TAG], [DRY], "github.event_name == 'push'"),
        ([DRY], [TAG], "github.event_name == 'workflow_dispatch'"),
        ([TAG], [MERGE], "github.ref_type == 'tag'"),
        ([MERGE], [TAG], "github.ref_type == 'branch'"),
        (
            [DEV],
            [TAG],
            "startsWith(github.ref_name, 'v') && contains(github.ref_name, '-dev-')",
        ),
        ([WET], [DRY], "!inputs.dry-run && inputs['what''s'] == 'a''b'"),
        (
            [TAG, MERGE],
            [DRY],
            "github.event_name == 'push'",
        ),
        (
            [MERGE, DRY],
            [TAG],
            "github.ref_type == 'branch' || github.event_name == 'workflow_dispatch'",
        ),
    ],
)
def test_a_condition_tells_releases_apart(
    mine: list[Release], others: list[Release], expected: str | None
) -> None:
    assert condition(mine, others) == expected


@pytest.mark.parametrize(
    ("patterns", "expected"),
    [
        (["v1"], "github.ref_name == 'v1'"),
        (["*"], "true"),
        (["*-rc"], "endsWith(github.ref_name, '-rc')"),
        (["v[0-9]+.*"], "startsWith(github.ref_name, 'v')"),
        (
            ["v*", "w*", "!v*-dev-*"],
            (
                "(startsWith(github.ref_name, 'v') || startsWith(github.ref_name, 'w'))"
                " && !(startsWith(github.ref_name, 'v') && contains(github.ref_name, '-dev-'))"
            ),
        ),
    ],
)
def test_patterns_become_an_expression(patterns: list[str], expected: str) -> None:
    assert pattern_condition(patterns) == expected
