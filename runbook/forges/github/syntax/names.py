"""Names that GitHub compares without regard to case: of inputs, ``with`` and secrets.

Source: actions/runner src/Sdk/WorkflowParser (OrdinalIgnoreCase dictionaries)@258d6c8.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeVar

Value = TypeVar("Value")


class Names(Mapping[str, Value]):
    """A mapping whose look-ups ignore case; iterating gives the names as written."""

    __slots__ = ("_folded", "_written")

    def __init__(self, written: Mapping[str, Value]) -> None:
        self._written = written
        self._folded: dict[str, Value] = {}
        for name, value in written.items():
            self._folded.setdefault(name.lower(), value)

    def __getitem__(self, name: str) -> Value:
        return self._folded[name.lower()]

    def __iter__(self) -> Iterator[str]:
        return iter(self._written)

    def __len__(self) -> int:
        return len(self._written)

    def __repr__(self) -> str:
        return f"Names({self._written!r})"
