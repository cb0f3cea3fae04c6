"""The jobs of a release: compare the versions, upload, call a reusable workflow."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from runbook.registries.catalog import get
from runbook.registries.fill import Quote, fill, fill_data
from runbook.workflows.builds import READ_SOURCES, checkout, pin_step
from runbook.workflows.clients import builds_of, client_of
from runbook.workflows.emit import Noted
from runbook.workflows.pins import pinned
from runbook.workflows.stored import reference, secrets_in, steps_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runbook.model.descriptor import VersionFile
    from runbook.model.plan import Plan
    from runbook.model.publication import Publication
    from runbook.registries.data import Client
    from runbook.workflows.emit import Data

CHOICE = "upload"
"""The input by which a called file is told which of its jobs is meant."""
# zizmor would have `$/` here, which GitHub documents for steps only.
_LOCAL_CALL = "zizmor: ignore[self-repository]"
COMPARE_VERSIONS = """\
python3 - <<'PYTHON'
import json
import os
import re
import sys
import tomllib

tag = os.environ["TAG"]
wrong = 0
for file, key in json.loads(os.environ["VERSIONS"]):
    with open(file, "rb") as stream:
        data = json.load(stream) if file.endswith(".json") else tomllib.load(stream)
    for part in key.split("."):
        data = data[part]
    same = re.sub(r"^[^0-9]*", "", tag) == data
    wrong += not same
    print(f"{file}: {key} is {data}, the tag is {tag}: {'same' if same else 'DIFFERENT'}")
sys.exit(1 if wrong else 0)
PYTHON
"""


def versions_job(versions: Sequence[VersionFile]) -> dict[str, Data]:
    """A job that fails when the tag and a version file disagree; other refs pass."""
    pairs = [[item.file, item.key] for item in versions]
    return {
        "name": "Compare the tag with the versions in the files",
        "runs-on": "ubuntu-latest",
        "timeout-minutes": 5,
        "permissions": READ_SOURCES,
        "steps": [
            checkout(),
            {
                "name": "Compare",
                "if": "github.ref_type == 'tag'",
                "env": {
                    "TAG": "${{ github.ref_name }}",
                    "VERSIONS": json.dumps(pairs, ensure_ascii=True),
                },
                "run": COMPARE_VERSIONS,
            },
        ],
    }


def publishing_job(plan: Plan, item: Publication) -> dict[str, Data]:
    """The job that uploads, and can do nothing else."""
    registry = get(item.registry).data
    client = client_of(item)
    job: dict[str, Data] = {
        "name": f"Publish to {registry.name}",
        "runs-on": "ubuntu-latest",
        "timeout-minutes": 20,
    }
    if item.environment:
        job["environment"] = {"name": item.environment, **_environment_url(plan, item)}
    job["permissions"] = _permissions(plan, item, client)
    job["steps"] = _steps(plan, item, client)
    return job


def calling_job(
    plan: Plan,
    publications: Sequence[Publication],
    below: Sequence[Publication],
    depth: int = 1,
    chosen: str = "",
) -> dict[str, Data]:
    """The job that calls the next file of the call path.

    Its permissions are the ceiling for every job of that file, those included that do not run:
    GitHub refuses the whole run where one asks for more. `below` are the publications of all of
    them. `chosen` is the uploading job that is meant, "" where the called file has no other.
    """
    permissions: dict[str, Data] = {}
    for each in below:
        _raise(permissions, _permissions(plan, each, client_of(each)))
    names = secrets_to_pass(plan, publications)
    passed: dict[str, Data] = {name: f"${{{{ secrets.{name} }}}}" for name in names}
    return {
        "name": "Publish",
        "permissions": permissions,
        "uses": Noted(f"./.github/workflows/{publications[0].call_path[depth]}", _LOCAL_CALL),
        **({"with": {CHOICE: chosen}} if chosen else {}),
        **({"secrets": passed} if passed else {}),
    }


def _raise(permissions: dict[str, Data], needed: Mapping[str, Data]) -> None:
    """Add what is needed; write stays write."""
    for scope, access in needed.items():
        if _level(permissions.get(scope)) != "write":
            permissions[scope] = access


def _level(access: Data) -> Data:
    return access.value if isinstance(access, Noted) else access


def secrets_to_pass(plan: Plan, publications: Sequence[Publication]) -> tuple[str, ...]:
    """The secrets a called file gets from its caller: those no environment of its own gives it."""
    steps = [
        upload_steps(plan, item, client_of(item)) for item in publications if not item.environment
    ]
    return secrets_in(steps)


def _environment_url(plan: Plan, item: Publication) -> dict[str, Data]:
    links = get(item.registry).data.links
    if "project" not in links:
        return {}
    values = {
        "owner": plan.project.owner,
        "repo": plan.project.repo,
        "package": item.package,
    }
    return {"url": fill(links["project"], values, Quote.URL)}


def _permissions(plan: Plan, item: Publication, client: Client) -> dict[str, Data]:
    name = get(item.registry).data.name
    needed: dict[str, Data] = {}
    if item.auth.value == "oidc":
        needed["id-token"] = Noted("write", f"to get the OIDC token that {name} exchanges")
    if _needs_sources(plan, item, client):
        needed = {**READ_SOURCES, **needed}
    for scope, access in client.permissions.items():
        if access == "write" or scope not in needed:
            needed[scope] = Noted(access, f"for {client.name}")
    return needed


def _needs_sources(plan: Plan, item: Publication, client: Client) -> bool:
    """Whether the job begins with a checkout: to publish from sources, or to find its action."""
    from runbook.workflows.actions import finds_itself  # noqa: PLC0415 - the two need each other

    return not client.artifact or bool(item.via and not finds_itself(plan))


def _steps(plan: Plan, item: Publication, client: Client) -> list[Data]:
    steps: list[Data] = []
    if _needs_sources(plan, item, client):
        steps.append(checkout())
    steps += [
        {
            "name": "Fetch what the build stored",
            "uses": pinned("actions/download-artifact"),
            "with": dict(build.download),
        }
        for build in builds_of(plan, item)
    ]
    if item.via:
        from runbook.workflows.actions import call_of  # noqa: PLC0415 - the two need each other

        return [*steps, call_of(plan, item)]
    return [*steps, *upload_steps(plan, item, client)]


def upload_steps(plan: Plan, item: Publication, client: Client) -> list[dict[str, Data]]:
    """The client's own steps with the publication's values, actions pinned."""
    values = values_of(plan, item)
    steps = [pin_step(step) for step in fill_data(steps_of(item, client), values)]
    if len(item.call_path) > 1 and client.unattested:
        with_ = steps[-1].get("with", {})
        merged = {**with_, **client.unattested} if isinstance(with_, Mapping) else with_
        steps[-1] = {**steps[-1], "with": merged}
    return [*steps]


def values_of(plan: Plan, item: Publication) -> dict[str, str]:
    """What the placeholders of a client's data stand for."""
    return {
        "owner": plan.project.owner,
        "repo": plan.project.repo,
        "package": item.package,
        "environment": item.environment or "",
        "workflow": get(item.registry).workflow_file(item.call_path, plan.project.forge.value),
        "user": item.record.fields.get("user", "") if item.record else "",
        "stored_secret": reference(plan.project, item),
    }
