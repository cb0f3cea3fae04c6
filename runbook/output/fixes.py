"""Repairs that a machine can make: shown as a diff, or written; nothing else in a file changes."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path
from typing import TYPE_CHECKING

from runbook.output.text import inert
from runbook.text import mask_secrets, visible

if TYPE_CHECKING:
    from collections.abc import Iterable

    from runbook.finding import Edit, Finding
    from runbook.source import Position

_BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class Change:
    """A file before and after; `codes` are the rules whose findings it repairs."""

    file: str
    before: str
    after: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Repairs:
    """What can be changed, and the codes of repairs that would overlap another one."""

    changes: tuple[Change, ...]
    postponed: tuple[str, ...]


def repairs(findings: Iterable[Finding], root: Path) -> Repairs:
    """The edits of all findings, file by file; of two that overlap the first one counts.

    Files are named from the current folder. One that is not below `root`, is no UTF-8 or cannot
    be read is left alone.
    """
    wanted: dict[str, list[tuple[Edit, str]]] = {}
    for finding in findings:
        for edit in finding.fix.edits if finding.fix else ():
            wanted.setdefault(edit.span.file, []).append((edit, finding.code))
    changes: list[Change] = []
    postponed: list[str] = []
    for file, edits in sorted(wanted.items()):
        text = _text(Path(file), root)
        if text is None:
            postponed += [code for _, code in edits]
            continue
        after, done, left = apply(text, edits)
        postponed += left
        if after != text:
            changes.append(Change(file, text, after, tuple(dict.fromkeys(done))))
    return Repairs(tuple(changes), tuple(dict.fromkeys(postponed)))


def apply(text: str, edits: Iterable[tuple[Edit, str]]) -> tuple[str, list[str], list[str]]:
    """The text with the edits in it, the names of those made, and of those that overlap one."""
    starts = _line_starts(text)
    placed = []
    for edit, name in edits:
        start, end = (_offset(text, starts, at) for at in (edit.span.start, edit.span.end))
        placed.append((start, end, edit.replacement, name))
    parts: list[str] = []
    done: list[str] = []
    left: list[str] = []
    last, previous = 0, (-1, -1, "")
    for start, end, replacement, name in sorted(placed):
        if (start, end, replacement) == previous:
            done.append(name)
        elif start < last or (start, end) == previous[:2]:
            left.append(name)
        else:
            parts += [text[last:start], _with_newlines(replacement, text)]
            last, previous = end, (start, end, replacement)
            done.append(name)
    return "".join([*parts, text[last:]]), done, left


def diff(changes: Iterable[Change]) -> str:
    """A unified diff of all changes, safe on a terminal and in a CI log."""
    lines: list[str] = []
    for change in changes:
        lines += unified_diff(
            change.before.split("\n"),
            change.after.split("\n"),
            f"a/{change.file}",
            f"b/{change.file}",
            lineterm="",
        )
    return "".join(f"{inert(visible(mask_secrets(line.rstrip(chr(13)))))}\n" for line in lines)


def _text(path: Path, root: Path) -> str | None:
    """The text with its byte order mark and its line ends."""
    real = path.resolve()
    if not real.is_relative_to(root.resolve()) or not real.is_file():
        return None
    try:
        return real.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def _line_starts(text: str) -> list[int]:
    starts = [len(_BOM) if text.startswith(_BOM) else 0]
    at = text.find("\n")
    while at >= 0:
        starts.append(at + 1)
        at = text.find("\n", at + 1)
    return starts


def _offset(text: str, starts: list[int], at: Position) -> int:
    if at.line > len(starts):
        return len(text)
    return min(starts[at.line - 1] + at.column - 1, len(text))


def _with_newlines(replacement: str, text: str) -> str:
    """The replacement with the line ends of the file."""
    return replacement.replace("\n", "\r\n") if "\r\n" in text else replacement
