from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from goldens import Goldens
from hypothesis import settings

if TYPE_CHECKING:
    from collections.abc import Iterator

settings.register_profile("runbook", derandomize=True, deadline=None, max_examples=50)
settings.load_profile("runbook")

ROOT = Path(__file__).resolve().parent.parent


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--renew", action="store_true", help="rewrite golden files and print what changed"
    )


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Iterator[Goldens]:
    """Compares texts with files; with ``--renew`` rewrites the files and shows the difference."""
    goldens = Goldens(renew=bool(request.config.getoption("--renew")))
    yield goldens
    if goldens.differences:
        capture = request.config.pluginmanager.getplugin("capturemanager")
        with capture.global_and_fixture_disabled():
            print("", *goldens.differences, sep="\n")  # noqa: T201 - what --renew is for


@pytest.fixture(scope="session")
def root() -> Path:
    """The root of the checkout."""
    return ROOT
