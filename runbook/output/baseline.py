"""A baseline: the findings a repository had when it was adopted, so that only new ones count."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from runbook.errors import InputError, Problem
from runbook.rules.exceptions import fingerprint
from runbook.source import Position, Span
from runbook.text import mask_secrets

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from runbook.finding import Finding

VERSION = 1
_ENTRIES = {VERSION: "findings"}  # where each version of the format has its entries


def baseline_text(findings: Iterable[Finding]) -> str:
    """The file's text: one entry a finding, in a fixed order, with words for the reviewer."""
    entries = {
        fingerprint(item): {
            "fingerprint": fingerprint(item),
            "code": item.code,
            "message": mask_secrets(item.message),
        }
        for item in findings
    }
    ordered = sorted(entries.values(), key=lambda one: (one["code"], one["fingerprint"]))
    return json.dumps({"version": VERSION, "findings": ordered}, indent=2) + "\n"


def read_baseline(path: Path) -> frozenset[str]:
    """The fingerprints in a baseline.

    Raises:
        InputError: it cannot be read, or is no baseline.
    """
    start = Position(1, 1)
    span = Span(str(path), start, start)
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        known = data[_ENTRIES[data["version"]]]
        return frozenset(str(item["fingerprint"]) for item in known)
    except OSError as error:
        problem = Problem("the file cannot be read", span, error.strerror)
        raise InputError([problem]) from None
    except (ValueError, KeyError, TypeError, RecursionError):
        hint = "`runbook check --write-baseline FILE` writes one"
        raise InputError([Problem("this is no baseline", span, hint=hint)]) from None
