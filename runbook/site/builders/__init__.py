"""The programs that turn pages into HTML, one module each; a module's name is the builder's."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from runbook.site.builders.base import Builder

DEFAULT = "mkdocs"


def builder_names() -> tuple[str, ...]:
    """All builders there is a module for, installed or not."""
    return tuple(sorted(module.name for module in iter_modules(__path__) if module.name != "base"))


def load_builder(name: str) -> Builder:
    """The builder called `name`, one of `builder_names()`."""
    return cast("Builder", import_module(f"{__name__}.{name}").BUILDER)
