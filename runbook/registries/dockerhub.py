"""Docker Hub: a stored token; its OIDC connections match subjects, not workflows."""

from __future__ import annotations

from runbook.registries.base import Registry


class Dockerhub(Registry):
    """Everything is in the data file."""

    id = "dockerhub"


REGISTRY = Dockerhub()
