"""One job that makes several uploads: read back, and rehearsed."""

from __future__ import annotations

import pytest
from judges import ask

from runbook.case import Case
from runbook.descriptor.load import parse_descriptor
from runbook.forges.github.syntax.read import read_workflow
from runbook.model.timeline import Result
from runbook.plan import make_plan
from runbook.registries.catalog import catalog_version
from runbook.rules.ask import played
from runbook.workflows.compose import compose
from runbook.workflows.ids import told_apart

HEAD = """
runbook: 1
owner: acme
repo: tools
workflows:
  release.yml:
    releases:
      production: {by: tag, tags: ["v*"], example: v0.3.1}
      trial: {by: dispatch, from: [main], inputs: {really: true}}
      nightly: {by: dispatch, from: [main], inputs: {really: false}}
environments:
  release: {reviewers: ["user:jo"], tags: ["v*"], branches: [main]}
registries:
"""
DIRECT, CALLED = "release.yml", "[release.yml, _upload.yml]"
FETCH, CLEAR = "Fetch what the build stored", "Make room for the next files"


def case_of(*entries: str, workflow: str = DIRECT) -> Case:
    shared = f"job: publish, environment: release, workflow: {workflow}"
    lines = "".join(f"  - {{{entry}, {shared}}}\n" for entry in entries)
    return Case(make_plan(parse_descriptor(HEAD + lines, "runbook.yaml")), catalog_version())


def steps_of(case: Case) -> list[tuple[str, str | None]]:
    """Names and conditions of the steps of the uploading job."""
    path, text = list(compose(case.plan).items())[-1]
    steps = read_workflow(text, path).jobs["publish"].steps
    return [
        (step.name.value if step.name else "", step.condition.value if step.condition else None)
        for step in steps
    ]


def published(case: Case, release: str) -> set[str]:
    """The registries at which something arrives, by a rehearsal of what was composed."""
    (found,) = (item for item in case.plan.releases if item.name == release)
    return {
        ending.publication.partition("/")[0]
        for ending in played(case, found).endings
        if ending.result in {Result.PUBLISHED, Result.WAITING}
    }


def test_each_upload_finds_only_what_was_built_for_it() -> None:
    case = case_of(
        "registry: npm, package: a, release: production",
        "registry: pypi, package: a, release: production",
        "registry: crates-io, package: a, release: production",
    )
    names = [name for name, _ in steps_of(case)]
    assert names == [
        "Check out the sources",
        FETCH, "Set up Node.js", "Publish to npm",
        CLEAR, FETCH, "Publish to PyPI",
        CLEAR, "Authenticate on crates.io", "Publish to crates.io",
    ]  # fmt: skip
    assert {when for _, when in steps_of(case)} == {None}
    assert published(case, "production") == {"npm", "pypi", "crates-io"}


def test_uploads_of_different_releases_fetch_the_same_files_once() -> None:
    case = case_of(
        "registry: pypi, package: a, release: production",
        "registry: testpypi, package: a, release: trial",
    )
    push = "github.event_name == 'push'"
    trial = "github.event_name == 'workflow_dispatch'"
    assert steps_of(case) == [
        (FETCH, None), ("Publish to PyPI", push), ("Publish to TestPyPI", trial),
    ]  # fmt: skip
    assert published(case, "production") == {"pypi"}
    assert published(case, "trial") == {"testpypi"}


def test_files_are_fetched_anew_for_a_second_upload_of_them() -> None:
    case = case_of(
        "registry: testpypi, package: a",
        "registry: pypi, package: a, release: production",
    )
    names = [name for name, when in steps_of(case) if when]
    assert names == [CLEAR, FETCH, "Publish to PyPI"], "the first left attestations"
    assert published(case, "production") == {"pypi", "testpypi"}
    assert published(case, "nightly") == {"testpypi"}


@pytest.mark.parametrize(
    ("workflow", "wanted"),
    [(DIRECT, "!inputs.really"), (CALLED, "github.event.inputs.really == 'false'")],
    ids=["in the file of the event", "in a called file"],
)
def test_an_input_of_the_event_is_found_from_where_the_step_is(workflow: str, wanted: str) -> None:
    case = case_of(
        "registry: crates-io, package: a, release: nightly",
        "registry: npm, package: a, release: trial",
        workflow=workflow,
    )
    conditions = [when for name, when in steps_of(case) if name == "Publish to crates.io"]
    assert conditions == [wanted]
    assert published(case, "nightly") == {"crates-io"}
    assert published(case, "trial") == {"npm"}


def test_every_image_is_pushed_and_ids_differ() -> None:
    case = case_of(
        "registry: ghcr, packages: [ghcr.io/acme/a, ghcr.io/acme/b]",
        "registry: dockerhub, packages: [acme/a, acme/b]",
    )
    text = compose(case.plan)[".github/workflows/release.yml"]
    images = ("ghcr.io/acme/a", "ghcr.io/acme/b", "acme/a", "acme/b")
    names = ("meta", "meta-2", "meta-3", "meta-2-2")
    for image, name in zip(images, names, strict=True):
        assert text.count(f"id: {name}\n") == 1
        assert f"images: {image}\n" in text
        assert f"tags: ${{{{ steps.{name}.outputs.tags }}}}" in text


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("registry: crates-io, packages: [a, b]", "run: cargo publish --workspace"),
        ("registry: crates-io, package: a", "run: cargo publish\n"),
        ("registry: npm, packages: [a, b]", "npm pack --workspaces"),
        ("registry: pypi, packages: [a, b]", "run: uv build --all-packages"),
        ("registry: pypi, packages: [a, b], build: uv", "run: uv build\n"),
        ("registry: rubygems, packages: [a, b]", 'gem push "$file"'),
    ],
)
def test_several_packages_are_built_and_uploaded_unless_told_otherwise(
    entry: str, said: str
) -> None:
    assert said in compose(case_of(entry).plan)[".github/workflows/release.yml"]


@pytest.mark.judges
@pytest.mark.parametrize("judge", [ask.zizmor, ask.actionlint, ask.github_schemas])
@pytest.mark.parametrize("workflow", [DIRECT, CALLED], ids=["direct", "called"])
def test_no_judge_complains(
    judge: ask.Judge, workflow: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    case = case_of(
        "registry: testpypi, package: a, client: twine",
        "registry: pypi, package: a, release: production",
        "registry: npm, packages: [a, b], release: nightly",
        "registry: crates-io, packages: [a, b], release: production",
        "registry: ghcr, packages: [ghcr.io/acme/a, ghcr.io/acme/b], release: trial",
        workflow=workflow,
    )
    tree = ask.write_tree(tmp_path_factory.mktemp("stages"), compose(case.plan))
    assert judge(tree) == []


def test_references_follow_the_ids_that_were_changed() -> None:
    steps = [{"id": "a"}, {"id": "a-2"}, {"id": "a"}, {"run": "${{ steps.a.outputs.x }} steps.b."}]
    *_, third, last = told_apart(steps)
    assert third == {"id": "a-3"}
    assert last == {"run": "${{ steps.a-3.outputs.x }} steps.b."}
