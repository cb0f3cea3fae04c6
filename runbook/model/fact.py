"""What is true of the outside world, with its source and the date it was checked."""

from __future__ import annotations

from dataclasses import dataclass

from runbook.model.origin import UNKNOWN, Unset


@dataclass(frozen=True, slots=True)
class Fact:
    """One sentence about the outside world.

    `sources` are references (a URL, or owner/repo:path@commit). `checked`, `since` and `until`
    are ISO dates. `value` is the figure behind the sentence where a machine needs it.
    """

    id: str
    text: str
    sources: tuple[str, ...]
    checked: str
    since: str | None = None
    until: str | None = None
    value: str | int | float | bool | Unset | None = UNKNOWN
    unverified: bool = False
    disputed: str = ""

    def holds(self, as_of: str) -> bool:
        """Whether the fact is in force on the ISO date `as_of`."""
        return (self.since is None or self.since <= as_of) and (
            self.until is None or as_of < self.until
        )
