"""One page for every message that any project of the site can meet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.forges.catalog import forge_signatures
from runbook.pages.views.messages import current, grouped
from runbook.registries.catalog import get

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runbook.model.signature import Signature
    from runbook.pages.render import Renderer
    from runbook.pages.scene import Scene


def errors_page(scenes: Sequence[Scene], renderer: Renderer) -> str:
    """The Markdown of the page; also holds messages that older logs show."""
    found: dict[str, Signature] = {}
    for forge in dict.fromkeys(scene.plan.project.forge for scene in scenes):
        found |= {item.id: item for item in forge_signatures(forge)}
    names = dict.fromkeys(name for scene in scenes for name in scene.plan.registries())
    for name in names:
        found |= {item.id: item for item in get(name).data.signatures}
    forges = {"", *(scene.plan.project.forge.value for scene in scenes)}
    found = {name: item for name, item in found.items() if item.forge in forges}
    as_of = scenes[0].case.as_of
    groups = grouped([item for item in found.values() if current(item, as_of)])
    old = grouped([item for item in found.values() if not current(item, as_of)])
    return str(renderer("pages/errors.md.j2", groups=groups, old=old, as_of=as_of))
