"""Where a value comes from: shown on every page and in every finding."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runbook.source import Span


class Unset(Enum):
    """The one value that means "nobody said": an absent key, as against ``null`` (none)."""

    UNKNOWN = "unknown"

    def __repr__(self) -> str:
        return "UNKNOWN"

    def __bool__(self) -> bool:
        return False


UNKNOWN: Final = Unset.UNKNOWN


class OriginKind(StrEnum):
    """How a value became known."""

    DECLARED = "declared"
    READ = "read"
    LIVE = "live"
    RECORDED = "recorded"
    DERIVED = "derived"
    DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class Origin:
    """`span` for declared, read and recorded values; `note` says from what or when otherwise."""

    kind: OriginKind
    span: Span | None = None
    note: str = ""


DEFAULT_ORIGIN: Final = Origin(OriginKind.DEFAULT)


class Traced:
    """Base of what knows the origin of each of its values; `origins` are by field name."""

    __slots__ = ()

    origins: Mapping[str, Origin]

    def origin_of(self, name: str) -> Origin:
        """Where the value of the field `name` comes from."""
        return self.origins.get(name, DEFAULT_ORIGIN)
