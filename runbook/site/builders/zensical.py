"""Zensical, by the author of Material: brings its own theme and runs no plugin of others."""

from __future__ import annotations

from runbook.site.builders.base import Builder

BUILDER = Builder(modules=("zensical",), distributions=("zensical",))
