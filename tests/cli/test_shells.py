"""Real shells read the scripts, as the documentation says, and are asked on a real terminal."""

from __future__ import annotations

import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
from terminal import PROMPT, environment, typed

from runbook.cli.main import cli, command_names
from runbook.cli.shells import SHELLS, answer, script

if TYPE_CHECKING:
    from pathlib import Path

DESCRIPTOR = """\
runbook: 1
registries:
- {registry: npm, packages: ['@acme/one', '@acme/two']}
- {registry: npm, package: '$(touch hostile)'}
- {registry: pypi, package: demo}
workflows: {release.yml: , trial.yml: }
"""
PREPARED = {
    "bash": (".bashrc", f"PS1='{PROMPT.decode()}'\n"),
    "zsh": (".zshrc", f"PS1='{PROMPT.decode()}'\nautoload -Uz compinit\ncompinit -u\n"),
    "fish": (".config/fish/config.fish", ""),
}
TYPED = [
    ("runbook expl\t RB301\t", ["explain", "RB301"]),
    ("runbook explain rb30\t1", ["explain", "RB301"]),
    ("runbook check --select=RB301\t", ["check", "--select=RB301"]),
    ("runbook check --format=ma\t", ["check", "--format=markdown"]),
    ("runbook check --sel\t RB30\t1", ["check", "--select", "RB301"]),
    ("runbook confirm npm @acme/o\t", ["confirm", "npm", "@acme/one"]),
    ("runbook confirm py\t d\t", ["confirm", "pypi", "demo"]),
    ("runbook simulate --workflow rel\t", ["simulate", "--workflow", "release.yml"]),
    ("runbook build below/\t", ["build", "below/runbook.yaml"]),
    ("runbook diagnose a\\ l\t", ["diagnose", "a log.txt"]),
    ("runbook facts crates\t", ["facts", "crates-io"]),
]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Somebody's home, which is the project at hand too."""
    (tmp_path / "runbook.yaml").write_text(DESCRIPTOR, encoding="utf-8")
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "runbook.yaml").write_text(DESCRIPTOR, encoding="utf-8")
    (tmp_path / "a log.txt").touch()
    return tmp_path


def installed(shell: str, home: Path, root: Path) -> None:
    """Runs the line with which the documentation switches completion on."""
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    if (
        shell == "bash"
        and subprocess.run([shell, "-c", "((BASH_VERSINFO > 4))"], check=False).returncode
    ):
        pytest.skip("bash is older than 5")
    name, text = PREPARED[shell]
    file = home / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    page = (root / "site/reference/integrations.md").read_text(encoding="utf-8")
    (line,) = re.findall(rf"^echo .*runbook completion {shell}\b.*$", page, re.MULTILINE)
    subprocess.run([shell, "-c", line], env=environment(home), check=True)


@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_a_shell_completes_what_is_typed(shell: str, home: Path, root: Path) -> None:
    installed(shell, home, root)
    called = typed(shell, home, [line for line, _ in TYPED])
    assert called == [arguments for _, arguments in TYPED]
    assert not (home / "hostile").exists()


def test_fish_completes_what_is_typed(home: Path, root: Path) -> None:
    installed("fish", home, root)
    lines = ["runbook ", "runbook check --select=RB301", "runbook confirm npm @", "runbook build b"]
    asked = "\n".join(f"complete -C '{line}'" for line in lines)
    done = subprocess.run(
        ["fish", "-i", "-c", asked],
        cwd=home,
        env=environment(home),
        capture_output=True,
        text=True,
        check=True,
    )
    found = [line.partition("\t") for line in done.stdout.splitlines()]
    names = [value for value, _, _ in found]
    assert names[:-4] == sorted(command_names())
    assert names[-4:] == ["--select=RB301", "@acme/one", "@acme/two", "below/runbook.yaml"]
    assert "Say what a rule checks, why, and what to..." in [text for _, _, text in found]


@pytest.mark.parametrize("shell", SHELLS)
def test_scripts_ask_with_the_variable_that_is_answered(shell: str) -> None:
    assert f"_RUNBOOK_COMPLETE={shell}_complete" in script(cli, shell)


@pytest.mark.parametrize("wanted", ["bash_source", "powershell_complete", "bash", ""])
def test_nothing_else_is_answered(wanted: str) -> None:
    assert answer(cli, wanted) == ""
