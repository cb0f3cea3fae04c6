from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from chromium import Chromium, Page, find_chromium

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def chromium() -> Iterator[Chromium]:
    """One Chromium for all tests; where browser tests are required, its absence is a failure."""
    program = find_chromium()
    if program is None:
        message = "there is no Chromium: install it, or leave the browser tests out"
        if os.environ.get("RUNBOOK_REQUIRE_BROWSER") == "1":
            pytest.fail(message)
        pytest.skip(message)
    with Chromium(program) as browser:
        yield browser


@pytest.fixture
def page(chromium: Chromium) -> Iterator[Page]:
    """A fresh tab of a reader who has never been here."""
    with chromium.page() as tab:
        tab.look()
        yield tab
