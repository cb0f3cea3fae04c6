"""Releases on GitLab, played against pipelines written on the spot."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from runbook.model.timeline import Event, EventKind, Result, Stage, Verdict
from runbook.observe import case_of
from runbook.simulation.asked import Asked, event_asked
from runbook.simulation.run import simulate
from runbook.simulation.show import text_lines, timeline_data
from runbook.simulation.ways import ways_in

if TYPE_CHECKING:
    from pathlib import Path

    from runbook.case import Case
    from runbook.model.timeline import Timeline

TAG = Event(EventKind.PUSH, "refs/tags/v1.2.3")
KEY = "pypi/demo@production"
DESCRIPTOR = """
runbook: 1
owner: acme/platform
repo: demo
forge: {kind: gitlab, tier: TIER}
workflows:
  .gitlab-ci.yml:
    releases:
      production: {by: tag, tags_matching: '^v', example: v1.2.3}
environments:
  pypi: {reviewers: [team:acme/release]}
registries:
- registry: pypi
  package: demo
  workflow: .gitlab-ci.yml
  job: publish
  client: uv
  environment: pypi
"""
PUBLISH = """
publish:
  environment: pypi
  id_tokens: {PYPI_ID_TOKEN: {aud: pypi}}
  script: [uv publish --trusted-publishing always]
