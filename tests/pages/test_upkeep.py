"""The page that hands over what keeps the pages true."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest
from found_checkouts import workflow, written

from runbook.case import Case
from runbook.descriptor.load import parse_descriptor
from runbook.forges.facts import labels
from runbook.model.forge import ForgeKind
from runbook.observe import case_of
from runbook.pages.project import drafts_of, page_kinds, project_files
from runbook.pages.render import Renderer
from runbook.pages.scene import Scene
from runbook.plan import make_plan
from runbook.registries.catalog import catalog_version
from runbook.workflows.upkeep import upkeep

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from runbook.repository.model import Repository

GITHUB = (
    "runbook: 1\nowner: acme\nrepo: demo\nenvironments: {}\n"
    "workflows: {release.yml: {releases: {production: {by: tag, tags: ['v*']}}}}\n"
    "registries: [{registry: pypi, package: demo, workflow: release.yml}]\n"
)
GITLAB = (
    "runbook: 1\nowner: acme/tools\nrepo: demo\nforge: {kind: gitlab}\nenvironments: {}\n"
    "workflows: {.gitlab-ci.yml: {releases: {production: {by: tag, tags_matching: v}}}}\n"
    "registries: [{registry: pypi, package: demo, workflow: .gitlab-ci.yml}]\n"
)
CHECK, PAGES = ".github/workflows/runbook-check.yml", ".github/workflows/runbook-pages.yml"
OLD_SITE = ".github/workflows/docs.yml"
IN_USE = "This repository has a site already"


@cache
def renderer() -> Renderer:
    return Renderer()


def files(text: str, repository: Repository | None = None) -> Mapping[str, str]:
    plan = make_plan(parse_descriptor(text, "runbook.yaml"))
    scene = Scene(Case(plan, catalog_version(), repository), renderer())
    return project_files(scene, drafts_of(scene))


@pytest.mark.parametrize("text", [GITHUB, GITLAB], ids=["github", "gitlab"])
def test_every_file_is_shown_in_full_and_offered(text: str) -> None:
    made = files(text)
    page = made["upkeep.md"]
    composed = upkeep(make_plan(parse_descriptor(text, "runbook.yaml")))
    for path, content in composed.items():
        assert f'```yaml title="{path}"\n{content}```' in page
        (name,) = [name for name, one in made.items() if one == content]
        assert f"[download]({name})" in page


@pytest.mark.parametrize(
    ("more", "warned"),
    [("", True), ("visibility: private\n", True), ("visibility: public\n", False)],
    ids=["unknown", "private", "public"],
)
def test_who_can_read_them_is_told_unless_everybody_can_read_the_repository(
    more: str, warned: bool
) -> None:
    page = files(GITHUB + more)["upkeep.md"]
    assert ("GitHub Enterprise Cloud publishes it privately" in page) is warned
    assert ("The repository is public" in page) is not warned


def test_a_server_of_ones_own_is_told_that_the_action_does_not_work_there() -> None:
    own = "forge: {kind: github, host: git.acme.example}\n"
    assert "Not on this server" in files(GITHUB + own)["upkeep.md"]
    assert "Not on this server" not in files(GITHUB)["upkeep.md"]


def test_what_to_set_is_named_as_the_forge_names_it() -> None:
    page = files(GITHUB)["upkeep.md"]
    words = labels(ForgeKind.GITHUB)
    for name in ("pages_path", "pages_source", "pages_actions", "environments_path"):
        assert words[name] in page, name
    assert "https://github.com/acme/demo/settings/pages" in page
    assert labels(ForgeKind.GITLAB)["pages_path"] in files(GITLAB)["upkeep.md"]


def test_the_check_is_one_a_ruleset_can_require_where_there_is_something_to_protect() -> None:
    made = files(GITHUB)
    assert "protect.md#the-branch" in made["upkeep.md"]
    assert "## The branch" in made["protect.md"]
    alone = "runbook: 1\nowner: acme\nrepo: demo\nworkflows: {}\nenvironments: {}\nregistries: []\n"
    assert "protect.md" not in files(alone)["upkeep.md"]


def test_another_site_of_the_repository_is_named(tmp_path: Path) -> None:
    deploy = workflow("{uses: actions/deploy-pages@v5}", on="push")
    page = files(GITHUB, written(tmp_path, {OLD_SITE: deploy}))["upkeep.md"]
    assert IN_USE in page
    assert f"`{OLD_SITE}` deploys to Pages" in page


def test_files_that_are_there_are_compared(tmp_path: Path) -> None:
    composed = upkeep(make_plan(parse_descriptor(GITHUB, "runbook.yaml")))
    edited = composed[PAGES].replace("--strict", "--strict --prove")
    page = files(GITHUB, written(tmp_path, {**composed, PAGES: edited}))["upkeep.md"]
    assert page.count("says exactly this") == 1
    assert "-        run: runbook build --strict --prove" in page
    assert IN_USE not in page


def test_a_folder_of_own_templates_is_among_the_sources(tmp_path: Path) -> None:
    (tmp_path / "style").mkdir()
    (tmp_path / "runbook.yaml").write_text(f"{GITHUB}templates: style\n")
    scene = Scene(case_of(tmp_path / "runbook.yaml"), renderer())
    assert "      - style/**\n" in scene.upkeep[PAGES]


def test_the_pins_are_among_the_sources() -> None:
    page = files(GITHUB)["sources.md"]
    for action in ("upload-pages-artifact", "deploy-pages"):
        assert f"`actions/{action}`" in page


def test_it_is_the_last_page_of_a_project() -> None:
    assert page_kinds()[-1].id == "upkeep"
