"""The pipelines that runbook composes itself are read without a problem, and start as planned."""

from __future__ import annotations

import pytest

from runbook.descriptor.load import parse_descriptor
from runbook.forges.gitlab.semantics.jobs import job_runs
from runbook.forges.gitlab.semantics.starts import pipeline_starts
from runbook.forges.gitlab.semantics.variables import predefined
from runbook.forges.gitlab.syntax.read import read_pipeline
from runbook.model.identity import Identity
from runbook.model.timeline import Event, EventKind
from runbook.plan import make_plan
from runbook.workflows.compose import compose

ENTRY = ".gitlab-ci.yml"
PUSH = EventKind.PUSH
DISPATCH = EventKind.DISPATCH


def composed(release: str) -> dict[str, str]:
    text = (
        "runbook: 1\nowner: acme/tools\nrepo: demo\nforge: {kind: gitlab}\nenvironments: {}\n"
        f"workflows: {{{ENTRY}: {{releases: {{production: {{{release}}}}}}}}}\n"
        f"registries: [{{registry: pypi, package: demo, job: upload, workflow: {ENTRY}}}]\n"
    )
    return dict(compose(make_plan(parse_descriptor(text, "runbook.yaml"))))


@pytest.mark.parametrize(
    ("release", "event", "uploads"),
    [
        (r"by: tag, tags_matching: '^v\d+'", Event(PUSH, "refs/tags/v1"), True),
        (r"by: tag, tags_matching: '^v\d+'", Event(PUSH, "refs/tags/x"), False),
        (r"by: tag, tags_matching: '^v\d+'", Event(PUSH, "refs/heads/v1"), False),
        ("by: tag, tags_matching: '^a/b$'", Event(PUSH, "refs/tags/a/b"), True),
        ("by: merge, branches: [main]", Event(PUSH, "refs/heads/main"), True),
        ("by: merge, branches: [main]", Event(PUSH, "refs/heads/other"), False),
        ("by: merge, branches: [main]", Event(DISPATCH, "refs/heads/main"), False),
        ("by: dispatch, from: [release/1.x]", Event(DISPATCH, "refs/heads/release/1.x"), True),
        ("by: dispatch, from: [release/1.x]", Event(PUSH, "refs/heads/release/1.x"), False),
        ("by: dispatch, from: [release/1.x]", Event(DISPATCH, "refs/heads/main"), False),
    ],
)
def test_composed(release: str, event: Event, *, uploads: bool) -> None:
    pipeline = read_pipeline(ENTRY, composed(release).get)
    assert pipeline.problems == ()
    assert pipeline.unseen == ()
    variables = predefined(Identity("acme/tools", "demo", "gitlab.com"), event, ENTRY)
    assert pipeline_starts(pipeline, variables).starts is uploads
    assert job_runs(pipeline.jobs["upload"], variables, pipeline).runs is uploads
    assert [word.value for word in pipeline.jobs["upload"].id_tokens["PYPI_ID_TOKEN"].audiences]
