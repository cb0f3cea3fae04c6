"""What the catalog knows and a descriptor may say: registries, their clients, ways in, fields."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from runbook.descriptor.checks import OneOf

if TYPE_CHECKING:
    from runbook.model.record import FormField
    from runbook.registries.data import RegistryData


@cache
def registry_ids() -> tuple[str, ...]:
    """Ids of all registries."""
    from runbook.registries.catalog import all_ids  # noqa: PLC0415 - read when first used

    return all_ids()


def registry_data(registry: str) -> RegistryData | None:
    """The data of a registry; None when there is none of that id."""
    if registry not in registry_ids():
        return None
    from runbook.registries.catalog import get  # noqa: PLC0415 - as above

    return get(registry).data


def clients(data: RegistryData) -> tuple[str, ...]:
    """Ids of the clients that upload to a registry."""
    return tuple(client.id for client in data.clients)


def own_fields(data: RegistryData, provider: str) -> dict[str, FormField]:
    """The registry's own form fields, those no other key of the descriptor fills."""
    forms = [form for form in data.forms if form.provider == provider]
    return {field.key: field for form in forms for field in form.fields if not field.source}


def derived_fields(data: RegistryData, provider: str) -> dict[str, FormField]:
    """The form fields that are filled from other keys, by their `source`."""
    forms = [form for form in data.forms if form.provider == provider]
    return {field.source: field for form in forms for field in form.fields if field.source}


REGISTRY = OneOf(registry_ids)
