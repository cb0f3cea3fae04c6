"""TestPyPI: PyPI's software with its own accounts, records, names and audience."""

from __future__ import annotations

from runbook.registries.pypi import Pypi


class TestPypi(Pypi):
    """The same answers from another database."""

    id = "testpypi"


REGISTRY = TestPypi()
