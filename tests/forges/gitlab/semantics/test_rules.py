"""Events lead to the pipelines and jobs that GitLab would make of them."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from runbook.forges.facts import forge_facts
from runbook.forges.gitlab.semantics.jobs import job_runs
from runbook.forges.gitlab.semantics.starts import pipeline_starts
from runbook.forges.gitlab.semantics.variables import predefined
from runbook.forges.gitlab.syntax.read import read_pipeline
from runbook.model.forge import ForgeKind
from runbook.model.identity import Identity
from runbook.model.timeline import Event, EventKind

if TYPE_CHECKING:
    from runbook.forges.gitlab.semantics.jobs import JobDecision
    from runbook.forges.gitlab.syntax.model import Pipeline

FOLDER = Path(__file__).parent.parent / "vectors" / "events"
ENTRY = ".gitlab-ci.yml"
PROJECT = Identity("g", "p", "gitlab.com")


def cases() -> list[Any]:
    """Every event of every item of every file in the folder."""
    return [
        pytest.param(
            item["file"], event, id=f"{item['id']}-{event['event'].replace('/', ':')}-{at}"
        )
        for path in sorted(FOLDER.glob("*.yaml"))
        for item in yaml.safe_load(path.read_text())
        for at, event in enumerate(item["events"])
    ]


def read(text: str) -> Pipeline:
    return read_pipeline(ENTRY, {ENTRY: text}.get)


def event_of(case: dict[str, Any]) -> Event:
    kind, _, ref = case["event"].partition(" ")
    inputs = case.get("inputs", {})
    return Event(EventKind(kind), ref, inputs=inputs, message=case.get("message", ""))


def shown(decision: JobDecision) -> str:
    return "?" if decision.runs is None else decision.when


@pytest.mark.parametrize(("text", "case"), cases())
def test_event(text: str, case: dict[str, Any]) -> None:
    pipeline = read(text)
    variables = predefined(PROJECT, event_of(case), ENTRY)
    decision = pipeline_starts(pipeline, variables)
    assert decision.starts is case["starts"], decision
    assert decision.invalid is case.get("invalid", False)
    assert decision.reason == case.get("reason", decision.reason)
    decisions = {name: job_runs(job, variables, pipeline) for name, job in pipeline.jobs.items()}
    found = {name: shown(decisions[name]) for name in case.get("jobs", {})}
    assert found == case.get("jobs", {})
    for one in (decision, *decisions.values()):
        assert one.reason
        assert set(one.facts) <= set(forge_facts(ForgeKind.GITLAB))


@pytest.mark.parametrize(
    ("job", "blocks"),
    [
        ("rules: [{when: manual}]", True),
        ("rules: [{when: manual, allow_failure: true}]", False),
        ("allow_failure: true, rules: [{when: manual}]", False),
        ("allow_failure: true, rules: [{when: manual, allow_failure: false}]", True),
        ("when: manual", False),
        ("when: manual, allow_failure: false", True),
        ("allow_failure: {exit_codes: 3}", True),
        ("when: always", True),
    ],
)
def test_what_comes_after_waits(job: str, *, blocks: bool) -> None:
    pipeline = read(f"a: {{script: [x], {job}}}")
    variables = predefined(PROJECT, Event(EventKind.PUSH, "refs/tags/v1"), ENTRY)
    assert job_runs(pipeline.jobs["a"], variables, pipeline).blocks is blocks


@pytest.mark.parametrize(
    ("job", "when", "reason"),
    [
        ("rules: [{when: manual}]", "manual", "its last rule holds"),
        ("rules: [{when: never}]", "never", "its last rule holds, and says never"),
        (
            "rules: [{if: $CI_COMMIT_TAG, when: never}]",
            "never",
            "`$CI_COMMIT_TAG` holds, and says never",
        ),
        ("rules: [{if: $CI_COMMIT_BRANCH}]", "never", "none of its rules holds"),
        ("rules: [{if: $OPEN}]", "?", "it depends on $OPEN"),
        ("rules: [{changes: [a]}]", "on_success", "its last rule holds"),
        (
            "rules: [{exists: [a]}]",
            "?",
            "it depends on which files there are or were changed",
        ),
        ("when: always", "always", "it is not limited"),
        ("only: [tags]", "on_success", "its `only` lets the pipeline in"),
        ("only: [branches]", "never", "its `only` does not let the pipeline in"),
        ("except: [tags]", "never", "its `except` keeps the pipeline out"),
        ("only: {variables: [$OPEN]}", "?", "what `only` and `except` ask for cannot be known"),
    ],
)
def test_the_reason_says_what_decides(job: str, when: str, reason: str) -> None:
    pipeline = read(f"a: {{script: [x], {job}}}")
    variables = predefined(PROJECT, Event(EventKind.PUSH, "refs/tags/v1"), ENTRY)
    decision = job_runs(pipeline.jobs["a"], variables, pipeline)
    assert (shown(decision), decision.reason) == (when, reason)


@pytest.mark.parametrize(
    ("job", "place", "facts"),
    [
        ("rules: [{when: manual}]", f"{ENTRY}:3:11", ("rules-first-match", "manual-jobs-block")),
        ("rules: [{when: always}]", f"{ENTRY}:3:11", ("rules-first-match",)),
        ("only: [tags]", f"{ENTRY}:3:9", ("only-and-except",)),
        ("only: [tags]\n  except: [tags]", f"{ENTRY}:4:11", ("only-and-except",)),
        ("only: [tags]\n  except: [branches]", f"{ENTRY}:3:9", ("only-and-except",)),
        ("when: always", f"{ENTRY}:1:1", ("jobs-without-rules",)),
    ],
)
def test_the_place_and_facts_of_a_job(job: str, place: str, facts: tuple[str, ...]) -> None:
    pipeline = read(f"a:\n  script: [x]\n  {job}\n")
    variables = predefined(PROJECT, Event(EventKind.PUSH, "refs/tags/v1"), ENTRY)
    decision = job_runs(pipeline.jobs["a"], variables, pipeline)
    assert (str(decision.span), decision.facts) == (place, facts)


def test_a_job_without_rules_is_not_for_merge_requests() -> None:
    pipeline = read("a: {script: [x]}")
    variables = predefined(PROJECT, Event(EventKind.PULL_REQUEST, "refs/heads/x"), ENTRY)
    decision = job_runs(pipeline.jobs["a"], variables, pipeline)
    assert decision.reason == "a job without rules is no part of a merge request's pipeline"
    assert decision.runs is False


def test_the_place_is_that_of_what_decides() -> None:
    pipeline = read("a:\n  script: [x]\n  rules:\n    - if: $CI_COMMIT_TAG\n    - when: never\n")
    variables = predefined(PROJECT, Event(EventKind.PUSH, "refs/tags/v1"), ENTRY)
    decision = job_runs(pipeline.jobs["a"], variables, pipeline)
    assert (str(decision.span), decision.reason) == (f"{ENTRY}:4:7", "`$CI_COMMIT_TAG` holds")


def test_many_jobs_and_rules_take_no_time() -> None:
    """Each job sees the variables of the workflow, which are worked out once."""
    variables = [f"  V{n}: x" for n in range(3_000)]
    rules = [f"  - {{if: $V{n} == 'y', variables: {{W{n}: x}}}}" for n in range(3_000)]
    jobs = [f"j{n}: {{script: [x], rules: [{{if: $W{n}}}]}}" for n in range(3_000)]
    text = "\n".join(["variables:", *variables, "workflow:", " rules:", *rules])
    text = "\n".join([text, "  - {when: always}", *jobs])
    pipeline = read(text + "\n")
    start = perf_counter()
    pipeline_starts(pipeline, predefined(PROJECT, Event(EventKind.PUSH, "refs/heads/x"), ENTRY))
    assert perf_counter() - start < 5
