"""GitHub's container registry: the run's own token; there is no record to match."""

from __future__ import annotations

from runbook.registries.base import Registry


class Ghcr(Registry):
    """Everything is in the data file."""

    id = "ghcr"


REGISTRY = Ghcr()
