from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from found_checkouts import workflow, written

from runbook.repository.infer import infer
from runbook.repository.infer_environments import distinct
from runbook.source import Position, Span

if TYPE_CHECKING:
    from pathlib import Path

PYPI = "{uses: pypa/gh-action-pypi-publish@release/v1}"
PYPROJECT = {"pyproject.toml": '[project]\nname = "demo"\n'}
SHIP = ".github/workflows/ship.yml"
OTHER = ".github/workflows/other.yml"
TAGGED = "{push: {tags: [v*]}}"
GATED = "    environment: docs\n"


def environments(root: Path, files: dict[str, str]) -> list[str]:
    return list(infer(written(root, {**PYPROJECT, **files})).draft.environments)


OTHERS = {
    "the same event": (TAGGED, TAGGED, ["docs"]),
    "every push": (TAGGED, "push", ["docs"]),
    "tags are ignored": (TAGGED, "{push: {tags-ignore: [x*]}}", ["docs"]),
    "branches only": (TAGGED, "{push: {branches: [main]}}", []),
    "all branches but one": (TAGGED, "{push: {branches-ignore: [main]}}", []),
    "a merge": ("{push: {branches: [main]}}", "{push: {branches: [main]}}", ["docs"]),
    "a merge, and tags": ("{push: {branches: [main]}}", TAGGED, []),
    "a release": ("{release: {types: [published]}}", "release", ["docs"]),
    "a run that is over": (TAGGED, "{workflow_run: {workflows: [ship]}}", ["docs"]),
    "a pull request": (TAGGED, "pull_request", []),
    "by hand": ("workflow_dispatch", "workflow_dispatch", []),
}


@pytest.mark.parametrize(("own", "other", "expected"), OTHERS.values(), ids=OTHERS)
def test_other_workflows_count_when_the_event_starts_them(
    own: str, other: str, expected: list[str], tmp_path: Path
) -> None:
    files = {SHIP: workflow(PYPI, on=own), OTHER: workflow("{run: make}", on=other, job=GATED)}
    assert environments(tmp_path, files) == expected


def test_the_environment_of_pages_guards_no_upload(tmp_path: Path) -> None:
    pages = "    environment: {name: GitHub-Pages, url: x}\n"
    deploy = workflow("{uses: actions/deploy-pages@v5}", on=TAGGED, job=pages)
    files = {SHIP: workflow(PYPI, on=TAGGED, job=GATED), OTHER: deploy}
    assert environments(tmp_path, files) == ["docs"]
    assert environments(tmp_path / "x", {SHIP: workflow(PYPI, job=pages)}) == ["GitHub-Pages"]


def test_nothing_counts_where_nothing_is_published(tmp_path: Path) -> None:
    assert environments(tmp_path, {OTHER: workflow("{run: make}", job=GATED)}) == []


CALLED = "on: workflow_call\njobs:\n  a:\n    runs-on: x\n{}    steps: [{{run: make}}]\n"
CALLS = "  call: {{uses: {}, needs: ship}}\n"


@pytest.mark.parametrize("prefix", ["./", "$/"])
def test_called_files_count_and_a_circle_ends(prefix: str, tmp_path: Path) -> None:
    call = CALLS.format(f"{prefix}{OTHER}")
    files = {SHIP: workflow(PYPI) + call, OTHER: CALLED.format(GATED) + call}
    assert environments(tmp_path, files) == ["docs"]


def test_missing_and_foreign_files_are_passed_over(tmp_path: Path) -> None:
    foreign = "acme/other/.github/workflows/x.yml@main"
    calls = CALLS.format("./.github/workflows/gone.yml") + CALLS.format(foreign).replace(
        "call", "b"
    )
    assert environments(tmp_path, {SHIP: workflow(PYPI) + calls}) == []


@pytest.mark.parametrize("name", ["${{ inputs.where }}", '""'])
def test_names_that_are_not_written_out_are_not_declared(name: str, tmp_path: Path) -> None:
    job = f"    environment: {name}\n"
    files = {SHIP: workflow(PYPI), OTHER: workflow("{run: make}", job=job)}
    assert environments(tmp_path, files) == []


def test_a_name_that_the_loader_refuses_stays_out(tmp_path: Path) -> None:
    other = OTHER.replace("other", "good")
    files = {
        SHIP: workflow(PYPI),
        OTHER: workflow("{run: make}", job="    environment: ' padded '\n"),
        other: workflow("{run: make}", job=GATED),
    }
    inference = infer(written(tmp_path, {**PYPROJECT, **files}))
    assert list(inference.draft.environments) == ["docs"]
    assert [entry.found.registry for entry in inference.draft.entries] == ["pypi"]


def test_upper_and_lower_case_are_one_environment() -> None:
    here = Position(1, 1)
    first, second = Span("a", here, here), Span("b", here, here)
    assert distinct([("PyPI", first), ("pypi", second), ("x", second)]) == {
        "PyPI": first,
        "x": second,
    }
