"""One page per form: for the owner who only has to type some values and click."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.pages.escape import MarkdownText
from runbook.pages.scene import Draft, PageKind
from runbook.pages.views.forms import FilledForm, filled_forms
from runbook.pages.views.procedures import sections

if TYPE_CHECKING:
    from collections.abc import Iterable

    from runbook.model.plan import Plan
    from runbook.pages.scene import Scene
    from runbook.pages.views.procedures import Section


def owner_path(form: FilledForm) -> str:
    """Where the owner page of a form is, relative to the project's folder."""
    return f"owners/{form.number}-{form.registry}.md"


def _drafts(scene: Scene) -> tuple[Draft, ...]:
    first = sections(scene.plan, "first")
    return tuple(
        Draft(
            owner_path(form),
            f"Publisher {form.number}: {form.registry_name}",
            "pages/owner.md.j2",
            {"form": form, "before": _before(scene.plan, form, first), "root": MarkdownText("../")},
        )
        for form in filled_forms(scene.plan)
    )


def _before(plan: Plan, form: FilledForm, procedures: Iterable[Section]) -> dict[str, object]:
    """What must be in place before the form is filled, by the `procedures` of a first version."""
    environment = plan.environment(form.environment) if form.environment else None
    first = any(item.first for item in plan.publications if item.key in form.publications)
    mine = [
        one
        for item in procedures
        if form.pending and (item.registry, item.package) == (form.registry, form.package)
        for one in item.doings
        if one.address != form.address  # the form itself is the page's own section
    ]
    return {
        "pending": mine,
        "environment": environment.name if environment else "",
        "workflow": form.workflow,
        "first_by_hand": first and not form.pending,
    }


KIND = PageKind(
    "owners",
    "For package owners",
    60,
    _drafts,
    "One form of a registry for the owner of the package: the values and the click",
)
