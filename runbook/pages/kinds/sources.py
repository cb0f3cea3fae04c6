"""Where every statement about the outside world comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.forges.facts import forge_facts
from runbook.pages.scene import single
from runbook.pages.views.references import reference
from runbook.registries.catalog import get
from runbook.workflows.pins import pins

if TYPE_CHECKING:
    from runbook.pages.scene import Scene


def _values(scene: Scene) -> dict[str, object]:
    plan = scene.plan
    forge = plan.project.forge
    used = "\n".join((*scene.workflows.values(), *scene.upkeep.values()))
    return {
        "groups": [
            ("The forge", tuple(forge_facts(forge).values())),
            *((get(name).data.name, get(name).data.facts) for name in plan.registries()),
        ],
        "reference": reference,
        "pins": [pin for pin in pins().values() if f"{pin.action}@{pin.commit}" in used],
    }


KIND = single(
    "sources",
    "Sources",
    90,
    _values,
    "Where each statement about forges and registries comes from, and when it was checked",
)
