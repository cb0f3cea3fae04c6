"""Nearly right pipelines are read, and rehearsed, without an exception."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import yaml
from hypothesis import given
from hypothesis import strategies as st
from mutations import COUNT, shapes, texts

from runbook.forges.gitlab.semantics.jobs import job_runs
from runbook.forges.gitlab.semantics.order import waits_for
from runbook.forges.gitlab.semantics.starts import pipeline_starts
from runbook.forges.gitlab.semantics.variables import predefined
from runbook.forges.gitlab.syntax.read import read_pipeline
from runbook.model.identity import Identity
from runbook.model.timeline import Event, EventKind

if TYPE_CHECKING:
    from runbook.forges.gitlab.syntax.model import Pipeline

ENTRY = ".gitlab-ci.yml"
FOLDER = Path(__file__).parent.parent / "vectors"
SEEDS = [
    text
    for path in sorted((FOLDER / "pipelines").glob("*.yaml"))
    for item in yaml.safe_load(path.read_text())
    for text in item["files"].values()
] + [
    item["file"]
    for path in sorted((FOLDER / "events").glob("*.yaml"))
    for item in yaml.safe_load(path.read_text())
]
VARIABLES = predefined(
    Identity("g", "p", "gitlab.com"), Event(EventKind.PUSH, "refs/tags/v1"), ENTRY
)


def rehearsed(text: str) -> Pipeline:
    files = {ENTRY: text, "ci/a.yml": SEEDS[0], "one.yml": SEEDS[1]}
    pipeline = read_pipeline(ENTRY, files.get)
    assert all(problem.span is not None for problem in pipeline.problems)
    assert pipeline_starts(pipeline, VARIABLES).reason
    for job in pipeline.jobs.values():
        assert job_runs(job, VARIABLES, pipeline).reason
        assert job not in waits_for(job, pipeline) or job.needs
    return pipeline


def test_fuzz_texts() -> None:
    found = [bool(rehearsed(text).problems) for text in texts(SEEDS)]
    assert COUNT / 10 < sum(found) < COUNT


def test_fuzz_shapes() -> None:
    """JSON is YAML: whatever its shape, it is read, and odd shapes are reported."""
    odd = ("!reference", "---", "a: [", "<<: text", "<<: [text")
    seeds = [yaml.safe_load(text) for text in SEEDS if not any(sign in text for sign in odd)]
    seeds = [seed for seed in seeds if isinstance(seed, dict)]
    found = [bool(rehearsed(text).problems) for text in shapes(seeds)]
    assert COUNT / 10 < sum(found) < COUNT


@given(st.text(alphabet="ab:-[]{}&*!<'\"\n ,.#|>$/", max_size=80) | st.text(max_size=80))
def test_any_text_is_read(text: str) -> None:
    rehearsed(text)
