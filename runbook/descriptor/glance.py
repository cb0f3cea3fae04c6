"""A glance at a descriptor that may be half written: what it names, unchecked and unmodelled."""

from __future__ import annotations

import os
from itertools import islice
from typing import TYPE_CHECKING

from runbook.descriptor.find import FILE_NAME
from runbook.descriptor.nodes import child, items, pairs, text, texts
from runbook.descriptor.read import read_text
from runbook.source import parse_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from runbook.source import Node

# So that a huge tree answers as fast as a small one: levels, folders a level, entries a folder.
_LEVELS, _WIDEST, _LONGEST = 4, 100, 1_000


def packages_of(descriptor: Path) -> dict[str, tuple[str, ...]]:
    """The packages that a descriptor names, by registry, in its order.

    Raises:
        InputError: the file cannot be read, or is no YAML.
    """
    found: dict[str, dict[str, None]] = {}
    for entry in items(child(_root(descriptor), "registries")):
        registry = text(child(entry, "registry"))
        if registry is not None:
            known = found.setdefault(registry, {})
            for path in (("package",), ("packages",), ("packages", "new")):
                known |= {item.text: None for item in texts(child(entry, *path))}
    return {registry: tuple(names) for registry, names in found.items()}


def workflows_of(descriptor: Path) -> tuple[str, ...]:
    """The workflow files that a descriptor names.

    Raises:
        InputError: the file cannot be read, or is no YAML.
    """
    return tuple(key.text for key, _ in pairs(child(_root(descriptor), "workflows")))


def descriptors_below(folder: Path) -> Iterator[Path]:
    """Descriptors in `folder` and a few levels below it, the nearest first; hidden ones aside."""
    level = [folder]
    for _ in range(_LEVELS):
        yield from (here / FILE_NAME for here in level if (here / FILE_NAME).is_file())
        below = (path for here in level for path in _folders(here))
        level = list(islice(below, _WIDEST))


def _folders(folder: Path) -> list[Path]:
    try:
        with os.scandir(folder) as entries:
            names = [item.name for item in islice(entries, _LONGEST) if _is_searched(item)]
    except OSError:
        return []
    return [folder / name for name in sorted(names)]


def _is_searched(entry: os.DirEntry[str]) -> bool:
    hidden = entry.name.startswith(".") or entry.name == "node_modules"
    return not hidden and entry.is_dir(follow_symlinks=False)


def _root(descriptor: Path) -> Node | None:
    return parse_yaml(read_text(descriptor, str(descriptor)), str(descriptor)).root
