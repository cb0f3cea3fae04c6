"""Rules of GitLab's jobs as ways in, with what about them is not certain or cannot be said."""

from __future__ import annotations

import pytest

from runbook.forges.gitlab.semantics.jobs import job_runs
from runbook.forges.gitlab.semantics.variables import predefined
from runbook.forges.gitlab.syntax.read import read_pipeline
from runbook.model.forge import ForgeKind
from runbook.model.identity import Identity
from runbook.model.timeline import Event, EventKind
from runbook.repository.infer_way import ANY, Way, Ways, exactly, name_of
from runbook.repository.infer_ways import ways_of

FILE = ".gitlab-ci.yml"
EVENTS = (
    Event(EventKind.PUSH, "refs/tags/v1"),
    Event(EventKind.PUSH, "refs/heads/main"),
    Event(EventKind.PUSH, "refs/heads/other"),
    Event(EventKind.DISPATCH, "refs/heads/main"),
    Event(EventKind.SCHEDULE, "refs/heads/main"),
)
ANY_PUSH = [("tag", "tags_matching=.*"), ("merge", "")]


def ways(job: str, more: str = "") -> Ways:
    pipeline = read_pipeline(FILE, {FILE: f"{more}\nship:\n  script: [make]\n  {job}\n"}.get)
    assert pipeline.problems == ()
    return ways_of(pipeline, pipeline.jobs["ship"])


def shown(found: Ways) -> list[tuple[str, str]]:
    return [
        (way.by, " ".join(f"{key}={','.join(own)}" for key, own in way.filters().items()))
        for way in found.found
    ]


def of_rule(condition: str) -> Ways:
    return ways(f"rules: [{{if: '{condition}'}}]")


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (r"$CI_COMMIT_TAG =~ /^v\d+/", [("tag", r"tags_matching=^v\d+")]),
        ("$CI_COMMIT_TAG =~ /^V/i", [("tag", "tags_matching=(?i)^V")]),
        ("$CI_COMMIT_TAG != null", [("tag", "tags_matching=.*")]),
        ('$CI_COMMIT_TAG != ""', [("tag", "tags_matching=.*")]),
        ('$CI_COMMIT_BRANCH == ""', [("tag", "tags_matching=.*")]),
        ('$CI_COMMIT_TAG == "v1.0"', [("tag", r"tags_matching=^v1\.0$")]),
        ("$CI_COMMIT_TAG =~ /^a/ || $CI_COMMIT_TAG =~ /^b/", [("tag", "tags_matching=^a,^b")]),
        ("$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH", [("merge", "")]),
        ('$CI_COMMIT_BRANCH == "a" || $CI_COMMIT_BRANCH == "b"', [("merge", "branches=a,b")]),
        ('$CI_COMMIT_REF_NAME == "main"', [("merge", "branches=main")]),
        ("$CI_COMMIT_BRANCH && $CI_COMMIT_TAG == null", [("merge", "")]),
        ("$CI_COMMIT_TAG == null", [("merge", "")]),
        ('$CI_PIPELINE_SOURCE == "push"', ANY_PUSH),
        ('$CI_PIPELINE_SOURCE == "web"', [("dispatch", "")]),
        ('$CI_PIPELINE_SOURCE == "web" && $CI_COMMIT_BRANCH == "a"', [("dispatch", "from=a")]),
        ('$CI_PIPELINE_SOURCE == "schedule"', [("schedule", "")]),
        ('$CI_COMMIT_TAG && $CI_COMMIT_REF_PROTECTED == "true"', [("tag", "tags_matching=.*")]),
        (
            '$CI_COMMIT_TAG || $CI_PIPELINE_SOURCE == "web"',
            [("tag", "tags_matching=.*"), ("dispatch", "")],
        ),
        (
            '$CI_PIPELINE_SOURCE == "web" && ($CI_COMMIT_BRANCH == "a" || $CI_COMMIT_TAG == "v1")',
            [("dispatch", "from=a,refs/tags/v1")],
        ),
        (
            '($CI_PIPELINE_SOURCE == "web" && $CI_COMMIT_TAG) || $CI_PIPELINE_SOURCE == "web"',
            [("dispatch", "")],
        ),
        ("$CI_COMMIT_BRANCH =~ /^a-/", []),
        ('$CI_PIPELINE_SOURCE == "trigger"', []),
        ('$CI_PIPELINE_SOURCE == "web" && $CI_COMMIT_TAG =~ /^v/', []),
    ],
)
def test_a_condition_that_names_a_release(condition: str, expected: list[tuple[str, str]]) -> None:
    found = of_rule(condition)
    assert shown(found) == expected
    assert bool(found.unsaid) is not bool(expected)
    assert not any("a rule" in doubt for doubt in found.doubts)


