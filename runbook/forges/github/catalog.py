"""GitHub's own messages and facts, by id: data with sources, read when first asked for."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from runbook.forges.facts import forge_facts, read
from runbook.model.forge import ForgeKind
from runbook.model.signature import Signature

if TYPE_CHECKING:
    from runbook.model.fact import Fact

_LISTS = ("causes", "sources", "proves", "excludes")


@cache
def signatures() -> dict[str, Signature]:
    """All messages of GitHub and its runner, by id, in the order of the file."""
    items = read(ForgeKind.GITHUB, "signatures.yaml")["signatures"]
    lists = [{key: tuple(item[key]) for key in _LISTS if key in item} for item in items]
    made = [Signature(**(item | listed)) for item, listed in zip(items, lists, strict=True)]
    return {signature.id: signature for signature in made}


def signature(identifier: str) -> Signature:
    """The message called `identifier`.

    Raises:
        KeyError: there is none of that id.
    """
    return signatures()[identifier]


def fact(identifier: str) -> Fact:
    """The fact called `identifier`.

    Raises:
        KeyError: there is none of that id.
    """
    return forge_facts(ForgeKind.GITHUB)[identifier]
