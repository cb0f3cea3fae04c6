"""GitLab's own messages. None is confirmed first-hand yet, so there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from runbook.model.signature import Signature


def signatures() -> dict[str, Signature]:
    """All messages of GitLab and its runner, by id."""
    return {}
