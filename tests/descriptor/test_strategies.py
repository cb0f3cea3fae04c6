from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import HOSTILE, REFUSED, classes, consistent_data, invalid_data, valid_data, written

from runbook.descriptor.load import parse_descriptor
from runbook.descriptor.words import registry_ids
from runbook.errors import InputError

PATHS = {"path direct", "path reusable", "path composite"}
RELEASES = {f"release {by}" for by in ("tag", "merge", "dispatch", "schedule", "release")}
ALWAYS = PATHS | RELEASES | {"forge github", "forge gitlab"}
TEXTS = {f"text {name}" for name in HOSTILE}
REGISTRIES = {f"registry {name}" for name in registry_ids()}
many = settings(max_examples=200, suppress_health_check=list(HealthCheck))


def reached(data: st.SearchStrategy[dict[str, Any]], *, refused: bool = False) -> set[str]:
    """Every class that a run of the strategy reaches; each descriptor loads, or is refused."""
    found: set[str] = set()

    @many
    @given(st.data())
    def run(drawing: st.DataObject) -> None:
        drawn = drawing.draw(data)
        found.update(classes(drawn))
        text = drawing.draw(written(st.just(drawn)))
        if not refused:
            parse_descriptor(text, "runbook.yaml")
            return
        with pytest.raises(InputError):
            parse_descriptor(text, "runbook.yaml")

    run()
    return found


def test_valid_descriptors_load_and_reach_every_class() -> None:
    assert reached(valid_data()) >= ALWAYS | TEXTS | REGISTRIES


def test_consistent_descriptors_load_and_reach_every_class() -> None:
    assert reached(consistent_data()) >= ALWAYS | TEXTS


def test_refused_texts_are_refused_wherever_they_stand() -> None:
    assert reached(invalid_data(), refused=True) >= {f"text {name}" for name in REFUSED}
