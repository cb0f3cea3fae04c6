"""What checkouts of every shape publish, against what was written down for them."""

from __future__ import annotations

import json
from pathlib import Path
from time import process_time

import pytest
from found_checkouts import copied, workflow, written

from runbook.repository.infer_json import publication_json
from runbook.repository.publish import publications

CHECKOUTS = Path(__file__).parent / "checkouts"
FIELDS = (
    *("registry", "packages", "workflow", "callee_workflow", "job", "callee_job", "auth"),
    *("secret", "environment", "id_token_write", "triggers", "via", "client", "certainty"),
    *("implied", "dead"),
)
FILE = ".github/workflows/ship.yml"


def expected(folder: Path) -> list[dict[str, object]]:
    plain = dict.fromkeys(FIELDS) | {"packages": [], "triggers": [], "via": "direct"}
    plain |= {"implied": False, "dead": False}
    return [plain | item for item in json.loads((folder / "expected.json").read_text())]


@pytest.mark.parametrize("folder", sorted(CHECKOUTS.iterdir()), ids=lambda folder: folder.name)
def test_publications(folder: Path, tmp_path: Path) -> None:
    repository = copied(folder, tmp_path / "checkout")
    found = [publication_json(item, repository) for item in publications(repository)]
    shown = [{key: item[key] for key in FIELDS} | {"dead": bool(item["dead"])} for item in found]
    assert shown == expected(folder)


def test_no_mark_leaves_the_finder(tmp_path: Path) -> None:
    step = "{uses: pypa/gh-action-pypi-publish@v1, with: {password: '${{ secrets.A }}', user: u}}"
    (item,) = publications(written(tmp_path, {FILE: workflow(step)}))
    assert item.with_ == {"user": "u"}
    assert item.secret == "A"  # noqa: S105 - the name of a secret


def test_where_it_stands(tmp_path: Path) -> None:
    gate = "    environment: {name: e, url: 'https://example.org'}\n"
    (item,) = publications(written(tmp_path, {FILE: workflow("{run: uv publish}", job=gate)}))
    assert str(item.span).startswith(f"{FILE}:8:")
    assert item.job_span is not None
    assert item.url == "https://example.org"
    assert (item.uploading_workflow, item.uploading_job) == ("ship.yml", "ship")


UNREACHED = {
    "a pull request gets no secret": (
        "[push, pull_request]",
        "{run: twine upload d, env: {TWINE_PASSWORD: '${{ secrets.A }}'}}",
        ["push"],
    ),
    "but may get a token": ("[push, pull_request]", "{run: uv publish}", ["push", "pull_request"]),
    "an event without the payload": (
        "[push, release]",
        "{run: uv publish, if: '${{ github.event.release }}'}",
        ["release"],
    ),
    "a merge queue has a branch": (
        "[merge_group, push]",
        "{run: uv publish, if: \"github.ref_type == 'tag'\"}",
        ["push"],
    ),
    "an output is a text": (
        "[push]",
        "{run: uv publish, if: \"needs.x.outputs.y == 'true'\"}",
        ["push"],
    ),
    "a malformed condition may be anything": (
        "[push]",
        "{run: uv publish, if: '${{ ( }}'}",
        ["push"],
    ),
}


@pytest.mark.parametrize(("on", "step", "events"), UNREACHED.values(), ids=UNREACHED)
def test_events(on: str, step: str, events: list[str], tmp_path: Path) -> None:
    (item,) = publications(written(tmp_path, {FILE: workflow(step, on=on)}))
    assert [start.event for start in item.starts] == events


def test_calls_are_bounded(tmp_path: Path) -> None:
    files = {
        f".github/workflows/w{number}.yml": (
            f"on: {'push' if not number else 'workflow_call'}\njobs:\n"
            f"  a: {{uses: ./.github/workflows/w{number + 1}.yml}}\n"
            f"  b: {{uses: ./.github/workflows/w{number + 1}.yml}}\n"
        )
        for number in range(30)
    }
    start = process_time()
    assert publications(written(tmp_path, files)) == ()
    assert process_time() - start < 20


def test_actions_that_use_each_other_end(tmp_path: Path) -> None:
    action = (
        "runs: {{using: composite, steps: [{{uses: ./{0}}}, {{run: uv publish, shell: bash}}]}}\n"
    )
    files = {
        FILE: workflow("{uses: ./a}"),
        "a/action.yml": action.format("b"),
        "b/action.yml": action.format("a"),
    }
    (item,) = publications(written(tmp_path, files))
    assert item.via == "composite:a/action.yml"


def test_scripts_that_call_each_other_end(tmp_path: Path) -> None:
    files = {
        FILE: workflow("{run: ./a.sh}"),
        "a.sh": "./b.sh\n./b.sh\n./a.sh\n",
        "b.sh": "./a.sh\nmake x\nnpm publish\n",
        "Makefile": "x: x\n\t./b.sh\n",
    }
    (item,) = publications(written(tmp_path, files))
    assert (item.registry, item.via) == ("npm", "script:b.sh")


def test_nothing_outside_is_read(tmp_path: Path) -> None:
    (tmp_path / "outside.sh").write_text("npm publish\n")
    files = {FILE: workflow("{run: ../outside.sh}", f"{{run: {tmp_path}/outside.sh}}")}
    repository = written(tmp_path / "checkout", files)
    (tmp_path / "checkout" / "link.sh").symlink_to(tmp_path / "outside.sh")
    assert publications(repository) == ()
