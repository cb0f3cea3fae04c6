"""How a site builder is called: its own process, strict, and one message when it fails."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from runbook.errors import ExitCode, RunbookError, UsageError
from runbook.site.write import site_files
from runbook.text import plain

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from runbook.site.compiled import CompiledSite

    Files = dict[str, str | bytes]

_SHOWN = 5
_LINE = 400
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_TROUBLE = re.compile(r"\s*(WARNING|ERROR|CRITICAL|Error|Warning)\b[\s:-]*")
# Announcements of the builders' makers, and the date that would get into every build.
_ENVIRONMENT = {
    "NO_MKDOCS_2_WARNING": "1",
    "DISABLE_MKDOCS_2_WARNING": "true",
    "SOURCE_DATE_EPOCH": "0",
    "NO_COLOR": "1",
    "PYTHONWARNINGS": "ignore",
}


class BuildError(RunbookError):
    """The builder did not make a site of the pages."""

    exit_code = ExitCode.BUILD


@dataclass(frozen=True, slots=True)
class Builder:
    """A program that reads an ``mkdocs.yml`` and makes HTML.

    The first of `modules` is run by this Python, the others must be there too; `distributions`
    are what pip installs for them. `sources` are what it builds, and we write. `seeds` are files
    that people complete: each is written where it is missing, and never touched again.
    """

    modules: tuple[str, ...]
    distributions: tuple[str, ...]
    sources: Callable[[CompiledSite], Files] = site_files
    seeds: Callable[[CompiledSite], dict[str, str]] = lambda _: {}

    def build(self, config: Path) -> None:
        """Build the site that `config` describes, into the folder it names.

        Raises:
            UsageError: the builder is not installed.
            BuildError: it failed, or warned.
        """
        self._require()
        # -P: a file in the current folder must not be taken for the builder.
        command = [sys.executable, "-P", "-m", self.modules[0], "build", "--strict"]
        run = subprocess.run(  # noqa: S603 - our own Python, arguments from constants
            [*command, "-f", config.name],
            cwd=config.parent,
            env=os.environ | _ENVIRONMENT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        if run.returncode:
            raise self._failure(run.stdout.decode(errors="replace"))

    def _require(self) -> None:
        from importlib.util import find_spec  # noqa: PLC0415 - start-up

        missing = next((module for module in self.modules if find_spec(module) is None), None)
        if missing:
            hint = f"pip install {' '.join(self.distributions)}"
            raise UsageError(f"the site builder {missing} is not installed", hint=hint)

    def _failure(self, output: str) -> BuildError:
        told = _complaints(_COLOUR.sub("", output).splitlines())
        shown = "; ".join(plain(line, _LINE) for line in told[:_SHOWN])
        more = f" (and {len(told) - _SHOWN} more)" if len(told) > _SHOWN else ""
        return BuildError(
            f"{self.modules[0]} could not build the site: {shown}{more}",
            hint="--no-site stops at the Markdown",
        )


def _complaints(lines: list[str]) -> list[str]:
    """Warnings and errors among the lines of a log, each with its list; else the last lines."""
    told: list[str] = []
    for line in lines:
        if _TROUBLE.match(line):
            told.append(_TROUBLE.sub("", line, count=1).strip())
        elif told and line.startswith("  - "):
            told[-1] += f" {line.strip(' -')}"
    return told or lines[-_SHOWN:]
