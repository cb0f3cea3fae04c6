"""A room imports only from lower rooms; the contracts stand in pyproject.toml."""

from __future__ import annotations

from typing import TYPE_CHECKING

from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_the_contracts_hold(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status = lint_imports(config_filename=str(root / "pyproject.toml"), no_cache=True)
    assert status == EXIT_STATUS_SUCCESS, capsys.readouterr().out
