"""Pages of a site as Markdown that a forge shows: without the site's extensions."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from posixpath import normpath

_NOTE = re.compile(r'( *)(?:!!!|\?\?\?\+?) ([a-z]+)(?: "(.*)")?\Z')
_TAB = re.compile(r'( *)=== "(.*)"\Z')
_SPAN = re.compile(r"<span [^<>]*>|</span>")
_ATTRIBUTES = re.compile(r"\{ \.copy \}")
_LINK = re.compile(r"\[([^\[\]\n]*)\]\(([^()\n]*)\)")
_STEP = 4  # columns that a body stands further in than its title


def plain_markdown(text: str, pages: str | None, folder: str) -> str:
    """`text` of a page in `folder`; relative links lead below `pages`, or become words."""
    writer = _Writer(pages, folder)
    for line in text.split("\n"):
        writer.add(line)
    return "\n".join(writer.lines)


@dataclass
class _Writer:
    """Takes lines one by one; `open` are (column of a title, prefix of its body)."""

    pages: str | None
    folder: str
    lines: list[str] = field(default_factory=list)
    open: list[tuple[int, str]] = field(default_factory=list)
    fence: str = ""
    blank: bool = False

    def add(self, line: str) -> None:
        if self.fence:
            self._code(line[_STEP * len(self.open) :])
        elif not line.strip():
            self.blank = bool(self.lines)
        else:
            self._close(len(line) - len(line.lstrip(" ")))
            self._prose(line, line[_STEP * len(self.open) :])

    def _code(self, body: str) -> None:
        self.fence = "" if body.strip() == self.fence else self.fence
        self._put(body)

    def _close(self, column: int) -> None:
        """End every body that stands further in than a line at `column`."""
        while self.open and column <= self.open[-1][0]:
            self.open.pop()
        if self.blank:
            self._put("")
        self.blank = False

    def _prose(self, line: str, body: str) -> None:
        mark = body.strip()
        if mark.startswith("```"):
            self.fence = mark[: len(mark) - len(mark.lstrip("`"))]
            self._put(body)
        elif note := _NOTE.match(line):
            self._put(f"> **{note[3] or note[2].capitalize()}**")
            self.open.append((len(note[1]), "> "))
            self.blank = True
        elif tab := _TAB.match(line):
            self._put(f"**{tab[2]}**")
            self.open.append((len(tab[1]), ""))
        else:
            self._put(_inline(body, self.pages, self.folder))

    def _put(self, body: str) -> None:
        prefix = "".join(mark for _, mark in self.open)
        self.lines.append(f"{prefix}{body}" if body else prefix.rstrip())


def _inline(line: str, pages: str | None, folder: str) -> str:
    bare = _ATTRIBUTES.sub("", _SPAN.sub("", line))
    return _LINK.sub(lambda hit: _link(hit, pages, folder), bare).replace("[ ]  ", "[ ] ")


def _link(hit: re.Match[str], pages: str | None, folder: str) -> str:
    target = hit[2]
    if ":" in target.partition("/")[0]:
        return hit[0]
    if pages is None:
        return hit[1]
    path, _, anchor = target.partition("#")
    found = normpath(f"{pages}{folder}/{path}")
    return f"[{hit[1]}]({found}{'#' if anchor else ''}{anchor})"
