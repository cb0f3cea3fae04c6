"""The Visual Studio Code Marketplace: a stored token, as long as its policies are not settled."""

from __future__ import annotations

from runbook.registries.base import Registry


class VscodeMarketplace(Registry):
    """Everything is in the data file."""

    id = "vscode-marketplace"

    def file_stem(self, package: str) -> str:
        """`vsce package` names the file after the extension alone."""
        return package.rpartition(".")[2]


REGISTRY = VscodeMarketplace()
