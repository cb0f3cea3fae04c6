"""The registries there are: those of the package, and those third parties bring.

A built-in registry is one module here and one file in ``data``. A third party names an entry
point after its id in the group ``runbook.registries``; it leads to a `Registry` instance, or to a
module that has one called ``REGISTRY``. Its data file is ``data/<id>.yaml`` in the package of the
class.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from runbook.errors import RunbookError
from runbook.extensions import extensions
from runbook.registries.base import Registry
from runbook.registries.load import data_folder

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP = "runbook.registries"
_CHECKED = re.compile(r"\bchecked: [\"']?(\d{4}-\d{2}-\d{2})")


class UnknownRegistryError(RunbookError):
    """Nobody brings a registry of that id."""

    def __init__(self, identifier: str) -> None:
        known = ", ".join(all_ids())
        super().__init__(f"there is no registry {identifier!r}", hint=f"known are: {known}")


@cache
def get(identifier: str) -> Registry:
    """The registry `identifier`; its data is not read yet.

    Raises:
        UnknownRegistryError: there is none of that id.
        RunbookError: a third party's entry point does not lead to such a registry.
    """
    if identifier in _built_in():
        module = import_module(f"runbook.registries.{identifier.replace('-', '_')}")
        return _checked(module, identifier, module.__name__)
    point = _entry_points().get(identifier)
    if point is None:
        raise UnknownRegistryError(identifier)
    return _checked(_loaded(point), identifier, point.value)


def all_ids() -> tuple[str, ...]:
    """The ids of all registries, sorted; imports none of them."""
    return tuple(sorted({*_built_in(), *_entry_points()}))


def all_registries() -> tuple[Registry, ...]:
    """All registries, sorted by id; their data is not read yet."""
    return tuple(get(identifier) for identifier in all_ids())


@cache
def catalog_version() -> str:
    """The newest ISO date on which a fact of a built-in registry was checked.

    It is the default for `as_of`, so it must not depend on what else is installed. The dates are
    scanned for, because parsing every data file would cost a command more than all its other work.
    """
    files = (item for item in data_folder().iterdir() if item.name.endswith(".yaml"))
    texts = (item.read_text(encoding="utf-8") for item in files)
    dates: list[str] = [date for text in texts for date in _CHECKED.findall(text)]
    return max(dates)


@cache
def _built_in() -> frozenset[str]:
    names = (item.name for item in data_folder().iterdir())
    return frozenset(name.removesuffix(".yaml") for name in names if name.endswith(".yaml"))


@cache
def _entry_points() -> dict[str, EntryPoint]:
    return {point.name: point for point in extensions(GROUP)}


def _loaded(point: EntryPoint) -> object:
    try:
        return point.load()
    except (ImportError, AttributeError) as error:
        raise RunbookError(f"the registry {point.name!r} cannot be loaded: {error}") from error


def _checked(found: object, identifier: str, where: str) -> Registry:
    registry = getattr(found, "REGISTRY", found)
    if isinstance(registry, Registry) and registry.id == identifier:
        return registry
    raise RunbookError(
        f"{where} is no registry of the id {identifier!r}",
        hint=f"name an instance of {Registry.__module__}.{Registry.__name__} with that id",
    )
