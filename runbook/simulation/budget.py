"""A bound on work that files could otherwise multiply: calls in calls, runs after runs."""

from __future__ import annotations

from dataclasses import dataclass

MAX_WORK = 300


@dataclass(slots=True)
class Budget:
    """How often something may still be done."""

    left: int = MAX_WORK

    def take(self) -> bool:
        """Whether it may be done once more."""
        self.left -= 1
        return self.left >= 0
