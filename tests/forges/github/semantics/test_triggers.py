from __future__ import annotations

import pytest

from runbook.forges.github.semantics.events import created, described, run_ref, skips
from runbook.forges.github.semantics.triggers import starts
from runbook.forges.github.syntax.read import read_workflow
from runbook.model.timeline import Event, EventKind

PUSH, RELEASE, PULL = EventKind.PUSH, EventKind.RELEASE, EventKind.PULL_REQUEST
DISPATCH, CUSTOM = EventKind.DISPATCH, EventKind.REPOSITORY_DISPATCH
TARGET, RUN = EventKind.PULL_REQUEST_TARGET, EventKind.WORKFLOW_RUN
MERGE = "refs/pull/1/merge"
TRUNK = "refs/heads/trunk"
PATH = ".github/workflows/a.yml"
RUN_AFTER = "{workflow_run: {workflows: [CI]}}"
JOBS = "jobs: {a: {runs-on: x, steps: [{run: y}]}}\n"


def decide(on: str, event: Event) -> tuple[bool | None, str]:
    workflow = read_workflow(f"on: {on}\n{JOBS}", PATH)
    decision = starts(workflow, event, "main")
    return decision.starts, decision.reason


def tag(name: str = "v1") -> Event:
    return Event(PUSH, f"refs/tags/{name}")


def branch(name: str = "main", *paths: str) -> Event:
    return Event(PUSH, f"refs/heads/{name}", paths=paths or None)


@pytest.mark.parametrize(
    ("on", "event", "started", "reason"),
    [
        ("push", tag(), True, "it listens to push"),
        ("release", tag(), False, "does not listen to push, only to release"),
        ("{}", tag(), False, "only to nothing"),
        ("{push: {tags: ['v*']}}", tag(), True, "tags filter 'v*' lets 'v1' through"),
        ("{push: {tags: ['v*']}}", tag("x"), False, "no tags filter fits 'x'"),
        ("{push: {tags: ['v*', '!v1']}}", tag(), False, "tags filter '!v1' keeps 'v1' out"),
        ("{push: {tags: []}}", tag(), False, "no tags filter fits"),
        ("{push: {tags: ['v*']}}", branch(), False, "filters tags only, so branches do not"),
        ("{push: {tags-ignore: ['x']}}", branch(), False, "filters tags only"),
        ("{push: {tags-ignore: ['x']}}", tag(), True, "it listens"),
        ("{push: {tags-ignore: ['v*']}}", tag(), False, "tags-ignore filter 'v*' keeps 'v1' out"),
        ("{push: {tags-ignore: ['v*', '!v1']}}", tag(), True, "it listens"),
        ("{push: {branches: [main]}}", tag(), False, "filters branches only, so tags do not"),
        ("{push: {branches-ignore: [main]}}", tag(), False, "filters branches only"),
        ("{push: {branches: [main]}}", branch(), True, "branches filter 'main'"),
        ("{push: {branches: [main], tags: [v1]}}", tag(), True, "tags filter 'v1'"),
        ("{push: {branches: ['**'], tags: [x]}}", tag(), False, "no tags filter fits"),
        ("{push: {paths: [src/**]}}", tag(), True, "it listens"),
        ("{push: {paths: [src/**]}}", branch(), None, "which files the push changes"),
        ("{push: {paths: [src/**]}}", branch("main", "src/a"), True, "it listens"),
        ("{push: {paths: [src/**]}}", branch("main", "doc"), False, "no changed file fits"),
        ("{push: {paths-ignore: [doc]}}", branch("main", "doc"), False, "all changed files are"),
        ("{push: {paths-ignore: [doc]}}", branch("main", "doc", "src"), True, "it listens"),
        ("{push: {paths-ignore: [doc]}}", branch(), None, "which files"),
        ("{push: {branches: [x], paths: [a]}}", branch("main", "a"), False, "no branches filter"),
        ("{push: {tags: ['+']}}", tag(), False, "the pattern '+' is broken"),
        ("{push: {paths: ['[']}}", tag(), False, "is broken: unexpected end: missing ]"),
        ("{release: {}, push: {tags: ['[a-]']}}", Event(RELEASE, "refs/tags/v1"), False, "broken"),
        ("{push: {tags: ['/v1']}}", tag(), False, "no tags filter fits"),
        ("{push: {types: ['+']}}", tag(), True, "it listens to push"),
        ("{push: {}, workflow_run: {workflows: ['+']}}", tag(), True, "it listens to push"),
    ],
)
def test_pushes(on: str, event: Event, started: bool | None, reason: str) -> None:
    found = decide(on, event)
    assert found[0] is started
    assert reason in found[1]


@pytest.mark.parametrize("on", ["{push: {tags: ['+']}}", "{push: {tags: [a], tags-ignore: [b]}}"])
def test_a_broken_filter_refuses_the_file(on: str) -> None:
    workflow = read_workflow(f"on: {on}\n{JOBS}", PATH)
    assert starts(workflow, tag(), "main").invalid
    fine = read_workflow(f"on: {{push: {{tags: [b]}}}}\n{JOBS}", PATH)
    assert not starts(fine, tag(), "main").invalid


