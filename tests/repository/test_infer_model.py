"""An inferred plan is the plan of the descriptor that `runbook init` would write."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from found_checkouts import copied, with_git, workflow, written

from runbook.descriptor.load import parse_descriptor
from runbook.errors import RunbookError
from runbook.model.origin import UNKNOWN, OriginKind
from runbook.observe import inferred_case
from runbook.plan import make_plan
from runbook.repository.infer import Inference, infer
from runbook.repository.infer_model import INFERRED, drafted

if TYPE_CHECKING:
    from runbook.model.plan import Plan

CHECKOUTS = Path(__file__).parent / "checkouts"
FORGES = sorted(CHECKOUTS.iterdir())
FILE = ".github/workflows/ship.yml"
PYPI = "{uses: pypa/gh-action-pypi-publish@release/v1}"
PYPROJECT = {"pyproject.toml": '[project]\nname = "demo"\n'}


def essence(plan: Plan) -> dict[str, object]:
    return {
        "project": (plan.project.owner, plan.project.repo, plan.project.host),
        "branch": plan.project.default_branch,
        "releases": plan.releases,
        "environments": plan.environments,
        "publications": [
            (item.key, item.call_path, item.job, item.environment, item.auth, item.via)
            for item in plan.publications
        ],
    }


@pytest.mark.parametrize("folder", FORGES, ids=lambda folder: folder.name)
def test_it_is_what_the_written_descriptor_says(folder: Path, tmp_path: Path) -> None:
    inference = infer(copied(folder, tmp_path / "checkout"))
    said = make_plan(parse_descriptor(inference.text, "runbook.yaml"))
    assert essence(make_plan(drafted(inference.draft))) == essence(said)


def inferred(root: Path, *, job: str = "", files: dict[str, str] | None = None) -> Inference:
    return infer(written(root, {FILE: workflow(PYPI, job=job), **PYPROJECT, **(files or {})}))


def test_values_know_where_they_were_read(tmp_path: Path) -> None:
    descriptor = drafted(inferred(tmp_path, job="    environment: pypi\n").draft)
    (entry,) = descriptor.registries
    origins = [
        descriptor.environments[0].origin_of("name"),
        descriptor.releases[0].origin_of("tags"),
        entry.origins["registry"],
    ]
    assert descriptor.file == INFERRED
    assert [(item.kind, item.span.file if item.span else "") for item in origins] == [
        (OriginKind.READ, FILE)
    ] * 3


def test_what_no_file_says_is_unknown(tmp_path: Path) -> None:
    computed = "    environment: ${{ vars.WHERE }}\n"
    (entry,) = drafted(inferred(tmp_path, job=computed).draft).registries
    assert entry.environment is UNKNOWN
    assert entry.release is UNKNOWN


def test_the_host_of_the_remote_is_the_host_of_the_project(tmp_path: Path) -> None:
    files = {FILE: workflow(PYPI), **PYPROJECT}
    written(tmp_path, files)
    config = '[remote "origin"]\n\turl = https://github.acme.example/acme/demo.git\n'
    (tmp_path / ".git/config").write_text(config)
    case = inferred_case(tmp_path)
    assert case.plan.project.host == "github.acme.example"


def test_a_case_without_a_descriptor_sees_its_checkout(tmp_path: Path) -> None:
    written(tmp_path, {FILE: workflow(PYPI), **PYPROJECT})
    case = inferred_case(tmp_path, "2026-01-02")
    assert case.as_of == "2026-01-02"
    assert [item.key for item in case.plan.publications] == ["pypi/demo@production"]
    assert [item.registry for item in case.found] == ["pypi"]


def test_a_checkout_that_publishes_nothing_has_no_case(tmp_path: Path) -> None:
    written(tmp_path, {FILE: workflow("{run: make}")})
    with pytest.raises(RunbookError, match="no job of this checkout publishes") as caught:
        inferred_case(tmp_path)
    assert caught.value.hint == "`runbook init --json` lists what was found"


def test_what_no_descriptor_can_say_is_named(tmp_path: Path) -> None:
    text = workflow(PYPI, on="{pull_request: {types: [closed]}}")
    written(tmp_path, {FILE: text, **PYPROJECT})
    with pytest.raises(RunbookError, match="no release that is started by pull_request"):
        inferred_case(tmp_path)


def test_a_checkout_of_nobody_has_no_case(tmp_path: Path) -> None:
    with_git(tmp_path, "")
    (tmp_path / ".github/workflows").mkdir(parents=True)
    (tmp_path / FILE).write_text(workflow(PYPI))
    (tmp_path / "pyproject.toml").write_text(PYPROJECT["pyproject.toml"])
    with pytest.raises(RunbookError, match="whose repository"):
        inferred_case(tmp_path)
