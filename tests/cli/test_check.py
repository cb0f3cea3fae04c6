from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest
from ruled import BASES

from runbook.cli.main import run
from runbook.errors import ExitCode

RELEASE = Path(".github/workflows/release.yml")
SKIPPING = (
    "gh-action-pypi-publish@dc37677b2e1c63e2034f94d8a5b11f265b73ba33 # v1.14.2",
    (
        "gh-action-pypi-publish@dc37677b2e1c63e2034f94d8a5b11f265b73ba33 # v1.14.2\n"
        "        with:\n          skip-existing: true"
    ),
)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project in which nothing is wrong, as the current folder."""
    shutil.copytree(BASES / "pypi-tag", tmp_path / "demo")
    monkeypatch.chdir(tmp_path / "demo")
    return tmp_path / "demo"


def edit(path: Path, find: str, replace: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert find in text
    path.write_text(text.replace(find, replace), encoding="utf-8")


def checked(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    code = run(["check", *arguments])
    return code, capsys.readouterr().out


@pytest.mark.usefixtures("project")
def test_nothing_found(capsys: pytest.CaptureFixture[str]) -> None:
    code, out = checked(capsys)
    assert code == ExitCode.OK
    assert out.splitlines()[-1].startswith("nothing found; ")
    assert "unknown RB312: " in out


def test_a_finding_is_shown_with_its_line(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(project / RELEASE, "environment: pypi", "environment: pypl")
    code, out = checked(capsys)
    assert code == ExitCode.FINDINGS
    assert f"{RELEASE}:38:18: error[RB402]: PyPI will refuse demo: " in out
    assert "  38 |     environment: pypl\n" in out
    assert out.splitlines()[-1].startswith("1 error found; ")


def test_from_another_folder_the_places_are_found_from_there(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    edit(project / RELEASE, "environment: pypi", "environment: pypl")
    monkeypatch.chdir(project.parent)
    _, out = checked(capsys, "demo")
    assert f"demo/{RELEASE}:38:18: error[RB402]" in out
    assert "  38 |     environment: pypl\n" in out


@pytest.mark.parametrize("form", ["json", "sarif", "github", "markdown"])
def test_other_formats(project: Path, form: str, capsys: pytest.CaptureFixture[str]) -> None:
    edit(project / RELEASE, "environment: pypi", "environment: pypl")
    code, out = checked(capsys, "--format", form)
    assert code == (ExitCode.OK if form == "sarif" else ExitCode.FINDINGS)
    assert "RB402" in out
    if form in {"json", "sarif"}:
        assert json.loads(out)


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--write"], "--write is for --fix"),
        (["--fix", "--format", "json"], "--fix shows a diff"),
        (["--as-of", "soon"], "is no day"),
        (["--format", "xml"], "xml"),
    ],
)
def test_options_that_cannot_be(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["check", *arguments]) == ExitCode.USAGE
    assert said in capsys.readouterr().err


def test_only_selected_rules(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(project / RELEASE, "environment: pypi", "environment: pypl")
    assert checked(capsys, "--select", "RB1")[0] == ExitCode.OK
    assert checked(capsys, "--select", "rb4")[0] == ExitCode.FINDINGS
    edit(project / "runbook.yaml", "registries:", "check: {select: [RB1]}\nregistries:")
    assert checked(capsys)[0] == ExitCode.OK
    assert checked(capsys, "--select", "RB402")[0] == ExitCode.FINDINGS


def test_the_descriptor_ignores_and_it_is_said(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(project / RELEASE, *SKIPPING)
    ignore = 'check: {ignore: [{rule: RB412, reason: "trials only", until: "2027-01-01"}]}'
    edit(project / "runbook.yaml", "registries:", f"{ignore}\nregistries:")
    _, out = checked(capsys)
    assert "[RB412]" not in out
    assert "ignored RB412, 1 time: trials only" in out
    _, later = checked(capsys, "--as-of", "2027-01-02")
    assert "[RB412]" in later
    assert (
        "warning[RB902]: RB412 is not ignored (trials only): it was ignored until 2027-01-01"
        in later
    )


def test_a_baseline_lets_only_new_findings_count(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(project / RELEASE, "environment: pypi", "environment: pypl")
    assert checked(capsys, "--write-baseline", "known.json") == (
        ExitCode.OK,
        "wrote known.json: 1 findings\n",
    )
    code, out = checked(capsys, "--baseline", "known.json")
    assert code == ExitCode.OK
    assert "ignored RB402, 1 time: it is in the baseline" in out
    edit(project / RELEASE, *SKIPPING)
    assert "[RB412]" in checked(capsys, "--baseline", "known.json")[1]


@pytest.mark.parametrize("text", [None, "{}", "[]", '{"version": 2, "findings": []}', "{"])
def test_a_baseline_that_is_none(
    project: Path, text: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    if text is not None:
        (project / "known.json").write_text(text)
    assert run(["check", "--baseline", "known.json"]) == ExitCode.INPUT
    assert "known.json:1:1: error: " in capsys.readouterr().err


def test_a_repair_is_shown_then_written(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(project / RELEASE, "environment: pypi", "environment: pypl # the gate")
    before = (project / RELEASE).read_text()
    code, out = checked(capsys, "--fix")
    assert code == ExitCode.OK
    assert "-    environment: pypl # the gate\n+    environment: pypi # the gate\n" in out
    assert f"would write {RELEASE}: RB402" in out
    assert (project / RELEASE).read_text() == before
    _, out = checked(capsys, "--fix", "--write")
    assert f"wrote {RELEASE}: RB402" in out
    assert (project / RELEASE).read_text() == before.replace("pypl", "pypi")
    assert checked(capsys, "--fix") == (
        ExitCode.OK,
        "there is nothing that a machine can repair\n",
    )


def test_what_a_machine_cannot_repair_still_fails(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(project / "runbook.yaml", 'tags: ["v*"]\nreg', "branches: [main]\nreg")
    assert checked(capsys, "--fix")[0] == ExitCode.FINDINGS


def test_against_a_base_only_what_the_base_ignores_is_ignored(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    base = project.parent / "base"
    shutil.copytree(project, base)
    edit(project / RELEASE, *SKIPPING)
    edit(project / RELEASE, "skip-existing: true", "skip-existing: true # runbook: ignore RB412 x")
    ignore = "check: {ignore: [{rule: RB9, reason: mine}]}"
    edit(project / "runbook.yaml", "registries:", f"{ignore}\nregistries:")
    assert "[RB412]" not in checked(capsys)[1]
    assert "[RB412]" in checked(capsys, "--base", str(base))[1]
    shutil.copy(project / RELEASE, base / RELEASE)
    assert "[RB412]" not in checked(capsys, "--base", str(base))[1]


def test_against_a_base_a_change_of_trust_is_a_finding(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    base = project.parent / "base"
    shutil.copytree(project, base)
    edit(project / "runbook.yaml", "[team:release]", '["user:mallory"]')
    _, out = checked(capsys, "--base", str(base))
    assert "warning[RB415]" in out
    assert "who approves pypi was team:release, is now user:mallory" in out


def test_against_a_base_without_descriptor_and_baseline_nothing_is_ignored(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    base = project.parent / "base"
    base.mkdir()
    edit(project / RELEASE, *SKIPPING)
    ignore = "check: {ignore: [{rule: RB412, reason: mine}]}"
    edit(project / "runbook.yaml", "registries:", f"{ignore}\nregistries:")
    checked(capsys, "--write-baseline", "known.json")
    _, out = checked(capsys, "--base", str(base), "--baseline", "known.json")
    assert "[RB412]" in out
    edit(project / "runbook.yaml", f"{ignore}\n", "")
    checked(capsys, "--write-baseline", str(base / "known.json"))
    _, out = checked(capsys, "--base", str(base), "--baseline", "known.json")
    assert "[RB412]" not in out


def test_observed_settings_are_compared(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    live = {
        "version": 1,
        "repository": {"name": "acme/demo", "private": False, "default_branch": "main"},
        "environments": [],
        "policies": {},
    }
    (project / "live.json").write_text(json.dumps(live))
    code, out = checked(capsys, "--live", "live.json")
    assert code == ExitCode.FINDINGS
    assert "error[RB305]: the environment pypi of the job publish does not exist on GitHub" in out


@pytest.fixture
def undeclared(project: Path) -> Path:
    """The same checkout without a descriptor, with a remote."""
    (project / "runbook.yaml").unlink()
    (project / ".git").mkdir()
    (project / ".git/config").write_text('[remote "origin"]\n\turl = git@github.com:acme/demo\n')
    (project / ".git/HEAD").write_text("ref: refs/heads/main\n")
    return project


def test_without_a_descriptor_the_plan_is_inferred_and_that_is_said(
    undeclared: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    needs = "needs: build\n    runs-on: "
    edit(undeclared / RELEASE, f"{needs}ubuntu-latest", f"{needs}windows-latest")
    code, out = checked(capsys)
    assert code == ExitCode.FINDINGS
    assert "There is no descriptor; the plan was inferred from what the jobs do." in out


def test_without_a_descriptor_nobody_knows_which_environments_there_are(
    undeclared: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(undeclared / RELEASE, "environment: pypi", "environment: ${{ github.ref_name }}")
    code, out = checked(capsys)
    assert code == ExitCode.OK
    assert "observe the environments v1.2.3 with observe.sh" in out
    assert "RB311" not in out, "it has one, whose name is computed"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"a: [\n", "release.yml:2:1: error: this is not YAML"),
        (b"on: push\n---\n", "release.yml:2:1: error: there is more than one document"),
    ],
)
def test_without_a_descriptor_a_workflow_that_cannot_be_read_is_named(
    text: bytes, message: str, undeclared: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (undeclared / RELEASE).write_bytes(text)
    assert run(["check"]) == ExitCode.INPUT
    assert message in capsys.readouterr().err


def test_a_link_out_of_the_checkout_is_named_and_not_shown(
    undeclared: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (undeclared.parent / "secret").write_text("hidden words\n")
    (undeclared / RELEASE).unlink()
    (undeclared / RELEASE).symlink_to(undeclared.parent / "secret")
    assert run(["check"]) == ExitCode.INPUT
    said = capsys.readouterr().err
    assert "the file leaves the repository" in said
    assert "hidden" not in said


def test_without_a_descriptor_a_manifest_that_cannot_be_read_is_named(
    undeclared: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (undeclared / "pyproject.toml").write_text("[project\n")
    assert run(["check"]) == ExitCode.INPUT
    assert "pyproject.toml:1:1 cannot be read: this is not TOML" in capsys.readouterr().err


def test_a_git_file_that_leads_nowhere_is_named(
    undeclared: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.rmtree(undeclared / ".git")
    (undeclared / ".git").write_text("gitdir: ../nowhere/.git/worktrees/demo\n")
    for command in (["check"], ["init"]):
        assert run(command) == ExitCode.INPUT
        assert "the file .git names ../nowhere/.git/worktrees/demo" in capsys.readouterr().err


def test_below_the_root_of_a_checkout_it_is_said_that_no_workflow_was_looked_at(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / ".git").mkdir()
    (project / "python").mkdir()
    (project / "runbook.yaml").rename(project / "python/runbook.yaml")
    for folder, said in ((project, "`python` is"), (project / "python", "this folder is")):
        monkeypatch.chdir(folder)
        code, out = checked(capsys, str(Path(os.path.relpath(project / "python"))))
        assert code == ExitCode.OK
        root = Path(os.path.relpath(project))
        assert f"looked at: {said} not the root of a checkout; the root is `{root}`.\n" in out