@pytest.mark.parametrize(
    ("on", "event", "started"),
    [
        ("release", Event(RELEASE, "refs/tags/v1", activity="created"), True),
        ("{release: {types: published}}", Event(RELEASE, "refs/tags/v1", activity="edited"), False),
        ("{release: {types: edited}}", Event(RELEASE, "refs/tags/v1", activity="edited"), True),
        ("pull_request", Event(PULL, MERGE, activity="opened"), True),
        ("pull_request", Event(PULL, MERGE, activity="synchronize"), True),
        ("pull_request", Event(PULL, MERGE, activity="reopened"), True),
        ("pull_request", Event(PULL, MERGE, activity="closed"), False),
        (
            "{pull_request: {types: closed}}",
            Event(PULL, MERGE, activity="closed"),
            True,
        ),
        (
            "{pull_request: {branches: [x]}}",
            Event(PULL, MERGE, activity="opened"),
            False,
        ),
        ("{pull_request: {branches: [x]}}", Event(PULL, MERGE, base="x"), True),
        ("{pull_request: {branches: [main]}}", Event(PULL, MERGE), True),
        ("{pull_request: {paths: [x]}}", Event(PULL, MERGE, paths=("y",)), False),
        ("{pull_request: {paths: [x]}}", Event(PULL, MERGE), None),
        (
            "{repository_dispatch: {types: [go]}}",
            Event(CUSTOM, "", activity="no"),
            False,
        ),
        (
            "{repository_dispatch: {types: [go]}}",
            Event(CUSTOM, "", activity="go"),
            True,
        ),
        ("workflow_dispatch", Event(DISPATCH, "refs/heads/main"), True),
        ("workflow_dispatch", Event(DISPATCH, "refs/heads/main", workflow="a.yml"), True),
        (
            "workflow_dispatch",
            Event(DISPATCH, "", workflow=PATH),
            True,
        ),
        (
            "workflow_dispatch",
            Event(DISPATCH, "refs/heads/main", workflow="b.yml"),
            False,
        ),
        ("{schedule: [{cron: x}]}", Event(EventKind.SCHEDULE, "", workflow="b.yml"), False),
        ("{schedule: [{cron: x}]}", Event(EventKind.SCHEDULE, ""), True),
        (
            "{workflow_run: {workflows: [CI]}}",
            Event(RUN, "", workflow="CI"),
            True,
        ),
        (
            "{workflow_run: {workflows: [CI]}}",
            Event(RUN, "", workflow="X"),
            False,
        ),
        (
            "{workflow_run: {workflows: [CI], branches: [x]}}",
            Event(RUN, "", workflow="CI"),
            False,
        ),
        (
            "{workflow_run: {workflows: [CI], types: [requested]}}",
            Event(RUN, "", workflow="CI", activity="completed"),
            False,
        ),
        ("create", Event(EventKind.CREATE, "refs/tags/v1"), True),
    ],
)
def test_other_events(on: str, event: Event, started: bool | None) -> None:
    assert decide(on, event)[0] is started


@pytest.mark.parametrize(
    ("on", "event", "reason", "facts"),
    [
        ("{}", tag(), "it does not listen to push, only to nothing", ()),
        (
            "[release, create]",
            tag(),
            "it does not listen to push, only to release, create",
            (),
        ),
        (
            "workflow_dispatch",
            Event(DISPATCH, "", workflow="b.yml"),
            "another workflow is meant",
            (),
        ),
        ("{push: {tags: ['v*']}}", tag(), "tags filter 'v*' lets 'v1' through", ()),
        ("{push: {tags: ['!v1']}}", tag(), "tags filter '!v1' keeps 'v1' out", ()),
        ("{push: {tags-ignore: [v1]}}", tag(), "tags-ignore filter 'v1' keeps 'v1' out", ()),
        (
            "{push: {tags: [a], tags-ignore: [b]}}",
            tag(),
            "tags and tags-ignore stand together, which GitHub refuses",
            (),
        ),
        (
            "{push: {branches: [main]}}",
            tag(),
            "it filters branches only, so tags do not start it",
            ("filters-of-one-kind",),
        ),
        (
            "{release: {types: [published, edited]}}",
            Event(RELEASE, "refs/tags/v1", activity="created"),
            "its types are published, edited, and this is created",
            ("release-types",),
        ),
        (
            "{workflow_run: {workflows: [CI, Test]}}",
            Event(RUN, "", workflow="X"),
            "it follows CI, Test, not X",
            (),
        ),
        (
            "{workflow_run: {workflows: []}}",
            Event(RUN, "", workflow="X"),
            "it follows no workflow, not X",
            (),
        ),
        (
            "{push: {paths: [a]}}",
            branch(),
            "it depends on which files the push changes",
            ("paths-not-for-tags",),
        ),
        ("{push: {paths: [a]}}", branch("main", "b"), "no changed file fits its paths", ()),
        ("{push: {paths-ignore: [b]}}", branch("main", "b"), "all changed files are ignored", ()),
    ],
)
def test_what_is_said_and_the_facts_behind_it(
    on: str, event: Event, reason: str, facts: tuple[str, ...]
) -> None:
    decision = starts(read_workflow(f"on: {on}\n{JOBS}", PATH), event, "main")
    assert (decision.reason, decision.facts) == (reason, facts)


