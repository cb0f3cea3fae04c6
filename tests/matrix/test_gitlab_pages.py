"""What a maintainer on GitLab reads speaks of GitLab, and of no other forge's words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
import ruled
from matrix.cells import BATCHES, cells
from matrix.test_matrix import files_of, renderer

from runbook.case import Case
from runbook.descriptor.load import parse_descriptor
from runbook.pages.project import drafts_of, project_files
from runbook.pages.scene import Scene
from runbook.plan import make_plan
from runbook.registries.catalog import catalog_version
from runbook.rules.catalog import run

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

pytestmark = pytest.mark.slow

REGISTRIES = [registry for registry, forge in BATCHES if forge == "gitlab"]
ELSEWHERE = re.compile(
    r"\bgh (api|run|release|attestation|workflow)\b|\.github/|\bGitHub\b|\bACTIONS_|id-token: write"
    r"|workflow_dispatch|composite action|github-hosted|runs-on|\$\{\{|refs/tags|deployment branch"
    r"|GITHUB_|Review deployments|Re-run failed jobs|Required reviewers|Ref type",
)
# Sources are what was read; the tool of a marketplace speaks of the one forge it knows.
PAGES = re.compile(r"(?!sources\.md).*\.(md|yml|sh|txt)\Z")
ALLOWED = re.compile(
    r"OIDC publishing currently supports|Publish from GitHub Actions, or with|than on|on GitLab"
)


@pytest.mark.parametrize("registry", REGISTRIES)
def test_no_page_speaks_of_another_forge(registry: str) -> None:
    for cell in cells(registry, "gitlab"):
        for path, text in files_of(cell).items():
            speaks_of_gitlab(str(cell), path, text)


def speaks_of_gitlab(name: str, path: str, text: str) -> None:
    for line in text.splitlines() if PAGES.match(path) else ():
        if not ALLOWED.search(line):
            assert not ELSEWHERE.search(line), (name, path)


ON_GITLAB = [fault for fault in ruled.faults() if fault.scene.base == "gitlab-tag"]
SCENES = {"sound": ruled.Scene("gitlab-tag")} | {fault.id: fault.scene for fault in ON_GITLAB}
EVERY_WAY = """\
runbook: 1
owner: acme/platform
repo: demo
forge: {kind: gitlab, tier: TIER}
workflows:
  .gitlab-ci.yml:
    releases:
      production: {by: tag, tags_matching: '^v[0-9]+', example: v1.2.3}
      preview: {by: merge}
      trial: {by: dispatch}
      nightly: {by: schedule, cron: '0 3 * * *'}
environments: {gate: {reviewers: [team:acme/release]}}
registries:
  - registry: pypi
    package: demo
    workflow: .gitlab-ci.yml
    client: uv
    environment: gate
    release: production
  - registry: crates-io
    package: demo
    workflow: .gitlab-ci.yml
    release: preview
    environment: null
  - registry: npm
    package: demo
    workflow: .gitlab-ci.yml
    release: trial
    environment: null
  - registry: testpypi
    package: demo
    workflow: .gitlab-ci.yml
    release: nightly
    environment: null
"""


def pages_of(case: Case) -> Mapping[str, str]:
    scene = Scene(case, renderer(), tuple(run(case)))
    return project_files(scene, drafts_of(scene))


@pytest.mark.parametrize("name", SCENES)
def test_no_page_of_a_checkout_does_either(name: str, tmp_path: Path) -> None:
    case = ruled.case_in(ruled.lay_out(SCENES[name], tmp_path / "demo"))
    for path, text in pages_of(case).items():
        speaks_of_gitlab(name, path, text)


@pytest.fixture(params=["free", "premium"])
def every_way(request: pytest.FixtureRequest) -> tuple[str, Mapping[str, str]]:
    text = EVERY_WAY.replace("TIER", request.param)
    case = Case(make_plan(parse_descriptor(text, "runbook.yaml")), catalog_version())
    return request.param, pages_of(case)


def test_nor_of_a_project_that_releases_in_every_way(
    every_way: tuple[str, Mapping[str, str]],
) -> None:
    tier, pages = every_way
    for path, text in pages.items():
        speaks_of_gitlab(tier, path, text)


def test_the_pages_say_what_stands_in_settings_only(
    every_way: tuple[str, Mapping[str, str]],
) -> None:
    tier, pages = every_way
    setup, release = pages["setup.md"], pages["release.md"]
    assert "glab schedule create --cron '0 3 * * *'" in setup
    assert "Enter `v*`" in setup
    assert "Merge into `main`" in release
    assert "one that the button starts has the source `web`" in release
    assert ("Protect an environment" in setup) is (tier == "premium")
    assert ("Nobody approves on this plan" in setup) is (tier == "free")
    assert ("somebody has to run it" in release) is (tier == "premium")
    assert ("approved by team" in pages["index.md"]) is (tier == "premium")
    for printed_by_an_action in ("digital attestations", "Retrieved token", "an explicit password"):
        assert printed_by_an_action not in pages["verify.md"]
    assert "observe.sh" not in pages["checklists.md"]
    assert ("who may approve is there" in pages["checklists.md"]) is (tier == "premium")
    assert ("**No one**" in pages["compromise.md"]) is (tier == "free")


def test_the_pages_show_what_each_mistake_looks_like(
    every_way: tuple[str, Mapping[str, str]],
) -> None:
    tier, pages = every_way
    rows = pages["troubleshooting.md"].split("## What each mistake looks like here")[1]
    rows = rows.split("\n## ")[0]
    assert "ID token variable not found: PYPI_ID_TOKEN" in rows
    assert "there is no pipeline: none of its rules holds" in rows
    assert "'publish-pypi' job needs 'build-python' job" in rows
    assert ("nothing waits" in rows) is (tier == "premium")
    for line in rows.splitlines():
        if line.startswith("| ") and not line.startswith("| ---"):
            assert all(cell.strip() for cell in line.split(" | ")[1:]), line


@pytest.mark.parametrize("registry", REGISTRIES)
def test_the_pages_say_what_gitlab_has_no_equivalent_for(registry: str) -> None:
    for cell in cells(registry, "gitlab"):
        page = files_of(cell)["workflows.md"]
        assert "cannot restrict an environment to certain tags" in page
        described = any(client.gitlab for client in cell.data.clients)
        assert ("Not described for this forge" in page) is not described, str(cell)
        assert ("exit 1" in page) is not described, str(cell)


@pytest.mark.parametrize("registry", REGISTRIES)
def test_an_identity_is_asked_for_where_the_registry_trusts_it(registry: str) -> None:
    for cell in cells(registry, "gitlab"):
        page = files_of(cell)["workflows.md"]
        if cell.trusted and any(client.gitlab for client in cell.data.clients):
            assert "id_tokens:" in page, str(cell)
        assert ("environment:\n    name:" in page) is cell.environment, str(cell)
