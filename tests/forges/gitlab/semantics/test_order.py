"""Jobs wait for what they need, or for the stages before theirs."""

from __future__ import annotations

import pytest

from runbook.forges.gitlab.semantics.order import missing_need_message, missing_needs, waits_for
from runbook.forges.gitlab.syntax.read import read_pipeline

ENTRY = ".gitlab-ci.yml"
TEXT = """
stages: [build, deploy]
first: {script: [x], stage: .pre}
wheel: {script: [x], stage: build}
docs: {script: [x], stage: build}
publish: {script: [x], stage: deploy}
copies: {script: [x], stage: build, parallel: {matrix: [{OS: [a, b]}]}}
one: {script: [x], stage: deploy, needs: ["copies: [a]"]}
early: {script: [x], stage: deploy, needs: [wheel, {job: docs, optional: true}, wheel]}
at-once: {script: [x], stage: deploy, needs: []}
last: {script: [x], stage: .post}
"""
PIPELINE = read_pipeline(ENTRY, {ENTRY: TEXT}.get)


@pytest.mark.parametrize(
    ("job", "waits"),
    [
        ("first", []),
        ("wheel", ["first"]),
        ("publish", ["first", "wheel", "docs", "copies"]),
        ("early", ["wheel", "docs"]),
        ("at-once", []),
        ("one", ["copies"]),
        ("last", ["first", "wheel", "docs", "publish", "copies", "one", "early", "at-once"]),
    ],
)
def test_waits_for(job: str, waits: list[str]) -> None:
    assert PIPELINE.problems == ()
    assert [other.name for other in waits_for(PIPELINE.jobs[job], PIPELINE)] == waits


def test_a_needed_job_that_is_not_there() -> None:
    job = PIPELINE.jobs["early"]
    assert missing_needs(job, {"wheel", "docs"}, PIPELINE) == ()
    assert missing_needs(PIPELINE.jobs["one"], {"copies"}, PIPELINE) == ()
    need = missing_needs(job, {"publish"}, PIPELINE)[0]
    assert missing_need_message(job, need).startswith("'early' job needs 'wheel' job, but 'wheel' ")


def test_an_unknown_stage_waits_for_nothing() -> None:
    text = {ENTRY: "a: {script: [x], stage: gone}\nb: {script: [x]}"}
    pipeline = read_pipeline(ENTRY, text.get)
    assert waits_for(pipeline.jobs["a"], pipeline) == ()
