"""The programs that a repository's own JavaScript and Docker actions run."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from runbook.source import Mapping, Scalar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from runbook.forges.github.syntax.model import Action

MAX_PROGRAM = 65_536  # characters; a longer one is a bundle with whole libraries inside
_INSTRUCTION = re.compile(r"(?mi)^[ \t]*(?:ENTRYPOINT|CMD)[ \t]+([^\n]{1,500})")
_WORD = re.compile(r"[A-Za-z0-9_./-]+")


def entry_points(action: Action, folder: str, read: Callable[[str], str | None]) -> Iterator[str]:
    """Files below `folder` that run, as named by ``runs`` or by the Dockerfile."""
    runs = action.extra.get("runs")
    named = [_text(runs, "main"), _text(runs, "entrypoint")]
    if action.using == "docker":
        dockerfile = read(f"{folder}/Dockerfile" if folder else "Dockerfile") or ""
        for match in _INSTRUCTION.finditer(dockerfile):
            words = _WORD.findall(match[1])  # paths in the image: the file was copied there
            named += [
                part for word in words for part in (word.lstrip("/"), word.rpartition("/")[2])
            ]
    for name in dict.fromkeys(filter(None, named)):
        text = read(f"{folder}/{name}" if folder else name)
        if text is not None and len(text) <= MAX_PROGRAM:
            yield name


def _text(node: object, key: str) -> str:
    value = node.get(key) if isinstance(node, Mapping) else None
    return value.text if isinstance(value, Scalar) else ""
