from __future__ import annotations

import pytest

from runbook.pages.views.values import version_of


@pytest.mark.parametrize(
    ("tag", "ecosystem", "expected"),
    [
        ("v1.2.3", "python", "1.2.3"),
        ("release/1.2", "rust", "1.2"),
        ("v0.5.10-dev-2026", "python", "0.5.10.dev2026"),
        ("v0.5.10-dev", "python", "0.5.10.dev0"),
        ("v0.5.10-dev-2026", "javascript", "0.5.10-dev-2026"),
        ("nightly", "python", "nightly"),
    ],
)
def test_the_version_a_tag_stands_for(tag: str, ecosystem: str, expected: str) -> None:
    assert version_of(tag, ecosystem) == expected
