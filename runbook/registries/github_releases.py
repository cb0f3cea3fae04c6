"""GitHub Releases: the run's own token; there is no record to match."""

from __future__ import annotations

from runbook.registries.base import Registry


class GithubReleases(Registry):
    """Everything is in the data file."""

    id = "github-releases"

    def file_stem(self, package: str) -> str:
        """The repository without its owner."""
        return package.rpartition("/")[2]


REGISTRY = GithubReleases()