@pytest.mark.parametrize(
    ("job", "expected", "doubt"),
    [
        ("rules: [{if: '$CI_COMMIT_TAG && $GO'}]", [("tag", "tags_matching=.*")], "$GO"),
        ("rules: [{if: '$GO'}]", ANY_PUSH, "$GO"),
        ("rules: [{if: '$CI_COMMIT_TAG !~ /rc/'}]", [("tag", "tags_matching=.*")], "CI_COMMIT_TAG"),
        ("rules: [{if: '$GO == \"x\" || $CI_COMMIT_TAG'}]", None, "$GO"),
        ("rules: [{if: '$CI_COMMIT_TAG', exists: [a]}]", [("tag", "tags_matching=.*")], "files"),
        ("rules: [{if: $A, when: never}, {if: $CI_COMMIT_TAG}]", None, "a rule before it"),
        ("rules: [{when: manual}]", ANY_PUSH, "every branch"),
        ("when: manual", ANY_PUSH, "every branch"),
        ("rules: [{if: '$CI_COMMIT_BRANCH'}]", [("merge", "")], "every branch"),
        ('rules: [{if: \'"a" == "a"\'}]', ANY_PUSH, "compares texts"),
        ("only: [tags]", [("tag", "tags_matching=.*")], ""),
        ("only: [branches]", [("merge", "")], "every branch"),
        ("only: [main, $CI_DEFAULT_BRANCH]", None, "only"),
        ("only: [schedules]", [("schedule", "")], "settings"),
        ("only: [/^v/]", [("tag", "tags_matching=^v")], "same expression"),
        ("only: {refs: [tags], variables: [$A]}", [("tag", "tags_matching=.*")], "$A"),
        (
            "only: {refs: [tags], variables: [$CI_COMMIT_TAG =~ /^v/]}",
            [("tag", "tags_matching=^v")],
            "",
        ),
        (
            """only: {variables: ['$CI_COMMIT_BRANCH == "dev"']}""",
            [("merge", "branches=dev")],
            "",
        ),
        ("only: {refs: [schedules], variables: [$A]}", [("schedule", "")], "$A"),
        ("only: [tags, /^v/]", [("tag", "tags_matching=.*")], ""),
        ("except: [tags]", [("merge", "")], "every branch"),
        ("except: [tags, schedules]", [("merge", "")], "every branch"),
        ("except: [dev]", [("tag", "tags_matching=.*")], ""),
        ("except: [branches]", [("tag", "tags_matching=.*")], ""),
        ("except: {changes: [a]}", ANY_PUSH[::-1], "files"),
    ],
)
def test_what_is_not_certain_is_said(
    job: str, expected: list[tuple[str, str]] | None, doubt: str
) -> None:
    found = ways(job)
    if expected is not None:
        assert shown(found) == expected
    doubts = " ".join(found.doubts)
    assert doubt in doubts or not doubts


@pytest.mark.parametrize(
    ("condition", "event"),
    [
        ("$CI_COMMIT_TAG =~ /^v/", Event(EventKind.PUSH, "refs/tags/v1")),
        ('$CI_COMMIT_TAG == "v1"', Event(EventKind.PUSH, "refs/tags/v1")),
        ("$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH", Event(EventKind.PUSH, "refs/heads/main")),
        ('$CI_PIPELINE_SOURCE == "web"', Event(EventKind.DISPATCH, "refs/heads/main")),
        ('$CI_PIPELINE_SOURCE == "schedule"', Event(EventKind.SCHEDULE, "refs/heads/main")),
    ],
)
def test_a_way_is_one_by_which_the_job_runs(condition: str, event: Event) -> None:
    texts = {FILE: f"ship: {{script: [make], rules: [{{if: '{condition}'}}]}}\n"}
    pipeline = read_pipeline(FILE, texts.get)
    job = pipeline.jobs["ship"]
    project = Identity("acme", "demo", "gitlab.com")
    answers = [job_runs(job, predefined(project, other, FILE), pipeline).runs for other in EVENTS]
    assert answers[EVENTS.index(event)] is True
    assert False in answers
    (way,) = ways_of(pipeline, job).found
    kinds = {"tag": EventKind.PUSH, "merge": EventKind.PUSH, "dispatch": EventKind.DISPATCH}
    assert kinds.get(way.by, EventKind.SCHEDULE) is event.kind
    assert (way.by == "tag") is event.is_tag


def test_a_job_without_rules_has_those_of_the_pipeline() -> None:
    more = "workflow: {rules: [{if: $CI_COMMIT_TAG =~ /^v/}]}"
    expected = [("tag", "tags_matching=^v")]
    assert shown(ways("stage: test", more)) == expected
    assert shown(ways("rules: [{when: manual}]", more)) == expected
    assert shown(ways("rules: [{if: $CI_COMMIT_TAG == 'x'}]", more)) == [
        ("tag", "tags_matching=^x$")
    ]


@pytest.mark.parametrize(
    ("workflow", "rule", "doubted"),
    [
        ("$CI_COMMIT_TAG", "$CI_COMMIT_TAG =~ /^v/", False),
        ("$CI_COMMIT_BRANCH", "$CI_COMMIT_TAG =~ /^v/", True),
        ("$CI_COMMIT_BRANCH", '$CI_PIPELINE_SOURCE == "web"', False),
        ('$CI_PIPELINE_SOURCE == "merge_request_event"', "$CI_COMMIT_TAG", True),
    ],
)
def test_the_pipeline_must_start_too(workflow: str, rule: str, doubted: bool) -> None:
    more = f"workflow: {{rules: [{{if: '{workflow}'}}]}}"
    found = ways(f"rules: [{{if: '{rule}'}}]", more)
    assert any("workflow:" in doubt for doubt in found.doubts) is doubted


@pytest.mark.parametrize(
    ("pattern", "name"),
    [
        ("", ""),
        ("^main$", "main"),
        (r"^release\/1\.x$", "release/1.x"),
        ("^a.c$", None),
        (r"^\d$", None),
        ("main", None),
        ("^(a|b)$", None),
        (ANY, None),
    ],
)
def test_the_one_name_that_a_pattern_matches(pattern: str, name: str | None) -> None:
    assert name_of(pattern) == name
    assert name is None or not pattern or name_of(exactly(name)) == name


def test_filters_are_under_the_keys_of_a_descriptor() -> None:
    on_github = Way("a.yml", "tag", tags=("v*",), types=("x",))
    assert on_github.filters() == {"tags": ("v*",), "types": ("x",)}
    by_hand = Way(FILE, "dispatch", ("v1",), ("main",), forge=ForgeKind.GITLAB)
    assert by_hand.filters() == {"from": ("main", "refs/tags/v1")}
