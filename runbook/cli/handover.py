"""``runbook handover``: the text an owner needs to register one publisher."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from runbook.cli import values
from runbook.cli.common import descriptor_option, resolve_descriptor
from runbook.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from runbook.pages.views.forms import FilledForm


@click.command()
@click.argument("registry", required=False, shell_complete=values.registries)
@click.argument("package", required=False, shell_complete=values.packages)
@descriptor_option
def command(*, registry: str | None, package: str | None, descriptor: Path | None) -> int:
    """Print Markdown to paste into an issue: what to type into which form.

    Without REGISTRY and PACKAGE, every form of the project.
    """
    from runbook.descriptor.load import load_descriptor  # noqa: PLC0415 - start-up
    from runbook.pages.render import Renderer  # noqa: PLC0415 - start-up
    from runbook.pages.views.forms import filled_forms  # noqa: PLC0415 - start-up
    from runbook.plan import make_plan  # noqa: PLC0415 - start-up

    plan = make_plan(load_descriptor(resolve_descriptor(descriptor)))
    forms = filled_forms(plan)
    wanted = [form for form in forms if _is_meant(form, registry, package)]
    if not wanted:
        known = ", ".join(f"{form.registry} {form.package}" for form in forms) or "none"
        raise UsageError("the project needs no such form", hint=f"its forms are: {known}")
    renderer = Renderer()
    texts = [
        renderer("snippets/handover.md.j2", form=form, project=plan.project) for form in wanted
    ]
    click.echo("\n".join(texts), nl=False)
    return ExitCode.OK


def _is_meant(form: FilledForm, registry: str | None, package: str | None) -> bool:
    return registry in (None, form.registry) and package in (None, form.package)
