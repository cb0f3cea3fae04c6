"""A recognisable message. The simulation prints from it, diagnosis reads by it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True)
class Signature:
    """What somebody prints when something happens.

    `text` is the exact message with {placeholders}; `pattern` is a linear-time regular
    expression when the text alone cannot say it (white space in the log is collapsed first).
    `stage`: startup, gate, token, exchange, upload, verify, success. `proves` and `excludes` are
    cause slugs; `causes` are those that remain possible, the likeliest first. `secondary` marks
    a message that usually follows from an earlier one. `forge` is the only forge whose jobs can
    meet it, "" for any. Dates are ISO.
    """

    id: str
    printed_by: str
    stage: str
    text: str
    causes: tuple[str, ...]
    sources: tuple[str, ...]
    pattern: str | None = None
    proves: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    registry: str | None = None
    since: str | None = None
    until: str | None = None
    meaning: str = ""
    fix: str = ""
    secondary: bool = False
    unverified: bool = False
    forge: str = ""

    def render(self, variables: Mapping[str, str]) -> str:
        """The message as the user sees it; a placeholder nobody filled stays visible."""
        return _PLACEHOLDER.sub(lambda hit: variables.get(hit[1], hit[0]), self.text)

    def regex(self) -> re.Pattern[str] | None:
        """The compiled pattern; None where `text` alone says what to look for."""
        return _compiled(self.pattern) if self.pattern is not None else None


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
