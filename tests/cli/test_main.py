from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

import runbook.cli
from runbook import __version__
from runbook.cli.main import ORDER, Commands, cli, command_names, run
from runbook.errors import ExitCode

FAILING = """
    import click
    from runbook.descriptor.load import parse_descriptor
    from runbook.errors import RefusedError

    def bad_input(): parse_descriptor("runbook: 1\\nowner: a b\\n", "a\\x1b[2Jb.yaml")
    def refused(): raise RefusedError("not \\x1b[2J ours", hint="name another")
    def interrupt(): raise KeyboardInterrupt
    def abort(): raise click.Abort
    def full(): raise OSError(28, "No space left on device", "site/index.html")

    @click.command()
    @click.argument("how")
    @click.option("--json", is_flag=True)
    def command(how, json):
        \"\"\"Fail.\"\"\"
        globals()[how]()
"""


@pytest.fixture
def failing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A command more, added as one adds a command: a file in the folder."""
    source = f"if True:  # pragma: no cover\n{FAILING}"
    (tmp_path / "failing.py").write_text(source, encoding="utf-8")
    monkeypatch.setattr(runbook.cli, "__path__", [*runbook.cli.__path__, str(tmp_path)])
    monkeypatch.delitem(sys.modules, "runbook.cli.failing", raising=False)


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == ExitCode.OK
    assert capsys.readouterr().out == f"runbook {__version__}\n"


def test_help_lists_every_command_and_exit_code(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--help"]) == ExitCode.OK
    shown = " ".join(capsys.readouterr().out.split())
    for name in command_names():
        assert f" {name} " in shown
    for code in ExitCode:
        assert f"{code.value} {code.meaning}" in shown


def test_commands_stand_in_the_order_of_work() -> None:
    known = [name for name in ORDER if name in command_names()]
    assert command_names()[: len(known)] == known


@pytest.mark.parametrize("name", command_names())
def test_a_command_is_a_module_that_exports_it(name: str) -> None:
    command = cli.get_command(click.Context(cli), name)
    assert isinstance(command, click.Command)
    assert command.get_short_help_str()


@pytest.mark.usefixtures("failing")
def test_a_new_file_is_a_new_command() -> None:
    assert command_names()[-1] == "failing"
    assert isinstance(Commands().get_command(click.Context(cli), "failing"), click.Command)


@pytest.mark.parametrize(
    ("arguments", "message", "hint"),
    [
        (["schemma"], "there is no command 'schemma'; did you mean 'schema'?", "`runbook --help`"),
        (["\x1b[2J"], r"there is no command '\x1b[2J'", "`runbook --help`"),
        (["schema", "--nonsense"], "No such option", "`runbook schema --help`"),
        (["--nonsense"], "No such option", "`runbook --help`"),
    ],
)
def test_a_wrong_command_line(
    arguments: list[str], message: str, hint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == ExitCode.USAGE
    shown = capsys.readouterr().err
    assert shown.startswith(f"error: {message}")
    assert f"hint: {hint}" in shown
    assert "\x1b" not in shown


@pytest.mark.usefixtures("failing")
def test_wrong_input_is_shown_as_a_compiler_shows_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["failing", "bad_input"]) == ExitCode.INPUT
    shown = capsys.readouterr()
    assert shown.out == ""
    assert r"a\x1b[2Jb.yaml:2:8: error: not valid here" in shown.err
    assert "\x1b" not in shown.err


@pytest.mark.usefixtures("failing")
def test_problems_for_machines(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["failing", "bad_input", "--json"]) == ExitCode.INPUT
    shown = capsys.readouterr()
    assert shown.err == ""
    places = [problem["location"]["line"] for problem in json.loads(shown.out)["problems"]]
    assert places == sorted(places)
    assert 2 in places


@pytest.mark.usefixtures("failing")
def test_an_error_without_a_place_for_machines(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["failing", "refused", "--json"]) == ExitCode.REFUSED
    (problem,) = json.loads(capsys.readouterr().out)["problems"]
    assert (problem["message"], problem["hint"]) == ("not \x1b[2J ours", "name another")


@pytest.mark.usefixtures("failing")
@pytest.mark.parametrize(
    ("how", "code", "shown"),
    [
        ("refused", ExitCode.REFUSED, "error: not \\x1b[2J ours\n  hint: name another\n"),
        ("interrupt", 130, "interrupted\n"),
        ("abort", 130, "interrupted\n"),
        ("full", ExitCode.INPUT, "error: site/index.html: No space left on device\n"),
    ],
)
def test_nothing_traces(
    how: str, code: int, shown: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["failing", how]) == code
    assert capsys.readouterr().err == shown


ENVIRONMENT = {**os.environ, "PYTHONPATH": str(Path(runbook.cli.__file__).parents[2])}
COMMAND = [sys.executable, "-c", "from runbook.cli import main; main()"]


def process(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [*COMMAND, *arguments]
    environment = ENVIRONMENT | environment
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)


def test_the_process_exits_with_the_code() -> None:
    assert process("--version").returncode == ExitCode.OK
    assert process("nonsense").returncode == ExitCode.USAGE


def test_a_closed_pipe_is_no_error() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    command = [*COMMAND, "schema"]
    done = subprocess.run(
        command, stdout=writer, stderr=subprocess.PIPE, check=False, env=ENVIRONMENT
    )
    os.close(writer)
    assert (done.returncode, done.stderr) == (141, b"")


HEAVY = ("pydantic", "jinja2", "mkdocs", "yaml", "json", "difflib", "runbook.source.parse")


PRINTING = """
from runbook.cli import main
try:
    main()
except SystemExit:
    print("\\N{RIGHTWARDS ARROW}")
"""


def test_a_terminal_without_the_letters_is_no_error() -> None:
    command = [sys.executable, "-c", PRINTING, "--version"]
    environment = ENVIRONMENT | {"PYTHONIOENCODING": "ascii"}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    assert done.stdout.splitlines()[1] == r"\u2192"


LISTING = """
import sys
before = set(sys.modules)
from runbook.cli.main import run
run(["--version"])
print(*set(sys.modules) - before)
"""


def test_the_version_loads_nothing_heavy() -> None:
    command = [sys.executable, "-c", LISTING]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=ENVIRONMENT)
    loaded = set(done.stdout.split())
    assert "runbook.cli.main" in loaded
    assert loaded.isdisjoint(HEAVY)