"""


def case(folder: Path, pipeline: str = PUBLISH, tier: str = "premium", **files: str) -> Case:
    (folder / "runbook.yaml").write_text(DESCRIPTOR.replace("TIER", tier))
    (folder / ".gitlab-ci.yml").write_text(pipeline)
    (folder / "pyproject.toml").write_text('[project]\nname = "demo"\nversion = "1"\n')
    for name, text in files.items():
        (folder / f"{name}.yml").write_text(text)
    return case_of(folder / "runbook.yaml")


def played(found: Case, event: Event = TAG) -> Timeline:
    return simulate(found.world, event, found.as_of)


def end(timeline: Timeline) -> tuple[Result, str]:
    ending = timeline.ending(KEY)
    assert ending is not None
    assert ending.step is not None
    return ending.result, timeline.steps[ending.step].reason


def test_a_release_goes_all_the_way_once_somebody_approves(tmp_path: Path) -> None:
    timeline = played(case(tmp_path))
    assert end(timeline) == (
        Result.WAITING,
        "it waits for team:acme/release; then somebody has to run the job",
    )
    assert [step.stage for step in timeline.steps] == [
        *(Stage.EVENT, Stage.FILTER, Stage.START, Stage.JOB, Stage.ENVIRONMENT, Stage.APPROVAL),
        *(Stage.TOKEN, Stage.CLAIMS, Stage.EXCHANGE, Stage.UPLOAD),
    ]
    claims = next(step.claims for step in timeline.steps if step.claims)
    assert claims.known("project_path") == "acme/platform/demo"
    assert claims.known("environment") == "pypi"


@pytest.mark.parametrize(
    ("tier", "result", "reason"),
    [
        ("ultimate", Result.WAITING, "it waits for team:acme/release"),
        ("free", Result.PUBLISHED, "demo: accepted"),
        ("null", Result.WAITING, "unless the plan is below Premium"),
    ],
)
def test_approvals_come_with_the_plan(
    tmp_path: Path, tier: str, result: Result, reason: str
) -> None:
    found, said = end(played(case(tmp_path, tier=tier)))
    assert (found, reason in said) == (result, True), said


@pytest.mark.parametrize(
    ("old", "new", "result", "reason"),
    [
        ("publish:\n", "publish:\n  when: manual\n", Result.WAITING, "start this job by hand"),
        ("publish:\n", "publish:\n  when: on_failure\n", Result.NOT_STARTED, "after a failure"),
        ("publish:\n", "publish:\n  only: [branches]\n", Result.NOT_STARTED, ""),
        ("publish:\n", "publish:\n  rules: [{if: $DEPLOY}]\n", Result.UNKNOWN, "DEPLOY"),
        ("environment: pypi", "environment: $GATE", Result.UNKNOWN, "$GATE"),
        ("environment: pypi", "environment: other", Result.REFUSED, "'other'"),
        ("PYPI_ID_TOKEN: {aud: pypi}", "X: {aud: pypi}", Result.REFUSED, "no PYPI_ID_TOKEN"),
        ("aud: pypi", "aud: [other]", Result.REFUSED, "for other, and not for pypi"),
        ("aud: pypi", "aud: $AUDIENCE", Result.WAITING, "it waits"),
        ("  id_tokens: {PYPI_ID_TOKEN: {aud: pypi}}\n", "", Result.REFUSED, "no PYPI_ID_TOKEN"),
        ("--trusted-publishing always", "--token $PASS", Result.UNKNOWN, "the secret PASS"),
        ("publish:\n", "publish:\n  needs: [gone]\n", Result.REFUSED, "gone"),
        ("publish:\n", "publish:\n  stage: gone\n", Result.REFUSED, "stage does not exist"),
        ("publish:\n", "publish:\n  extends: .gone\n", Result.REFUSED, ".gone"),
    ],
)
def test_what_stops_or_holds_a_release(
    tmp_path: Path, old: str, new: str, result: Result, reason: str
) -> None:
    assert PUBLISH.count(old) == 1
    timeline = played(case(tmp_path, PUBLISH.replace(old, new)))
    found, said = end(timeline)
    said = " / ".join([said, *(step.reason for step in timeline.steps)])
    assert (found, reason in said) == (result, True), said


def test_a_job_started_by_hand_holds_those_that_need_it(tmp_path: Path) -> None:
    build = "build:\n  stage: build\n  when: manual\n  allow_failure: false\n  script: [make]\n"
    later = PUBLISH.replace("publish:\n", "publish:\n  stage: deploy\n")
    timeline = played(case(tmp_path, build + later))
    waits = [step.title for step in timeline.steps if step.verdict is Verdict.WAITS]
    assert "job build" in waits


def test_an_include_that_is_not_at_hand_is_not_passed_over(tmp_path: Path) -> None:
    elsewhere = "include: [{project: acme/ci, file: /all.yml}]\n"
    timeline = played(case(tmp_path, elsewhere + PUBLISH))
    assert end(timeline)[0] is Result.UNKNOWN
    assert any("acme/ci" in step.title for step in timeline.steps)


def test_a_local_include_is_read(tmp_path: Path) -> None:
    timeline = played(case(tmp_path, "include: /parts.yml\n", parts=PUBLISH))
    assert end(timeline)[0] is Result.WAITING


@pytest.mark.parametrize("message", ["fix [skip ci]", "[ci skip]"])
def test_no_pipeline_is_asked_for_by_a_message(tmp_path: Path, message: str) -> None:
    timeline = played(case(tmp_path), Event(EventKind.PUSH, "refs/heads/main", message=message))
    assert end(timeline) == (Result.NOT_STARTED, "the commit message asks to skip the pipeline")


def test_without_its_file_a_project_publishes_nothing(tmp_path: Path) -> None:
    found = case(tmp_path)
    (tmp_path / ".gitlab-ci.yml").write_text("test: {script: [make]}\n")
    again = case_of(tmp_path / "runbook.yaml")
    assert played(found).endings
    assert played(again).endings == ()


def test_each_usual_way_in_is_played(tmp_path: Path) -> None:
    world = case(tmp_path).world
    kinds = [(event.kind, event.is_tag) for event in ways_in(world)]
    assert kinds == [
        *((EventKind.PUSH, True), (EventKind.PUSH, True), (EventKind.PUSH, False)),
        *((EventKind.DISPATCH, False), (EventKind.SCHEDULE, False)),
        (EventKind.PULL_REQUEST, False),
    ]


@pytest.mark.parametrize(
    ("name", "kind", "ref"),
    [
        ("", EventKind.PUSH, "refs/tags/v1"),
        ("push", EventKind.PUSH, "refs/tags/v1"),
        ("web", EventKind.DISPATCH, "refs/heads/v1"),
        ("schedule", EventKind.SCHEDULE, "refs/heads/v1"),
        ("merge_request_event", EventKind.PULL_REQUEST, "refs/heads/v1"),
    ],
)
def test_events_are_asked_for_by_their_source(
    tmp_path: Path, name: str, kind: EventKind, ref: str
) -> None:
    event = event_asked(Asked(event=name, ref="v1"), case(tmp_path).world)
    assert (event.kind, event.ref) == (kind, ref)


def test_it_is_shown_in_words_of_gitlab(tmp_path: Path) -> None:
    found = case(tmp_path)
    timeline = played(found)
    shown = "\n".join(text_lines(timeline, found.world, explain=True))
    assert shown.startswith("a push of the tag v1.2.3")
    assert "project_path: acme/platform/demo" in shown
    assert "GitHub" not in shown
    assert timeline_data(timeline)["endings"][0]["result"] == Result.WAITING.value
