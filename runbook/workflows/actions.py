"""Local composite actions that hold an upload step.

A composite action has neither secrets nor permissions of its own: what differs between its
callers becomes an input.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from runbook.registries.catalog import get
from runbook.workflows.builds import build_step

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from runbook.model.publication import Publication
    from runbook.workflows.emit import Data


def local_actions(publications: Iterable[Publication]) -> dict[str, dict[str, Data]]:
    """``action.yml`` data by folder, for every `via` of the publications."""
    callers: dict[str, list[Publication]] = {}
    for item in publications:
        if item.via:
            callers.setdefault(item.via.rstrip("/"), []).append(item)
    return {path: _action(items) for path, items in callers.items()}


def call_of(item: Publication, publications: Iterable[Publication]) -> dict[str, Data]:
    """The workflow step that calls the local action of `item`, with its values as inputs."""
    sharers = [one for one in publications if one.via == item.via]
    lifted = _lifted(sharers)
    mine = _values(_template_steps(item))
    inputs: dict[str, Data] = {name: str(mine[path]) for path, name in lifted.items()}
    call: dict[str, Data] = {"name": "Publish", "uses": f"./{item.via.strip('/')}"}
    return {**call, "with": inputs} if inputs else call


def _action(sharers: Sequence[Publication]) -> dict[str, Data]:
    lifted = _lifted(sharers)
    steps = []
    for index, step in enumerate(_template_steps(sharers[0])):
        names = {path[1:]: name for path, name in lifted.items() if path[0] == index}
        replaced = _replaced(step, names)
        pinned = build_step(replaced)
        steps.append({**pinned, "shell": "bash"} if "run" in pinned else pinned)
    inputs: dict[str, Data] = {
        name: {"description": f"Differs between the callers: {path[-1]}.", "required": True}
        for path, name in lifted.items()
    }
    head: dict[str, Data] = {
        "name": "Publish",
        "description": "Uploads the distributions with the identity of the calling job.",
    }
    runs: dict[str, Data] = {"using": "composite", "steps": steps}
    return {**head, **({"inputs": inputs} if inputs else {}), "runs": runs}


def _template_steps(item: Publication) -> tuple[Mapping[str, Any], ...]:
    clients = {client.id: client for client in get(item.registry).data.clients}
    return clients[item.client].steps


def _lifted(sharers: Sequence[Publication]) -> dict[tuple[Any, ...], str]:
    """Paths of the `with` and `env` values that differ between the sharers, to input names."""
    all_values = [_values(_template_steps(item)) for item in sharers]
    paths = dict.fromkeys(path for values in all_values for path in values)
    differing = [
        path for path in paths if len({str(values.get(path)) for values in all_values}) > 1
    ]
    return {
        path: re.sub(r"[^a-z0-9]+", "-", str(path[-1]).lower()).strip("-") for path in differing
    }


def _values(steps: Sequence[Mapping[str, Any]]) -> dict[tuple[Any, ...], Any]:
    return {
        (index, block, name): value
        for index, step in enumerate(steps)
        for block in ("with", "env")
        for name, value in step.get(block, {}).items()
    }


def _replaced(step: Mapping[str, Any], names: Mapping[tuple[Any, ...], str]) -> dict[str, Any]:
    copy = {
        key: dict(value) if isinstance(value, Mapping) else value for key, value in step.items()
    }
    for (block, key), name in names.items():
        copy.setdefault(block, {})[key] = "${{ inputs." + name + " }}"
    return copy
