from __future__ import annotations

import pytest

from runbook.descriptor.near import did_you_mean, nearest

REGISTRIES = ("pypi", "testpypi", "crates-io", "npm")


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("pipy", "pypi"),
        ("PyPI", "pypi"),
        ("crates.io", "crates-io"),
        ("crates_io", "crates-io"),
        ("test-pypi", "testpypi"),
        ("conda", None),
        ("", None),
        ("pypi" * 1000, None),
    ],
)
def test_the_nearest_spelling(word: str, expected: str | None) -> None:
    assert nearest(word, REGISTRIES) == expected


def test_a_hint_names_it() -> None:
    assert did_you_mean("pipy", REGISTRIES) == "did you mean 'pypi'?"
    assert did_you_mean("zzz", REGISTRIES) is None
    assert did_you_mean("pypi", ()) is None
