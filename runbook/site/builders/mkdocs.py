"""MkDocs with Material, the builder we install and the default."""

from __future__ import annotations

from runbook.site.builders.base import Builder

BUILDER = Builder(modules=("mkdocs", "material"), distributions=("mkdocs", "mkdocs-material"))
