"""Set up: the plan's steps in their order, each with who does it and how."""

from __future__ import annotations

import shlex
from itertools import groupby
from typing import TYPE_CHECKING

from runbook.forges.facts import labels
from runbook.forges.links import forge_link
from runbook.model.forge import ForgeKind
from runbook.model.step import StepKind
from runbook.pages.downloads import download_path
from runbook.pages.kinds.owners import owner_path
from runbook.pages.scene import single
from runbook.pages.views.differences import left_out
from runbook.pages.views.environments import gates, imports, policy_label
from runbook.pages.views.forms import filled_forms
from runbook.pages.views.gitlab import approvals_exist, schedules, tag_rules
from runbook.pages.views.procedures import Section, sections

if TYPE_CHECKING:
    from runbook.model.plan import Plan
    from runbook.pages.scene import Scene

_ON_THIS_PAGE = (
    StepKind.CREATE_ENVIRONMENT,
    StepKind.WRITE_WORKFLOW,
    StepKind.PREPARE_PACKAGE,
    StepKind.FIRST_PUBLISH,
    StepKind.REGISTER_PUBLISHER,
    StepKind.REHEARSE,
    StepKind.RELEASE,
    StepKind.REMOVE_SECRET,
)

_LINKS = {
    ForgeKind.GITHUB: ("environments", "secrets"),
    ForgeKind.GITLAB: ("environments", "secrets", "rulesets", "deployments", "schedules"),
}


def _values(scene: Scene) -> dict[str, object] | None:
    plan = scene.plan
    steps = [step for step in plan.steps if step.kind in _ON_THIS_PAGE]
    if not steps:
        return None
    parts = [(kind.value, list(items)) for kind, items in groupby(steps, lambda step: step.kind)]
    forms = filled_forms(plan)
    return {
        "parts": parts,
        "gates": [(gate, policy_label(gate)) for gate in gates(plan)],
        "labels": labels(plan.project.forge),
        "links": {name: forge_link(plan.project, name) for name in _LINKS[plan.project.forge]},
        "approvals": approvals_exist(plan.project) is not False,
        "tag_rules": tag_rules(plan),
        "schedules": schedules(plan),
        "branch": plan.project.default_branch,
        "forms": [(form, owner_path(form)) for form in forms],
        "first": _first(plan, StepKind.FIRST_PUBLISH),
        "prepared": _first(plan, StepKind.PREPARE_PACKAGE),
        "workflow_paths": tuple(scene.workflows),
        "left_out": {
            path: left_out(scene.case, path, text) for path, text in scene.workflows.items()
        },
        "downloads": {path: download_path(path) for path in scene.workflows},
        "import_commands": "".join(
            f"terraform import {shlex.quote(name)} {shlex.quote(identifier)}\n"
            for name, identifier in imports(plan)
        ),
    }


def _first(plan: Plan, kind: StepKind) -> tuple[Section, ...]:
    """What the registries have people do before a workflow can publish a new package."""
    wanted = {step.subject for step in plan.steps if step.kind is kind}
    return tuple(item for item in sections(plan, "first") if item.registry in wanted)


KIND = single(
    "setup",
    "Set up",
    10,
    _values,
    "The steps in their order, from environments and workflow files to publisher records",
)
