"""Maven Central: a stored token and signatures; there is no trusted publishing."""

from __future__ import annotations

from runbook.registries.base import Registry


class MavenCentral(Registry):
    """Everything is in the data file."""

    id = "maven-central"

    def file_stem(self, package: str) -> str:
        """The artifact without its group."""
        return package.rpartition(":")[2]


REGISTRY = MavenCentral()
