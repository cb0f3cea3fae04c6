"""The difference between two descriptors, as a unified diff that is safe on a terminal."""

from __future__ import annotations

from difflib import unified_diff

from runbook.text import visible

_COLORS = {"+": "\x1b[32m", "-": "\x1b[31m", "@": "\x1b[36m"}
_RESET = "\x1b[0m"


def diff(old: str, new: str, file: str, *, color: bool) -> str:
    """The changed lines with three lines around; empty when nothing differs."""
    lines = unified_diff(old.splitlines(), new.splitlines(), file, file, lineterm="")
    return "".join(f"{_painted(visible(line), color=color)}\n" for line in lines)


def _painted(line: str, *, color: bool) -> str:
    paint = _COLORS.get(line[:1], "") if color else ""
    return f"{paint}{line}{_RESET}" if paint else line
