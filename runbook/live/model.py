"""The forge's settings as somebody saw them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from runbook.model.environment import Environment


@dataclass(frozen=True, slots=True)
class Live:
    """What `observe.sh` wrote.

    `repository` is owner/name as the forge spells it. `environments` are all there are, so one
    that is missing does not exist. `private` and `immutable_sub` are None when not seen.
    """

    file: str
    repository: str
    environments: tuple[Environment, ...]
    private: bool | None = None
    default_branch: str | None = None
    immutable_sub: bool | None = None
    subject_keys: tuple[str, ...] = ()

    def environment(self, name: str) -> Environment | None:
        """The environment called `name`; case does not count."""
        wanted = name.lower()
        return next((item for item in self.environments if item.name.lower() == wanted), None)
