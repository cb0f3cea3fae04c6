"""What is known of clients, actions and documents beside the registries' own data, with sources."""

from __future__ import annotations

from functools import cache
from typing import Any

from runbook.source import read_data


@cache
def known(name: str) -> Any:  # noqa: ANN401 - YAML data is any data
    """The data file called `name`."""
    return read_data("rules", "data", f"{name}.yaml")
