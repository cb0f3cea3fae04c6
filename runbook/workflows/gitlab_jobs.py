"""The jobs of a GitLab pipeline: compare the versions, build, upload."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from runbook.registries.catalog import get
from runbook.registries.fill import fill_data
from runbook.workflows.clients import builds_of, client_of, free_job
from runbook.workflows.gitlab_rules import rule
from runbook.workflows.stored import gitlab_of
from runbook.workflows.uploads import values_of
from runbook.workflows.versions import COMPARE_VERSIONS, pairs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runbook.forges.builds import Build
    from runbook.model.descriptor import VersionFile
    from runbook.model.plan import Plan
    from runbook.model.publication import Publication
    from runbook.workflows.emit import Data

BUILD, PUBLISH = "build", "publish"
VERSIONS = "versions"
_ANY_TAG = {"if": "$CI_COMMIT_TAG"}


def versions_job(versions: Sequence[VersionFile]) -> dict[str, Data]:
    """A job that fails when the tag and a version file disagree; it runs for tags only."""
    return {
        "stage": BUILD,
        "image": "python:3.13-slim",
        "variables": {"VERSIONS": pairs(versions), "TAG": "$CI_COMMIT_TAG"},
        "rules": [_ANY_TAG],
        "script": [COMPARE_VERSIONS],
    }


def build_job(build: Build) -> dict[str, Data]:
    """The job of a build that GitLab can run."""
    return {
        "stage": BUILD,
        **(build.gitlab or {}),
        "artifacts": {"paths": ["dist/"], "expire_in": "1 week"},
    }


def gaps(plan: Plan) -> tuple[str, ...]:
    """What the plan wants and no job for GitLab is described for, in sentences."""
    found: dict[str, None] = {}
    jobs: dict[tuple[str, str], Publication] = {}
    for item in plan.publications:
        client = client_of(item)
        name = get(item.registry).data.name
        first = jobs.setdefault((item.call_path[-1], item.job), item)
        if (first.registry, first.client) != (item.registry, item.client):
            others = get(first.registry).data.name
            found[
                f"The upload to {name} in {item.job}, which uploads to {others}: a job of GitLab "
                "has one image, so give it a job of its own."
            ] = None
        elif gitlab_of(item, client) is None:
            found[f"The upload to {name} with {client.name}: its job fails with a message."] = None
        elif client.artifact and not buildable(plan, item):
            found[f"The build for {item.package}: add a job that stores the files in dist/."] = None
    return tuple(found)


def buildable(plan: Plan, item: Publication) -> tuple[Build, ...]:
    """The builds of the publication that GitLab can run."""
    return tuple(build for build in builds_of(plan, item) if build.gitlab is not None)


def publishing_job(plan: Plan, items: Sequence[Publication]) -> dict[str, Data]:
    """The job that uploads, in the releases of all of `items`; the first says how."""
    item = items[0]
    job: dict[str, Data] = {"stage": PUBLISH}
    needs = _needs(plan, item)
    if needs:
        job["needs"] = needs
    if item.environment:
        job["environment"] = {"name": item.environment}
    releases = dict.fromkeys(one.release for one in items)
    found = [release for release in map(plan.release, releases) if release]
    return {**job, "rules": [rule(release) for release in found], **_body(plan, item)}


def _needs(plan: Plan, item: Publication) -> list[Data]:
    """The jobs that come first; the comparison of versions is there for tags only."""
    compare: Data = {"job": free_job(plan, VERSIONS), "optional": True}
    versions = [compare] if plan.versions else []
    built: list[Data] = [{"job": one.job, "artifacts": True} for one in buildable(plan, item)]
    return [*versions, *built]


def _body(plan: Plan, item: Publication) -> dict[str, Any]:
    described = gitlab_of(item, client_of(item))
    if described is None:
        name = get(item.registry).data.name
        text = f"echo 'No upload to {name} from GitLab is described.' >&2; exit 1"
        return {"script": [text]}
    filled: dict[str, Any] = fill_data(dict(described), values_of(plan, item))
    variables: dict[str, str] = filled.pop("variables", {})
    others = {key: value for key, value in variables.items() if value != f"${key}"}
    return {**filled, **({"variables": others} if others else {})}
