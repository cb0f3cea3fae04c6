"""ProperDocs, the fork of MkDocs by its former maintainer; it takes the theme from Material."""

from __future__ import annotations

from runbook.site.builders.base import Builder

BUILDER = Builder(
    modules=("properdocs", "material"), distributions=("properdocs", "mkdocs-material")
)
