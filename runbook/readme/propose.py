"""Proposes blocks for a project's README."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.readme.markers import END

if TYPE_CHECKING:
    from collections.abc import Iterable

    from runbook.model.plan import Plan


def proposal(plan: Plan, present: Iterable[str]) -> str:
    """Markdown with the blocks a README of `plan` can use and that are not `present` yet."""
    wanted = {
        "badges": bool(plan.releases),
        "releasing": bool(plan.releases),
        "publications": bool(plan.publications),
        "environments": bool(plan.environments),
        "checklist": bool(plan.publications),
    }
    names = [name for name, useful in wanted.items() if useful and name not in set(present)]
    blocks = "\n".join(f"<!-- runbook:begin {name} -->\n{END}\n" for name in names)
    return f"## Releasing\n\n{blocks}" if blocks else ""
