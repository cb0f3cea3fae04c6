from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from ruled import BASES

from runbook.cli.main import run
from runbook.errors import ExitCode

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with two publishers, as the current folder."""
    shutil.copytree(BASES / "pypi-crates", tmp_path / "demo")
    monkeypatch.chdir(tmp_path / "demo")
    return tmp_path / "demo"


@pytest.mark.parametrize(
    ("arguments", "registries"),
    [([], ["PyPI", "crates.io"]), (["pypi"], ["PyPI"]), (["crates-io", "demo"], ["crates.io"])],
)
def test_what_to_type_into_which_form(
    arguments: list[str], registries: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["handover", *arguments]) == ExitCode.OK
    out = capsys.readouterr().out
    assert out.count("## Please register a trusted publisher on ") == len(registries)
    for name in registries:
        assert f"trusted publisher on {name}" in out
    assert "release.yml" in out


def test_from_another_folder(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project.parent)
    assert run(["handover", "pypi", "--descriptor", "demo/runbook.yaml"]) == ExitCode.OK
    assert "acme" in capsys.readouterr().out


def test_a_form_that_is_not_needed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["handover", "npm"]) == ExitCode.USAGE
    assert "its forms are: pypi demo, crates-io demo" in capsys.readouterr().err
