from __future__ import annotations

import json
from typing import TYPE_CHECKING

from runbook.cli.main import run
from runbook.descriptor.schema import json_schema
from runbook.errors import ExitCode

if TYPE_CHECKING:
    import pytest


def test_it_prints_the_schema_of_the_descriptor(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["schema"]) == ExitCode.OK
    assert json.loads(capsys.readouterr().out) == json_schema()
