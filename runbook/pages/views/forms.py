"""A registry's form, filled: what an owner types where, and what the click grants."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from runbook.model.record import RecordState
from runbook.pages.views.values import values_for
from runbook.registries.catalog import get
from runbook.registries.fill import Quote, fill, prefill_address

if TYPE_CHECKING:
    from runbook.model.plan import Plan
    from runbook.model.publication import Publication
    from runbook.model.record import Form, FormField, PublisherRecord


@dataclass(frozen=True, slots=True)
class Box:
    """One field of the form and what goes in; `value` is "" for a field left blank."""

    label: str
    value: str
    required: bool
    help: str
    blank_means: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class FilledForm:
    """One form for one package.

    `number` counts the project's forms from 1 and names the owner page. `address` opens the
    form, filled where the registry can do that (`prefilled`).
    """

    number: int
    registry: str
    registry_name: str
    noun: str
    package: str
    pending: bool
    title: str
    address: str
    prefilled: bool
    path: tuple[str, ...]
    submit: str
    boxes: tuple[Box, ...]
    who: str
    grants: str
    success: str
    undo: str
    publications: tuple[str, ...]
    environment: str
    workflow: str


def filled_forms(plan: Plan) -> tuple[FilledForm, ...]:
    """Every form somebody has to fill for the plan, one per record and package."""
    forms: list[FilledForm] = []
    for record in plan.records:
        users = tuple(item for item in plan.publications if _same(item.record, record))
        form = get(record.registry).form(record.provider, record.state)
        if form is None or not users:
            continue
        for package in record.packages:
            one = replace(record, packages=(package,))
            forms.append(_filled(plan, users, form, one, len(forms) + 1))
    return tuple(forms)


def _same(mine: PublisherRecord | None, record: PublisherRecord) -> bool:
    return (
        mine is not None
        and (mine.registry, mine.state) == (record.registry, record.state)
        and dict(mine.fields) == dict(record.fields)
    )


def _filled(
    plan: Plan, users: tuple[Publication, ...], form: Form, record: PublisherRecord, number: int
) -> FilledForm:
    data = get(record.registry).data
    package = record.packages[0]
    values = values_for(plan, users[0], package)
    prefilled = prefill_address(form, record)
    return FilledForm(
        number=number,
        registry=record.registry,
        registry_name=data.name,
        noun=data.noun,
        package=package,
        pending=form.state is RecordState.PENDING,
        title=form.title,
        address=prefilled or fill(form.address, values, Quote.URL),
        prefilled=prefilled is not None,
        path=form.path,
        submit=form.submit,
        boxes=tuple(
            Box(item.label, _value(item, record), item.required, item.help, item.blank_means,
                item.source)
            for item in form.fields
        ),
        who=form.who,
        grants=fill(form.grants, values),
        success=fill(form.success, values),
        undo=fill(form.undo, values),
        publications=tuple(item.key for item in users),
        environment=users[0].environment or "",
        workflow=get(record.registry).workflow_file(users[0].call_path, record.provider),
    )  # fmt: skip


def _value(field: FormField, record: PublisherRecord) -> str:
    value = record.fields.get(field.key, "")
    return record.packages[0] if field.source == "package" and "\n" not in value else value
