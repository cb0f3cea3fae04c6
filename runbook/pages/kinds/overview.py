"""The project's first page: what is published how, the three places, the findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.finding import Severity
from runbook.pages.kinds.owners import owner_path
from runbook.pages.scene import Draft, PageKind
from runbook.pages.views.diagram import flows
from runbook.pages.views.findings import shown
from runbook.pages.views.forms import filled_forms
from runbook.pages.views.three_places import rows

if TYPE_CHECKING:
    from runbook.pages.scene import Scene


def _drafts(scene: Scene) -> tuple[Draft, ...]:
    file = scene.plan.file
    values = {
        "rows": rows(scene.case),
        "flow": scene.renderer("partials/flow.html.j2", flows=flows(scene.plan)),
        "errors": shown(scene.findings, Severity.ERROR, file),
        "warnings": shown(scene.findings, Severity.WARNING, file),
        "advice": shown(scene.findings, Severity.ADVICE, file),
        "looked": scene.case.repository is not None,
        "contacts": scene.plan.project.contacts,
        "first_owner": next(map(owner_path, filled_forms(scene.plan)), ""),
        "moves": any(item.replaces for item in scene.plan.publications),
    }
    return (Draft("index.md", "Overview", "pages/overview.md.j2", values),)


KIND = PageKind(
    "index",
    "Overview",
    0,
    _drafts,
    "How releases reach the registries, what is wrong with that, and where to go for what",
)
