"""Verify a release, and watch the next ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.forges.links import forge_link
from runbook.model.forge import ForgeKind
from runbook.model.publication import Auth
from runbook.pages.scene import single
from runbook.pages.views.procedures import sections
from runbook.pages.views.values import values_for
from runbook.registries.catalog import get
from runbook.registries.fill import fill

if TYPE_CHECKING:
    from runbook.model.plan import Plan
    from runbook.pages.scene import Scene


def _values(scene: Scene) -> dict[str, object] | None:
    plan = scene.plan
    verify = sections(plan, "verify")
    if not verify:
        return None
    return {
        "verify": verify,
        "monitor": sections(plan, "monitor"),
        "success": _lines(plan, "log_success"),
        "never": _lines(plan, "log_never"),
        "runs": [
            (name, forge_link(plan.project, "workflow_runs", workflow=name))
            for name in dict.fromkeys(item.workflow for item in plan.publications)
        ],
        "deployments": forge_link(plan.project, "deployments"),
    }


def _lines(plan: Plan, which: str) -> list[tuple[str, str]]:
    """Log lines, each with the registries in whose logs it is decisive."""
    lines: dict[str, list[str]] = {}
    github = plan.project.forge is ForgeKind.GITHUB
    for item in plan.publications:
        data = get(item.registry).data
        if item.auth is Auth.TOKEN and data.oidc:
            continue  # the lines are those of an upload without a stored token
        for template in getattr(data, which):
            if template in data.log_of_actions and not github:
                continue
            names = lines.setdefault(fill(template, values_for(plan, item)), [])
            if data.name not in names:
                names.append(data.name)
    return [(line, ", ".join(names)) for line, names in lines.items()]


KIND = single(
    "verify",
    "Verify and monitor",
    40,
    _values,
    "Commands that ask the registries whether a release arrived, and where to watch",
)