@pytest.mark.parametrize(
    ("event", "there"),
    [
        (Event(PUSH, "refs/tags/v1", tags_at_once=3), True),
        (Event(PUSH, "refs/tags/v1", tags_at_once=4), False),
        (Event(EventKind.CREATE, "refs/tags/v1", tags_at_once=4), False),
        (Event(RELEASE, "refs/tags/v1", tags_at_once=4), True),
        (Event(PUSH, "refs/tags/v1", by_forge_token=True), False),
        (Event(RELEASE, "refs/tags/v1", by_forge_token=True), False),
        (Event(DISPATCH, "refs/tags/v1", by_forge_token=True), True),
        (Event(CUSTOM, "", by_forge_token=True), True),
        (Event(RELEASE, "", activity="created", draft=True), False),
        (Event(RELEASE, "", activity="edited", draft=True), False),
        (Event(RELEASE, "", activity="deleted", draft=True), False),
        (Event(RELEASE, "", activity="prereleased", draft=True), False),
        (Event(RELEASE, "", activity="published", draft=True), True),
        (Event(RELEASE, "", activity="created"), True),
        (Event(PUSH, "refs/heads/main", message="x [skip ci]"), False),
        (Event(PULL, "", message="x [no ci]"), False),
        (Event(RELEASE, "", message="x [skip ci]"), True),
    ],
)
def test_which_events_exist(event: Event, there: bool) -> None:
    decision = created(event)
    assert decision.starts is there
    assert bool(decision.facts) is not there


@pytest.mark.parametrize(
    ("event", "reason", "facts"),
    [
        (
            tag(),
            "GitHub creates the event push on refs/tags/v1",
            (),
        ),
        (
            Event(PUSH, "refs/tags/v1", tags_at_once=4),
            (
                "4 tags are pushed at once; for more than 3 GitHub creates no event, and "
                "pushing them again does nothing"
            ),
            ("three-tags",),
        ),
        (
            Event(PUSH, "refs/tags/v1", by_forge_token=True),
            "it is made with GITHUB_TOKEN, and such events start no workflow",
            ("forge-token-starts-nothing",),
        ),
        (
            Event(RELEASE, "refs/tags/v1", activity="created", draft=True),
            "`created` does not fire for a release that is or was a draft",
            ("release-drafts",),
        ),
        (
            Event(PUSH, "refs/heads/main", message="[skip ci]"),
            "the commit message asks to skip workflows",
            ("skip-ci",),
        ),
    ],
)
def test_why_there_is_an_event_or_none(event: Event, reason: str, facts: tuple[str, ...]) -> None:
    decision = created(event)
    assert (decision.reason, decision.facts) == (reason, facts)


@pytest.mark.parametrize(
    ("message", "skipped"),
    [
        *((f"a {mark} b", True) for mark in ("[skip ci]", "[ci skip]", "[no ci]")),
        *((mark, True) for mark in ("[skip actions]", "[actions skip]")),
        ("a\n\nskip-checks:true", True),
        ("a\n\nskip-checks: true\n", True),
        ("skip-checks: true\n\nb", False),
        ("no-skip-checks:true", False),
        ("[skip]", False),
        ("", False),
    ],
)
def test_skip_messages(message: str, skipped: bool) -> None:
    assert skips(message) is skipped


@pytest.mark.parametrize(
    ("event", "as_of", "ref"),
    [
        (Event(PUSH, "refs/tags/v1"), "2026-01-01", "refs/tags/v1"),
        (Event(RELEASE, "refs/tags/v1"), "2026-01-01", "refs/tags/v1"),
        (Event(EventKind.SCHEDULE, "refs/heads/x"), "2026-01-01", TRUNK),
        (Event(RUN, "refs/tags/v1"), "2026-01-01", TRUNK),
        (Event(EventKind.DELETE, "refs/tags/v1"), "2026-01-01", TRUNK),
        (Event(CUSTOM, "refs/tags/v1"), "2026-01-01", TRUNK),
        (
            Event(TARGET, MERGE, base="x"),
            "2025-12-07",
            "refs/heads/x",
        ),
        (
            Event(TARGET, MERGE, base="x"),
            "2025-12-08",
            TRUNK,
        ),
        (
            Event(TARGET, MERGE),
            "2025-12-07",
            TRUNK,
        ),
        (Event(PULL, MERGE), "2026-01-01", MERGE),
        (Event(DISPATCH, ""), "2026-01-01", TRUNK),
        (Event(DISPATCH, "refs/tags/v1"), "2026-01-01", "refs/tags/v1"),
    ],
)
def test_the_ref_a_run_stands_on(event: Event, as_of: str, ref: str) -> None:
    assert run_ref(event, "trunk", as_of) == ref


def test_an_event_in_words() -> None:
    assert described(Event(RELEASE, "refs/tags/v1", activity="published")) == (
        "release (published) on refs/tags/v1"
    )
    assert described(Event(RUN, "")) == "workflow_run"
