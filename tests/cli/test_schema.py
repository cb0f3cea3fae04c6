from __future__ import annotations

import json
from typing import TYPE_CHECKING

from runbook import SCHEMA_ADDRESS
from runbook.cli.main import run
from runbook.descriptor.find import FILE_NAME
from runbook.descriptor.schema import json_schema
from runbook.errors import ExitCode

if TYPE_CHECKING:
    import pytest


def test_it_prints_the_schema_of_the_descriptor(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["schema"]) == ExitCode.OK
    assert json.loads(capsys.readouterr().out) == json_schema()


def test_it_prints_the_entry_of_the_catalogue(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["schema", "--catalog"]) == ExitCode.OK
    entry = json.loads(capsys.readouterr().out)
    assert entry["name"] == "runbook.yaml"
    assert entry["fileMatch"] == [FILE_NAME], "no other name is read"
    assert entry["url"] == SCHEMA_ADDRESS == json_schema()["$id"]
    assert not entry["description"].endswith((".", ":"))
