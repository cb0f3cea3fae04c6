from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from runbook.cli.common import Console
from runbook.cli.simulate import command

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
SEED = EXAMPLES / "as-written" / "market-data-source"
REFUSAL = 'Tag "v0.3.1" is not allowed to deploy to release due to environment protection rules.'


def run(*arguments: str, path: Path = SEED) -> Result:
    console = Console(json="--json" in arguments)
    return CliRunner().invoke(
        command, [*arguments, "--path", str(path)], obj=console, standalone_mode=False
    )


def test_the_guide_as_written_refuses_every_release() -> None:
    result = run("v0.3.1", "--world", "plan")
    assert result.return_value == 1
    assert f"message: {REFUSAL}" in result.output
    assert "refused: crates-io/market-data-source@production" in result.output


def test_its_rehearsal_hides_that() -> None:
    result = run("--event", "workflow_dispatch", "--input", "dry-run=true", "--world", "plan")
    assert result.return_value == 0
    assert REFUSAL not in result.output


def test_full_refs_as_policies_refuse_every_tag() -> None:
    seed = EXAMPLES / "as-written" / "quilt-mcp-server"
    result = run("v0.5.10-dev-1", "--world", "plan", path=seed)
    assert result.return_value == 1
    assert "no tag policy fits it: 'refs/tags/v*-dev-*'" in result.output
    assert "tags filter '!v*-dev-*' keeps 'v0.5.10-dev-1' out" in result.output


def test_data() -> None:
    result = run("v0.3.1", "--json", "--world", "plan")
    data = json.loads(result.output)
    assert data["event"]["ref"] == "refs/tags/v0.3.1"
    assert any(step["message"] == REFUSAL for step in data["steps"])


def test_every_way_in() -> None:
    result = run("--all", "--world", "plan")
    assert result.return_value == 0
    assert "push on refs/tags/v1.2.3\n  refused: " in result.output
    assert result.output.rstrip().endswith("ways in")
    data = json.loads(run("--all", "--json", "--world", "plan").output)
    assert len(data["timelines"]) >= 2


def test_facts_on_request() -> None:
    assert "policy-fnmatch: " in run("v0.3.1", "--explain", "--world", "plan").output


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--event", "nonsense"), "there is no event 'nonsense'"),
        (("v1", "--input", "x"), "--input 'x' is not NAME=VALUE"),
        ((), "push needs the tag or branch it is about"),
        (("v1", "--world", "live"), "--world live needs the settings"),
        (("v1", "--world", "repository"), "there is no checkout to read"),
        (("refs/tags/",), "'refs/tags/' is the ref of nothing"),
        (("refs/v1",), "'refs/v1' is the ref of nothing"),
        (("v1", "--activity", "published"), "push has no activity 'published'"),
        (("v1", "--event", "release", "--activity", "x"), "release has no activity 'x'"),
        (
            ("--event", "workflow_dispatch", "--workflow", "no.yml"),
            "there is no workflow file 'no.yml'",
        ),
        (("v1", "--tags-at-once", "0"), "0 is not in the range x>=1"),
        (("v1", "--as-of", "soon"), "--as-of 'soon' is no day"),
        (("v1", "--as-of", "2026-02-30"), "--as-of '2026-02-30' is no day"),
        (("v1", "--as-of", ""), "--as-of '' is no day"),
    ],
)
def test_what_cannot_be_asked(arguments: tuple[str, ...], message: str, tmp_path: Path) -> None:
    (tmp_path / "runbook.yaml").write_text((SEED / "runbook.yaml").read_text())
    result = run(*arguments, path=tmp_path)
    assert result.exception is not None
    assert message in str(result.exception)


def test_a_day_is_taken_in_every_form_of_iso_8601() -> None:
    """Days are compared as texts, so that another form would apply the rules of another year."""
    text = run("v0.3.1", "--as-of", "20261121", "--world", "plan").output
    assert text.splitlines()[0] == "push on refs/tags/v0.3.1 (rules of 2026-11-21)"


def test_as_a_process() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "runbook", "simulate", "v0.3.1", "--path", str(SEED)],
        capture_output=True,
        text=True,
        check=False,
        cwd=EXAMPLES.parent,
    )
    assert done.returncode in {0, 1}, done.stderr
    assert REFUSAL in done.stdout
    assert "Traceback" not in done.stderr
