"""Values out of parsed data whose shape nobody has checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

Data = dict[str, object]


def table(data: object, *keys: str) -> Data:
    """The table found by going down `keys`; an empty one when there is none."""
    for key in keys:
        data = data.get(key) if isinstance(data, dict) else None
    return data if isinstance(data, dict) else {}


def text(data: Mapping[str, object], key: str) -> str | None:
    """The text below `key`, or None when it is absent, empty or something else."""
    value = data.get(key)
    return value if isinstance(value, str) and value else None


def texts(value: object) -> tuple[str, ...]:
    """The texts of a list; what is not text is left out."""
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()


def excluded(patterns: tuple[str, ...]) -> tuple[str, ...]:
    """Workspace patterns that take members away, written with a leading ``!``."""
    return tuple(f"!{pattern}" for pattern in patterns)
