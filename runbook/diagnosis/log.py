"""Reads a log as a stream and keeps only the places worth looking at.

A log of any length costs one pass of plain text searches; what is kept is bounded, and no text
leaves this module before `redact` has seen it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING, Final

from runbook.diagnosis.lines import Level, Line, clean
from runbook.diagnosis.redact import redact
from runbook.diagnosis.scan import Kept, scan

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from runbook.diagnosis.part import Part

STRUCTURE: Final = (
    *("##[group]Run ", "##[error]", "::error", "Post job cleanup", "completed with exit code"),
    "Running with gitlab-runner",
    *("Error: ", "error: ", "fatal: ", "npm error code", "npm ERR! code"),
    *("\n+ ", "Z + "),  # how npm says that a package is published
)


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Neighbouring lines of one step."""

    lines: tuple[Line, ...]

    @property
    def place(self) -> tuple[str, str, str]:
        """Part, job and step."""
        first = self.lines[0]
        return first.part, first.job, first.step


@dataclass(frozen=True, slots=True)
class Log:
    """What was kept of a log. `total` counts all lines read; `date` is the first one printed."""

    excerpts: tuple[Excerpt, ...]
    total: int
    date: str = ""
    cut: bool = False


def read_log(parts: Iterable[Part], anchors: Iterable[str]) -> Log:
    """Keep the lines around every anchor (a text that a line worth reading contains)."""
    wanted = tuple(dict.fromkeys([*STRUCTURE, *anchors]))
    excerpts: list[Excerpt] = []
    total, cut, date = 0, False, ""
    for part in parts:
        kept = Kept()
        total += scan(part.chunks, wanted, kept)
        cut |= kept.dropped
        lines = _cleaned(kept, part)
        date = date or next((line.time[:10] for line in lines if line.time), "")
        excerpts += _excerpts(lines)
    return Log(tuple(excerpts), total, date, cut)


def _cleaned(kept: Kept, part: Part) -> list[Line]:
    """The lines without prefixes and without secrets, each with the step it belongs to."""
    lines = [
        clean(number, raw, part.name, part.job, part.step)
        for number, raw in [*kept.first, *kept.last]
    ]
    if not lines:
        return []
    safe = redact("\n".join(line.text for line in lines)).split("\n")
    # Thousands of lines have the same few names: each is looked through once.
    names = {name: redact(name) for name in {n for line in lines for n in (line.job, line.step)}}
    result, step = [], ""
    for line, text in zip(lines, safe, strict=True):
        if line.level is Level.GROUP and text.startswith("Run "):
            step = text.removeprefix("Run ")[:200]
        elif text.startswith("Post job cleanup"):
            step = ""
        job, own_step = names[line.job], names[line.step]
        result.append(replace(line, text=text, job=job, step=own_step or step))
    return result


def _excerpts(lines: list[Line]) -> Iterator[Excerpt]:
    numbered = enumerate(lines)
    for _, group in groupby(
        numbered, key=lambda item: (item[1].number - item[0], item[1].job, item[1].step)
    ):
        yield Excerpt(tuple(line for _, line in group))
