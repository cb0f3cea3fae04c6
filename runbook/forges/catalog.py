"""A forge's own messages, whichever forge it is."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from runbook.model.forge import ForgeKind
    from runbook.model.signature import Signature


def forge_signatures(forge: ForgeKind) -> tuple[Signature, ...]:
    """Every message the forge and its runner print, in the order of its data."""
    found: dict[str, Signature] = import_module(
        f"runbook.forges.{forge.value}.catalog"
    ).signatures()
    return tuple(found.values())
