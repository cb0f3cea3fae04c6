"""What is true of a forge, and its own words for things: data with sources."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from runbook.model.fact import Fact
from runbook.model.origin import UNKNOWN
from runbook.source import read_data

if TYPE_CHECKING:
    from runbook.model.forge import ForgeKind

CHECKED = "2026-11-21"


@cache
def forge_facts(forge: ForgeKind) -> dict[str, Fact]:
    """All facts of a forge by id."""
    data = read(forge, "facts.yaml")
    sources: dict[str, str] = data["sources"]
    return {item["id"]: _fact(item, sources) for item in data["facts"]}


@cache
def labels(forge: ForgeKind) -> dict[str, str]:
    """The forge's own labels by our names."""
    found: dict[str, str] = read(forge, "labels.yaml")
    return found


def read(forge: ForgeKind, name: str) -> Any:  # noqa: ANN401 - YAML data is any data
    """A data file of the forge as plain data."""
    return read_data("forges", forge.value, "data", name)


def _fact(item: dict[str, Any], sources: dict[str, str]) -> Fact:
    return Fact(
        id=item["id"],
        text=item["text"],
        sources=tuple(sources.get(key, key) for key in item["src"]),
        checked=item.get("checked", CHECKED),
        since=item.get("since"),
        until=item.get("until"),
        value=item.get("value", UNKNOWN),
        unverified=item.get("unverified", False),
        disputed=item.get("disputed", ""),
    )
