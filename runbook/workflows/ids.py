"""Steps of one job whose ids have to differ."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import chain, count
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from runbook.workflows.emit import Data

_REFERENCE = re.compile(r"\bsteps\.([\w-]{1,100})\.")


def told_apart(steps: Iterable[Mapping[str, Data]]) -> list[dict[str, Data]]:
    """The steps, with a number behind an id that was there before, and in what refers to it."""
    taken: set[str] = set()
    names: dict[str, str] = {}
    found = []
    for step in steps:
        name = step.get("id")
        new = {key: _renamed(value, names) for key, value in step.items()}
        if isinstance(name, str):
            tries = (f"{name}-{number}" for number in count(2))
            names[name] = next(one for one in chain([name], tries) if one not in taken)
            taken.add(names[name])
            new["id"] = names[name]
        found.append(new)
    return found


def _renamed(value: Any, names: Mapping[str, str]) -> Any:  # noqa: ANN401 - steps are any data
    if isinstance(value, str):
        return _REFERENCE.sub(lambda hit: f"steps.{names.get(hit[1], hit[1])}.", value)
    if isinstance(value, Mapping):
        return {key: _renamed(item, names) for key, item in value.items()}
    return [_renamed(item, names) for item in value] if isinstance(value, list) else value
