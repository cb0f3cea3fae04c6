"""What the pages say of the workflow files as they are, and of uploads with a stored token."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from found_checkouts import written

from runbook.case import Case
from runbook.descriptor.load import parse_descriptor
from runbook.pages.project import drafts_of, project_files
from runbook.pages.render import Renderer
from runbook.pages.scene import Scene
from runbook.plan import make_plan
from runbook.registries.catalog import catalog_version

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from runbook.repository.model import Repository

HEAD = (
    "runbook: 1\nowner: acme\nrepo: demo\n"
    "workflows: {release.yml: {releases: {production: {by: tag, tags: ['v*']}}}}\n"
)
OIDC = HEAD + "registries: [{registry: pypi, package: demo, workflow: release.yml}]\n"
TOKEN = OIDC.replace("release.yml}]", "release.yml, auth: token}]")
JOBS = """\
on: {push: {tags: ['v*']}}
jobs:
  lint: {runs-on: ubuntu-latest, steps: [{run: tox -e lint}]}
  test: {runs-on: ubuntu-latest, steps: [{run: tox}]}
  upload:
    needs: [lint, test]
    runs-on: ubuntu-latest
    steps: [{uses: pypa/gh-action-pypi-publish@release/v1}]
"""
LEFT_OUT = "also has `lint`, `test`. Tests"
FIRST_SEE = "first see [Workflows](workflows.md)"


@cache
def renderer() -> Renderer:
    return Renderer()


def pages(text: str, repository: Repository | None = None) -> Mapping[str, str]:
    plan = make_plan(parse_descriptor(text, "runbook.yaml"))
    scene = Scene(Case(plan, catalog_version(), repository), renderer())
    return project_files(scene, drafts_of(scene))


def test_jobs_that_the_compiled_file_leaves_out_are_named_before_it(tmp_path: Path) -> None:
    repository = written(tmp_path, {".github/workflows/release.yml": JOBS})
    made = pages(OIDC, repository)
    assert LEFT_OUT in made["workflows.md"].partition("```yaml")[0]
    assert FIRST_SEE in made["setup.md"]


def test_a_file_that_is_in_place_leaves_nothing_out(tmp_path: Path) -> None:
    composed = pages(OIDC)["downloads/workflows-release.yml"]
    repository = written(tmp_path, {".github/workflows/release.yml": composed})
    for made in (pages(OIDC), pages(OIDC, repository)):
        assert "also has" not in made["workflows.md"]
        assert FIRST_SEE not in made["setup.md"]


def test_lines_of_an_upload_without_a_token_are_not_asked_of_one_with() -> None:
    line = "Generating and uploading digital attestations"
    assert line in pages(OIDC)["verify.md"]
    assert line not in pages(TOKEN)["verify.md"]
    assert "## In the log of the run" not in pages(TOKEN)["verify.md"]
