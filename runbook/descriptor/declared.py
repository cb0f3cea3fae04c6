"""The names a descriptor declares, which its other keys refer to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from runbook.descriptor.near import did_you_mean
from runbook.descriptor.nodes import child, is_switch, items, pairs, text
from runbook.errors import Problem
from runbook.text import one_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runbook.source import Node


@dataclass(frozen=True, slots=True)
class Declared:
    """The names a descriptor declares; `releases` by workflow file, True for one that uploads."""

    releases: dict[str, dict[str, bool]]
    environments: tuple[str, ...]
    registries: tuple[str, ...]
    caseless: bool

    @classmethod
    def of(cls, root: Node, *, caseless: bool) -> Declared:
        """Read from nodes of any shape. `caseless`: environment names do not tell case apart."""
        releases = {
            key.text: {
                name.text: not is_switch(child(body, "uploads"), value=False)
                for name, body in pairs(child(node, "releases"))
            }
            for key, node in pairs(child(root, "workflows"))
        }
        environments = tuple(key.text for key, _ in pairs(child(root, "environments")))
        entries = items(child(root, "registries"))
        ids = tuple(dict.fromkeys(text(child(item, "registry")) or "" for item in entries))
        return cls(releases, environments, tuple(filter(None, ids)), caseless)

    def has_environment(self, name: str) -> bool:
        """Whether the environment is declared."""
        if not self.caseless:
            return name in self.environments
        return name.casefold() in {item.casefold() for item in self.environments}


def undeclared_environment(node: Node | None, declared: Declared) -> Iterator[Problem]:
    """A problem when `node` names an environment that is not declared."""
    name = text(node)
    if node is None or name is None or declared.has_environment(name):
        return
    hint = did_you_mean(name, declared.environments) or f"add {name!r} to `environments`"
    known = one_of(declared.environments) if declared.environments else None
    yield Problem("this environment is not declared", node.span, name, known, hint)
