from __future__ import annotations

import pytest

from runbook.repository.scripts import Shell
from runbook.repository.scripts_foreign import (
    MAX_LITERALS,
    language_of,
    literal_commands,
    powershell_script,
)
from runbook.repository.scripts_variables import Variables
from runbook.repository.scripts_words import UNKNOWN

LITERALS = {
    "call": ('run("npm publish")', ["npm publish"]),
    "list": ('run(["twine", "upload", path])', ["twine upload"]),
    "program and list": ("spawn('npm', ['publish'])", ["npm publish"]),
    "template": ("exec(`npm publish ${name}`)", [f"npm publish {UNKNOWN}"]),
    "python template": ('run(f"gem push {name}")', [f"gem push {UNKNOWN}"]),
    "printed": ('console.log("npm publish")', []),
    "thrown": ("throw new Error('npm publish failed')", []),
    "comment": ("// run('a b')\n# run('c d')\n/* run('e f') */ run('g h')", ["g h"]),
    "documentation": ('"""run twine upload"""\nrun("a b")', ["a b"]),
    "open comment": ("/* run('a b')", []),
    "two": ("a('x'); b('y')", ["x", "y"]),
    "escaped": (r"a('it\'s')", ["it's"]),
}


@pytest.mark.parametrize(("text", "expected"), LITERALS.values(), ids=LITERALS)
def test_command_lines_in_a_program(text: str, expected: list[str]) -> None:
    assert [command for command, _ in literal_commands(text)] == expected


def test_lines() -> None:
    assert list(literal_commands("\n\nrun('a',\n 'b')\nrun('c')")) == [("a b", 3), ("c", 5)]


def test_literals_are_bounded() -> None:
    assert len(list(literal_commands("f('a');" * (MAX_LITERALS + 10)))) <= MAX_LITERALS


@pytest.mark.parametrize(
    ("path", "text", "language"),
    [
        ("x.sh", "", "shell"),
        ("publish", "#!/usr/bin/env bash\n", "shell"),
        ("publish", "#!/usr/bin/env python3\n", "code"),
        ("publish", "#!/usr/bin/env pwsh\n", "powershell"),
        ("a/x.mjs", "", "code"),
        ("Build.ps1", "", "powershell"),
        ("publish", "", "shell"),
        ("x.exe", "", ""),
    ],
)
def test_language(path: str, text: str, language: str) -> None:
    assert language_of(path, text) == language


def test_powershell() -> None:
    script = (
        "<# dotnet nuget push #>\n"
        "Write-Output 'x'\n"
        "if ($env:KEY) {\n  & dotnet nuget push `\n    -k $env:KEY .\\a.nupkg\n}\n"
    )
    commands = Shell(Variables.of({"KEY": "k"})).walk(powershell_script(script))
    assert [" ".join(item.argv) for item in commands][-1] == "dotnet nuget push -k k ./a.nupkg"
