"""A checkout is read as a whole: workflows, the actions they use, manifests, documents."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from time import process_time
from typing import TYPE_CHECKING

import pytest

from runbook.output.folder import write_folder
from runbook.repository import walk
from runbook.repository.actions import local_folders
from runbook.repository.read import is_document, read_repository

if TYPE_CHECKING:
    from pathlib import Path

    from runbook.repository.model import Repository

WORKFLOW = "on: push\njobs: {a: {runs-on: x, steps: [{uses: ./tools/build}]}}\n"
COMPOSITE = "runs: {{using: composite, steps: [{{uses: {0}}}]}}\n"
LONG = "on:\n  push: {tags: ['v*']}\njobs:\n" + "".join(
    f"""  job{number}:
    name: Job {number}
    needs: [other]
    runs-on: ubuntu-latest
    permissions:
      contents: read
      id-token: write
    environment:
      name: pypi
      url: https://example.org/
    steps:
      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1
        with:
          persist-credentials: false
      - name: Build
        run: |
          python -m build
          echo done
        env:
          MODE: release
"""
    for number in range(5)
)


def write(folder: Path, files: dict[str, str | bytes]) -> Path:
    for path, text in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def messages(repository: Repository) -> list[str]:
    return [problem.message for problem in repository.problems]


def test_a_repository(tmp_path: Path) -> None:
    files = {
        ".git/config": '[remote "origin"]\nurl = https://github.com/acme/demo\n',
        ".git/HEAD": "ref: refs/heads/main\n",
        ".git/refs/remotes/origin/HEAD": "ref: refs/remotes/origin/main\n",
        ".github/workflows/b.yaml": WORKFLOW,
        ".github/workflows/a.yml": WORKFLOW,
        ".github/workflows/note.txt": "no workflow",
        ".github/workflows/sub/c.yml": WORKFLOW,
        "pyproject.toml": "[project]\nname = 'demo'\n",
        "packages/one/package.json": '{"name": "one"}',
        "node_modules/two/package.json": '{"name": "two"}',
        "tests/fixtures/package.json": '{"name": "three"}',
        ".cache/README.md": "# a tool's",
        "README.md": "# demo",
        "docs/guide/release.md": "how to",
        "src/notes.md": "not for the public",
    }
    repository = read_repository(write(tmp_path, files))
    assert (repository.owner, repository.repo) == ("acme", "demo")
    assert repository.default_branch == "main"
    assert repository.root == str(tmp_path)
    assert [workflow.file for workflow in repository.workflows] == ["a.yml", "b.yaml"]
    assert repository.workflow("b.yaml") is repository.workflow(".github/workflows/b.yaml")
    assert repository.workflow("c.yml") is None
    assert [manifest.name for manifest in repository.manifests] == ["demo", "one"]
    assert repository.docs == ("README.md", "docs/guide/release.md")
    assert repository.checkout.read_text("README.md") == "# demo"
    assert messages(repository) == []


def test_an_empty_folder_is_an_empty_repository(tmp_path: Path) -> None:
    repository = read_repository(tmp_path)
    assert (repository.workflows, repository.manifests, repository.docs) == ((), (), ())
    assert not repository.git.present
    assert messages(repository) == []


def test_actions_are_followed_from_where_they_are_used(tmp_path: Path) -> None:
    files = {
        ".github/workflows/a.yml": WORKFLOW.replace("uses:", "parallel: [{uses:").replace(
            "}]}}", "}]}]}}"
        ),
        "tools/build/action.yml": COMPOSITE.format("$/tools/deeper"),
        "tools/deeper/action.yaml": COMPOSITE.format("./tools/build"),
        "tools/unused/action.yml": COMPOSITE.format("./"),
        ".github/actions/usual/action.yml": COMPOSITE.format("./"),
        ".github/actions/broken/action.yml": "a: [",
        ".github/actions/empty/README.md": "",
        "action.yml": COMPOSITE.format("../../outside"),
    }
    repository = read_repository(write(tmp_path, files))
    assert list(repository.actions) == ["", ".github/actions/usual", "tools/build", "tools/deeper"]
    assert repository.actions["tools/deeper"].path == "tools/deeper/action.yaml"
    assert [str(problem.span) for problem in repository.problems] == [
        ".github/actions/broken/action.yml:2:1"
    ]
    workflow = repository.workflow("a.yml")
    assert list(local_folders(workflow.jobs["a"].steps)) == ["tools/build"]


def test_what_cannot_be_read_is_named_and_the_rest_is_read(tmp_path: Path) -> None:
    files = {
        ".github/workflows/a.yml": "a: [",
        ".github/workflows/b.yml": b"on: push # \xff\n",
        ".github/workflows/c.yml": WORKFLOW,
        ".github/workflows/big.yml": "#" * 2_000_000,
        ".github/workflows/bomb.yml": "a: &a [x, x]\n"
        + "".join(f"a{n}: &b{n} [{'*a, ' * 999}*a]\n" for n in range(200)),
        ".github/workflows/\x1b[31m.yml": WORKFLOW,
        "pyproject.toml": "[",
        "setup.cfg": b"[metadata]\nname = d\xe9mo\n",
    }
    write(tmp_path, files)
    (tmp_path / ".github/workflows/out.yml").symlink_to("/etc/passwd")
    (tmp_path / ".github/workflows/folder.yml").mkdir()
    os.mkfifo(tmp_path / ".github/workflows/pipe.yml")
    repository = read_repository(tmp_path)
    assert [workflow.file for workflow in repository.workflows] == ["b.yml", "c.yml"]
    assert [manifest.name for manifest in repository.manifests] == ["d\ufffdmo"]
    assert sorted(messages(repository)) == [
        "a file name cannot be shown; it is not read",
        "the YAML is too deep or its aliases expand without bound",
        "the file is too big",
        "the file leaves the repository",
        "this is not TOML",
        "this is not UTF-8",
        "this is not UTF-8",
        "this is not YAML: did not find expected node content",
        "this is not a regular file",
        "this is not a regular file",
    ]


def test_workflows_behind_a_link_that_leaves_are_not_read(tmp_path: Path) -> None:
    write(tmp_path, {"elsewhere/a.yml": WORKFLOW, "repo/.github/x": ""})
    (tmp_path / "repo/.github/workflows").symlink_to(tmp_path / "elsewhere")
    repository = read_repository(tmp_path / "repo")
    assert repository.workflows == ()
    assert messages(repository) == ["the file leaves the repository"]


def test_folders_behind_links_are_not_walked(tmp_path: Path) -> None:
    write(tmp_path, {"outside/package.json": '{"name": "x"}', "repo/a/b": ""})
    (tmp_path / "repo/link").symlink_to(tmp_path / "outside")
    (tmp_path / "repo/a/up").symlink_to(tmp_path / "repo")
    (tmp_path / "repo/package.json").symlink_to(tmp_path / "outside/package.json")
    repository = read_repository(tmp_path / "repo")
    assert repository.manifests == ()
    assert messages(repository) == ["the file leaves the repository"]


def test_a_walk_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deep = "/".join("d" * 20)
    write(tmp_path, {f"{deep}/package.json": '{"name": "deep"}', "package.json": '{"name": "a"}'})
    assert [manifest.name for manifest in read_repository(tmp_path).manifests] == ["a"]
    write(tmp_path, {f"many/{number}/package.json": '{"name": "x"}' for number in range(30)})
    monkeypatch.setattr(walk, "MAX_ENTRIES", 20)
    repository = read_repository(tmp_path)
    assert len(repository.manifests) < 20
    assert messages(repository) == ["the repository has too many files; the rest is not read"]


def test_a_folder_that_cannot_be_listed_is_empty(tmp_path: Path) -> None:
    assert list(walk._entries(str(tmp_path), "missing", 10)) == [[], []]


def test_names_that_cannot_be_shown_are_not_walked(tmp_path: Path) -> None:
    write(tmp_path, {"a\x1bb/package.json": '{"name": "x"}', "c\nd.gemspec": ""})
    (tmp_path / os.fsdecode(b"\xff.gemspec")).write_text("")
    assert read_repository(tmp_path).manifests == ()


@pytest.mark.parametrize(
    ("count", "read", "cut"), [(5_001, "workflows", "workflow files"), (2_001, "manifests", None)]
)
def test_counts_are_bounded(tmp_path: Path, count: int, read: str, cut: str | None) -> None:
    folder = ".github/workflows" if read == "workflows" else "specs"
    end = "yml" if read == "workflows" else "gemspec"
    write(tmp_path, {f"{folder}/{number}.{end}": "on: push" for number in range(count)})
    repository = read_repository(tmp_path)
    assert len(getattr(repository, read)) == count - 1
    message = f"there are too many {cut or read}; only the first {count - 1} are read"
    assert messages(repository) == [message]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        *[("README.md", True), ("packages/a/readme.MD", True), ("CONTRIBUTING.markdown", True)],
        *[("docs/a/b.md", True), (".github/x.md", True), ("src/x.md", False), ("docs/x", False)],
    ],
)
def test_which_files_are_documents(path: str, expected: bool) -> None:
    assert is_document(path) is expected


@pytest.mark.parametrize("enabled", [True, False])
def test_the_garbage_collector_is_left_as_it_was(tmp_path: Path, enabled: bool) -> None:
    was = gc.isenabled()
    try:
        (gc.enable if enabled else gc.disable)()
        read_repository(tmp_path)
        assert gc.isenabled() is enabled
    finally:
        (gc.enable if was else gc.disable)()


@pytest.mark.skipif(sys.gettrace() is not None, reason="measuring coverage takes the time")
def test_a_thousand_workflows_take_less_than_two_seconds(tmp_path: Path) -> None:
    assert LONG.count("\n") > 95
    write(tmp_path, {f".github/workflows/{number}.yml": LONG for number in range(1000)})
    assert min(seconds(tmp_path, 1000) for _ in range(3)) < 2


def seconds(folder: Path, count: int) -> float:
    """The processor time it takes; the least of several is the least disturbed."""
    start = process_time()
    assert len(read_repository(folder).workflows) == count
    return process_time() - start


def test_reading_loads_nothing_heavy(tmp_path: Path) -> None:
    write(tmp_path, {".github/workflows/a.yml": WORKFLOW, "pyproject.toml": "[project]\nname='a'"})
    code = "import pathlib, runbook.repository.read as r; r.read_repository(pathlib.Path('.'))"
    command = [sys.executable, "-X", "importtime", "-c", code]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        command, cwd=tmp_path, env=environment, check=True, capture_output=True, text=True
    )
    loaded = {line.rpartition("|")[2].strip().partition(".")[0] for line in done.stderr.split("\n")}
    assert "tomllib" in loaded
    assert not loaded & {"pydantic", "jinja2", "mkdocs", "material", "click"}


def test_what_runbook_build_wrote_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/mine.md").write_text("# Mine\n")
    write_folder(tmp_path / "docs/releasing", {"index.md": "# Ours\n"})
    assert read_repository(tmp_path).docs == ("docs/mine.md",)
