"""The commands of ours that a project's workflows run, in the version that composes them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from runbook import __version__

if TYPE_CHECKING:
    from runbook.model.plan import Plan

SITE = "build/runbook/site"
"""Where `build` leaves the HTML, from the folder it runs in."""
_USUAL = "runbook.yaml"
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*\Z")


@dataclass(frozen=True, slots=True)
class Commands:
    """Commands for the root of a repository in which the descriptor stands."""

    install: str
    check: str
    sync: str
    build: str


def commands(plan: Plan) -> Commands:
    """With the descriptor's name where it is not found by itself and a shell takes it as it is."""
    name = PurePath(plan.file).name
    own = name if name != _USUAL and _PLAIN.match(name) else ""
    return Commands(
        install=f"python -m pip install runbook-compiler=={__version__}",
        check=f"runbook check {own}".rstrip(),
        sync=f"runbook sync --check --descriptor {own}" if own else "runbook sync --check",
        build=f"runbook build --strict {own}".rstrip(),
    )
