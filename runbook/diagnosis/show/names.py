"""Takes the project's names out of a text, so that it can be shown to strangers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

SHORTEST: Final = 2


def hide_names(text: str, names: Mapping[str, str]) -> str:
    """`text` with each known name replaced by what it is (``OWNER``), longer names first."""
    wanted = {name.casefold(): label for name, label in names.items() if len(name) >= SHORTEST}
    if not wanted:
        return text
    longest = sorted(wanted, key=len, reverse=True)
    pattern = "|".join(re.escape(name) for name in longest)
    bounded = re.compile(rf"(?<![A-Za-z0-9])(?:{pattern})(?![A-Za-z0-9])", re.IGNORECASE)
    return bounded.sub(lambda hit: wanted.get(hit[0].casefold(), "NAME"), text)
