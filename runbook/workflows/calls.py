"""Calls of the repository's own reusable workflows: the calling job, and what a file takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.model.forge import WORKFLOWS
from runbook.workflows.emit import Noted
from runbook.workflows.jobs import permissions_of
from runbook.workflows.stored import secrets_in
from runbook.workflows.uploads import upload_steps

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runbook.model.plan import Plan
    from runbook.model.publication import Publication
    from runbook.workflows.emit import Data

CHOICE = "upload"
"""The input by which a called file is told which of its jobs is meant."""
# zizmor would have `$/` here, which GitHub documents for steps only.
_LOCAL_CALL = "zizmor: ignore[self-repository]"


def through(plan: Plan, name: str) -> list[Publication]:
    """The publications on whose way a called file is."""
    return [item for item in plan.publications if name in item.call_path[1:]]


def calling_job(
    plan: Plan, name: str, publications: Sequence[Publication], chosen: str
) -> dict[str, Data]:
    """The job that calls the file `name` for `publications`.

    Its permissions are the ceiling for every job of that file, those included that do not run:
    GitHub refuses the whole run where one asks for more. `chosen` is the uploading job that is
    meant, "" where the called file has no other.
    """
    passed: dict[str, Data] = {
        secret: f"${{{{ secrets.{secret} }}}}" for secret in _secrets(plan, publications)
    }
    return {
        "name": "Publish",
        "permissions": permissions_of(plan, _below(plan, name)),
        "uses": Noted(f"./{WORKFLOWS}/{name}", _LOCAL_CALL),
        **({"with": {CHOICE: chosen}} if chosen else {}),
        **({"secrets": passed} if passed else {}),
    }


def call_head(plan: Plan, publications: Sequence[Publication], *, choice: bool) -> Data:
    """What a called file takes: which of its jobs is meant, and secrets."""
    secrets: dict[str, Data] = {
        name: {"required": not choice} for name in _secrets(plan, publications)
    }
    chosen: Data = {
        CHOICE: {"description": "The job that uploads.", "type": "string", "required": True}
    }
    head: dict[str, Data] = {
        **({"inputs": chosen} if choice else {}),
        **({"secrets": secrets} if secrets else {}),
    }
    return head or None


def _below(plan: Plan, name: str) -> list[Publication]:
    """Every publication whose job stands in a called file, or in what any of its jobs calls."""
    files = [name]
    for file in files:
        paths = (item.call_path for item in through(plan, file))
        files += dict.fromkeys(
            later for path in paths for later in path[path.index(file) + 1 :] if later not in files
        )
    return [item for item in plan.publications if set(item.call_path[1:]) & set(files)]


def _secrets(plan: Plan, publications: Sequence[Publication]) -> tuple[str, ...]:
    """The secrets a called file gets from its caller: those no environment of its own gives it."""
    return secrets_in([upload_steps(plan, item) for item in publications if not item.environment])
