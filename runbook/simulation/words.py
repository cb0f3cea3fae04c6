"""An event in the words of its forge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.forges.github.semantics import events as github
from runbook.model.forge import ForgeKind

if TYPE_CHECKING:
    from runbook.model.timeline import Event


def event_words(event: Event, forge: ForgeKind) -> str:
    """What happened, and to which ref."""
    if forge is ForgeKind.GITLAB:
        from runbook.forges.gitlab.semantics import events as gitlab  # noqa: PLC0415 - only on GitLab

        return gitlab.described(event)
    return github.described(event)
