"""The pinned actions and tools our workflows use: one data file each, with version and date."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from runbook.source import read_data
from runbook.workflows.emit import Noted


@dataclass(frozen=True, slots=True)
class Pin:
    """An action at a commit. `checked` is the newest day on which it was the newest seen."""

    action: str
    version: str
    commit: str
    date: str
    checked: str
    source: str
    unverified: bool = False


@cache
def pins() -> dict[str, Pin]:
    """All pinned actions by name."""
    data = read_data("forges", "github", "data", "actions.yaml")
    return {name: Pin(action=name, **values) for name, values in data.items()}


def pinned(action: str) -> Noted:
    """The reference of an action (``owner/repo`` or ``owner/repo/path``) with its commit.

    Raises:
        KeyError: the action is not in the data file, so nobody vouches for a commit.
    """
    owner, repo, *path = action.split("/")
    pin = pins()[f"{owner}/{repo}"]
    return Noted("/".join([pin.action, *path]) + f"@{pin.commit}", pin.version)
