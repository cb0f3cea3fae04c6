"""One line of a log without what the forge and the terminal put around it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Level(StrEnum):
    """What a line is. `SCRIPT` is the source of a step that the runner echoes, not its output."""

    OUTPUT = "output"
    ERROR = "error"
    WARNING = "warning"
    GROUP = "group"
    SCRIPT = "script"


@dataclass(frozen=True, slots=True)
class Line:
    """`number` counts from 1 within `part` (the file in an archive, "" for a plain log).

    `text` is redacted. `job` and `step` are "" when the log does not say; `time` is ISO or "".
    `gitlab` says that GitLab's runner wrote the line or what stands before it.
    """

    number: int
    text: str
    level: Level = Level.OUTPUT
    job: str = ""
    step: str = ""
    time: str = ""
    part: str = ""
    gitlab: bool = False


MAX_LINE: Final = 4096
_TIME: Final = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z"
_TABS = re.compile(rf"([^\t]{{1,200}})\t([^\t]{{1,300}})\t\ufeff?(?={_TIME})")
_STAMP = re.compile(rf"\ufeff?({_TIME})[ ]?(\d\d[OE][ +]?)?")
_RUNNER: Final = "Running with gitlab-runner"
_ANSI = re.compile(
    r"\x1b\[[0-?]{0,40}[ -/]{0,4}[@-~]|\x1b\][^\x07\x1b]{0,400}(?:\x07|\x1b\\)"
    r"|\x1b[@-_]|\[(?:\d{1,3}(?:;\d{1,3}){0,6})m|\[0?K(?=section_|\r|$)"
)
_SCRIPT = re.compile(r"(?:\x1b)?\[36;1m")
_MARK = re.compile(
    r"(?:##\[|::)(error|warning|group|endgroup|command|debug|notice|section)"
    r"(?:\]|(?: [^:]{0,400})?::)"
)
_FAILED = re.compile(r"(?:Error: )?Process completed with exit code [1-9]")
_QUOTE = re.compile(r"(?:[>|│┃][ ]+)+")
_LEVELS: Final = {
    "error": Level.ERROR,
    "warning": Level.WARNING,
    "group": Level.GROUP,
}
_INVISIBLE: Final = dict.fromkeys(
    [
        *range(0x09),
        *range(0x0B, 0x20),
        *range(0x7F, 0xA0),
        *range(0x202A, 0x202F),
        *range(0x2066, 0x206A),
        0xFEFF,
    ]
)  # controls and writing-direction marks: they could rewrite what a terminal shows


def clean(number: int, raw: str, part: str = "", job: str = "", step: str = "") -> Line:
    """The line as the step printed it; secrets are still in `text`."""
    text = raw[:MAX_LINE]
    if tabs := _TABS.match(text):
        job, step, text = tabs[1], tabs[2], text[tabs.end() :]
    time, gitlab = "", _RUNNER in text
    if stamp := _STAMP.match(text):
        time, text = stamp[1], text[stamp.end() :]
        gitlab |= stamp[2] is not None
    script = _SCRIPT.match(text) is not None
    text = _ANSI.sub("", text).replace("\r", " ").translate(_INVISIBLE)
    level = Level.SCRIPT if script else Level.OUTPUT
    if mark := _MARK.match(text):
        level, text = _LEVELS.get(mark[1], Level.OUTPUT), text[mark.end() :]
    if _FAILED.match(text):
        level = Level.ERROR
    text = _QUOTE.sub("", text, count=1) if _QUOTE.match(text.lstrip()) else text
    return Line(number, text.rstrip(), level, _plain(job), _plain(step), time, part, gitlab)


def _plain(name: str) -> str:
    return _ANSI.sub("", name).translate(_INVISIBLE)
