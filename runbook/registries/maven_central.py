"""Maven Central: a stored token and signatures; there is no trusted publishing."""

from __future__ import annotations

from runbook.registries.base import Registry


class MavenCentral(Registry):
    """Everything is in the data file."""

    id = "maven-central"


REGISTRY = MavenCentral()
