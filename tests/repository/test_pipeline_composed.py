"""Pipelines that we compose are found again, and `init` writes their descriptor from them."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING

import pytest
import yaml
from found_checkouts import REMOTE, with_git
from hypothesis import HealthCheck, assume, given, settings
from matrix.cells import BATCHES, cells
from strategies import consistent_data

from runbook.descriptor.load import parse_descriptor
from runbook.descriptor.words import own_fields
from runbook.finding import Certainty
from runbook.model.forge import ForgeKind
from runbook.model.publication import Auth
from runbook.plan import make_plan
from runbook.registries.catalog import get
from runbook.repository.infer import infer
from runbook.repository.memory import MemoryCheckout
from runbook.repository.model import GitFacts, Repository
from runbook.repository.pipelines import read_pipelines
from runbook.repository.publish import publications
from runbook.repository.read import read_repository
from runbook.workflows.clients import client_of
from runbook.workflows.compose import compose
from runbook.workflows.stored import gitlab_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from runbook.errors import Problem
    from runbook.model.plan import Plan
    from runbook.model.publication import Publication

PLANNED = [registry for registry, forge in BATCHES if forge == "gitlab"]
STORED = [
    (registry, client.id, secret)
    for registry in PLANNED
    for client in get(registry).data.clients
    if client.stored and client.stored.gitlab
    for secret in ("", "OTHER_NAME", "TWINE_PASSWORD")
]
MANIFESTS = {
    "pypi": ("pyproject.toml", '[project]\nname = "{}"\nversion = "1"\n'),
    "crates-io": ("Cargo.toml", '[package]\nname = "{}"\nversion = "1.0.0"\n'),
    "npm": ("package.json", '{{"name": "{}", "version": "1.0.0"}}\n'),
    "nuget": (
        "{0}.csproj",
        "<Project><PropertyGroup><PackageId>{0}</PackageId></PropertyGroup></Project>\n",
    ),
}


@cache
def composed(plan_text: str) -> tuple[Plan, Repository]:
    plan = make_plan(parse_descriptor(plan_text, "runbook.yaml"))
    problems: list[Problem] = []
    checkout = MemoryCheckout("composed", compose(plan))
    pipelines = read_pipelines(checkout, [item.workflow for item in plan.releases], problems)
    git = GitFacts(host="gitlab.com", owner=plan.project.owner, repo=plan.project.repo)
    assert problems == []
    assert [problem for one in pipelines for problem in one.problems] == []
    return plan, Repository("x", checkout, git, pipelines=pipelines, forge=ForgeKind.GITLAB)


@pytest.mark.parametrize("registry", PLANNED)
def test_every_upload_of_the_matrix_is_found(registry: str) -> None:
    for cell in cells(registry, "gitlab"):
        plan, repository = composed(cell.text())
        known = [item for item in plan.publications if gitlab_of(item, client_of(item))]
        expected = [
            (item.registry, item.call_path, item.job, item.environment, item.auth, item.client)
            for item in known
        ]
        found = publications(repository)
        shown = [
            (one.registry, one.call_path, one.uploading_job, one.environment.value, one.auth)
            for one in found
        ]
        assert shown == [item[:-1] for item in expected], str(cell)
        assert all(one.certainty is not Certainty.POSSIBLE for one in found), str(cell)
        assert all(one.id_token_write is (one.auth is Auth.OIDC) for one in found), str(cell)
        assert [one.client for one in found] == [item.client for item in known], str(cell)


@pytest.mark.parametrize(("registry", "client", "secret"), STORED)
def test_a_stored_secret_is_found(registry: str, client: str, secret: str) -> None:
    entry = {"registry": registry, "package": "demo", "workflow": ".gitlab-ci.yml"}
    entry |= {"client": client, "auth": "token"} | ({"replaces": secret} if secret else {})
    if registry == "open-vsx":
        entry["package"] = "acme.demo"
    data = {"runbook": 1, "owner": "acme", "repo": "demo", "forge": {"kind": "gitlab"}}
    release = {"by": "tag", "tags_matching": "^v"}
    data["workflows"] = {".gitlab-ci.yml": {"releases": {"production": release}}}
    plan, repository = composed(json.dumps({**data, "registries": [entry]}))
    (found,) = publications(repository)
    assert (found.registry, found.auth) == (registry, Auth.TOKEN)
    assert found.job == plan.publications[0].job
    assert found.secret in {secret or get(registry).data.secret, None}
    assert not found.id_token_write


def written(plan: Plan, root: Path) -> Repository:
    """The composed files on a disk, with a manifest for each package."""
    files = compose(plan)
    for item in plan.publications:
        registry = get(item.registry).data.id.replace("testpypi", "pypi")
        for package in item.packages:
            folder = "p/" + package.replace("/", "-").replace("@", "")
            if registry in MANIFESTS:
                name, text = MANIFESTS[registry]
                files[f"{folder}/{name.format(package)}"] = text.format(package)
    project = f"gitlab.com/{plan.project.full_name}"
    with_git(root, REMOTE.replace("github.com/acme/demo", project))
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    entries = [item.workflow for item in plan.releases]
    return read_repository(root, ForgeKind.GITLAB, entries)


@settings(
    max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)
@given(data=consistent_data())
def test_the_descriptor_comes_back(
    data: dict[str, object], tmp_path_factory: pytest.TempPathFactory
) -> None:
    assume(data.get("forge", {}) != {"kind": "github"} and "forge" in data)
    plan = make_plan(parse_descriptor(yaml.safe_dump(data), "runbook.yaml"))
    inference = infer(written(plan, tmp_path_factory.mktemp("composed")))
    again = make_plan(parse_descriptor(inference.text, "runbook.yaml"))
    known = [item for item in plan.publications if _sayable(item.registry)]
    assert essence(again, again.publications) == essence(plan, known), inference.text
    assert {one.registry for one, _ in inference.draft.left_out} == {
        item.registry for item in plan.publications if not _sayable(item.registry)
    }
    for item in known:
        (same,) = (one for one in again.publications if place(one) == place(item))
        names = {name.replace("_", "-") for name in same.packages}
        assert {name.replace("_", "-") for name in item.packages} <= names


def _sayable(registry: str) -> bool:
    """Whether the files of a repository say all that an entry needs.

    The form of NuGet asks for an account, and a manifest of npm names no extension.
    """
    fields = own_fields(get(registry).data, "gitlab").values()
    asks_more = any(field.required and not field.default for field in fields)
    return registry in {*MANIFESTS, "testpypi"} and not asks_more


def place(item: object) -> tuple[object, ...]:
    names = ("registry", "call_path", "job", "environment", "auth")
    return tuple(getattr(item, name) for name in names)


def essence(plan: Plan, items: Sequence[Publication]) -> dict[str, object]:
    ways = {(one.name, one.workflow): (one.by, one.tags, one.branches) for one in plan.releases}
    return {
        "project": (plan.project.full_name, plan.project.forge, plan.project.host),
        "environments": {item.environment for item in items},
        "publications": {(*place(item), ways[item.release, item.workflow]) for item in items},
    }
