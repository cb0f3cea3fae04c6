"""One pass over a log of any length: which lines are worth keeping."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from runbook.diagnosis.lines import MAX_LINE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

BEFORE: Final = 3  # lines kept before a place, and after it
AFTER: Final = 9
KEPT: Final = 3_000_000  # characters kept from the start of a part, and as many from its end
OVERHEAD: Final = 200  # what a line costs besides its characters
LONGEST: Final = 1 << 16  # a longer line is read in pieces


@dataclass(slots=True)
class Kept:
    """Raw lines by number, from the start and from the end of a part; both are bounded."""

    first: list[tuple[int, str]] = field(default_factory=list)
    last: deque[tuple[int, str]] = field(default_factory=deque)
    latest: int = 0
    room: int = KEPT
    size: int = 0
    dropped: bool = False

    def add(self, number: int, raw: str) -> None:
        """Keep a line, once; the oldest of the end give way."""
        if number <= self.latest:
            return
        self.latest = number
        if self.room > 0:
            self.room -= len(raw) + OVERHEAD
            self.first.append((number, raw))
            return
        self.size += len(raw) + OVERHEAD
        self.last.append((number, raw))
        while self.size > KEPT:
            self.size -= len(self.last.popleft()[1]) + OVERHEAD
            self.dropped = True


def scan(chunks: Iterable[str], wanted: tuple[str, ...], kept: Kept) -> int:
    """Keep the lines around every text of `wanted`; the number of all lines.

    Every line is looked at once; the last few wait for those that follow them.
    """
    number, ready = 1, 0
    for text, final in _blocks(chunks):
        lines = text.split("\n")
        whole = len(lines) if final else len(lines) - 1
        last = whole if final else max(whole - AFTER, 0)
        for at in _marked(text, wanted):
            if ready <= at < last:
                _keep(lines[:whole], at, number, kept, wanted)
        if final:
            return number + whole - 1 - (lines[-1] == "")
        carried = min(whole, AFTER + BEFORE)
        number += whole - carried
        ready = carried - (whole - last)
    return 0


def _keep(lines: list[str], at: int, number: int, kept: Kept, wanted: tuple[str, ...]) -> None:
    for index in range(max(0, at - BEFORE), min(len(lines), at + AFTER + 1)):
        kept.add(number + index, _shortened(lines[index], wanted))


def _shortened(raw: str, wanted: tuple[str, ...]) -> str:
    """A very long line is cut to its start and the first place worth reading."""
    if len(raw) <= MAX_LINE:
        return raw
    half = MAX_LINE // 2
    place = min((at for word in wanted if (at := raw.find(word, half)) >= 0), default=half)
    return raw[:half] + raw[max(half, place - half // 2) :][:half]


def _blocks(chunks: Iterable[str]) -> Iterator[tuple[str, bool]]:
    """Texts that end at a line break, each starting with the last lines of the one before."""
    rest = ""
    for chunk in chunks:
        text = rest + chunk.replace("\r\n", "\n")
        if len(text) - text.rfind("\n") - 1 > LONGEST:
            text += "\n"
        if "\n" in text:
            yield text, False
            rest = _tail(text)
        else:
            rest = text
    yield rest, True


def _tail(text: str) -> str:
    at = len(text)
    for _ in range(AFTER + BEFORE + 1):
        at = text.rfind("\n", 0, at)
        if at < 0:
            return text
    return text[at + 1 :]


def _marked(text: str, wanted: tuple[str, ...]) -> list[int]:
    """Indices of the lines that contain an anchor, in order.

    Logs repeat their words: looking in the set of them first is several times faster.
    """
    words = " ".join(set(text.split()))
    there = [word for word in wanted if " " in word or word in words]
    places = sorted(place for word in there for place in _places(text, word))
    marked: list[int] = []
    line, last = 0, 0
    for place in places:
        line += text.count("\n", last, place)
        last = place
        if not marked or marked[-1] != line:
            marked.append(line)
    return marked


def _places(text: str, word: str) -> Iterator[int]:
    """Where `word` stands, once a line."""
    at = text.find(word)
    while at >= 0:
        yield at
        end = text.find("\n", at + len(word))
        at = text.find(word, end) if end >= 0 else -1
