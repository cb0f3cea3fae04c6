"""The upload itself: the steps of a publication's client, filled with its values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.registries.catalog import get
from runbook.registries.fill import fill_data
from runbook.workflows.builds import pin_step
from runbook.workflows.clients import client_of
from runbook.workflows.ids import told_apart
from runbook.workflows.stored import over, reference, steps_of

if TYPE_CHECKING:
    from runbook.model.plan import Plan
    from runbook.model.publication import Publication
    from runbook.workflows.emit import Data


def upload_steps(plan: Plan, item: Publication) -> list[dict[str, Data]]:
    """The client's own steps with the publication's values, actions pinned.

    From the first step on that names the package, they are there once for each.
    """
    client = client_of(item)
    data = steps_of(item, client)
    if len(item.call_path) > 1 and client.unattested:
        data[-1] = over(data[-1], {"with": client.unattested})
    values = values_of(plan, item)
    start = next((at for at, step in enumerate(data) if "{package}" in str(step)), len(data))
    filled = fill_data(data[:start], values)
    if start < len(data):
        for package in item.packages:
            filled += fill_data(data[start:], {**values, "package": package})
    return told_apart(map(pin_step, filled))


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
