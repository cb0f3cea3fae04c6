"""The vectors of GitHub's semantics; RUNBOOK_VECTORS names another file of the same format."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

Vector = dict[str, Any]

_OWN = Path(__file__).parent / "vectors" / "github.yaml"


@cache
def _all() -> dict[str, list[Vector]]:
    path = Path(os.environ.get("RUNBOOK_VECTORS") or _OWN)
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


def section(name: str) -> list[Any]:
    """The vectors of a section as test parameters; their ids, or numbers where they have none."""
    vectors = _all().get(name) or []
    return [
        pytest.param(vector, id=str(vector.get("id", f"{name}-{number}")))
        for number, vector in enumerate(vectors)
    ]
