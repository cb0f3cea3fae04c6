"""The content of the OIDC token the forge signs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from runbook.model.origin import UNKNOWN, Unset

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Claims:
    """Claim names to values. An absent claim is not in the token; UNKNOWN is in it, value unknown.

    `reasons` says, per claim, why the value is what it is.
    """

    values: Mapping[str, str | Unset]
    reasons: Mapping[str, str] = field(default_factory=dict, compare=False)

    def get(self, name: str) -> str | Unset | None:
        """The value; None when the token does not carry the claim."""
        return self.values.get(name)

    def known(self, name: str) -> str | None:
        """The value when it is known, else None."""
        value = self.values.get(name)
        return None if value is UNKNOWN or isinstance(value, Unset) else value
