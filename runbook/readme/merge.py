"""Three versions of a text with blocks become one.

A block counts as one line here, the same in every version, so that what `runbook sync` wrote never
is a conflict. Which version it holds is decided afterwards; git merges everything around.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from runbook.errors import InputError
from runbook.readme.markers import blocks_of
from runbook.readme.update import is_edited

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from runbook.readme.markers import Block

    TextMerge = Callable[["Versions"], "Merged"]

ANEW = "the block {} was made anew on both sides: ours stands, and `runbook sync` makes it right"
EDITED = "the block {} was edited by hand and changed on the other side: one has to be chosen"
BROKEN = "the markers of a block are broken, so that its lines are merged as any others"


class Versions(NamedTuple):
    """The common ancestor, and the two texts that came of it."""

    base: str
    ours: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Merged:
    """The one text, how many conflicts stand in it, and what somebody has to be told."""

    text: str
    conflicts: int
    remarks: tuple[str, ...] = ()


def merge_blocks(versions: Versions, merge: TextMerge) -> Merged:
    """The versions as one text; `merge` merges plain texts line by line.

    A block that one side changed is that side's; one that both changed is ours. One that a person
    edited and the other side changed is a conflict of the whole block.
    """
    try:
        sides = [_Side(text, _by_key(text)) for text in versions]
    except InputError:
        merged = merge(versions)
        return Merged(merged.text, merged.conflicts, (BROKEN,))
    marks = _Marks("".join(versions))
    for key in dict.fromkeys(key for side in sides for key in side.blocks):
        marks.add(key, *sides)
    reduced = Versions(*(side.reduced(marks.of_side[at]) for at, side in enumerate(sides)))
    merged = merge(reduced)
    text, met = marks.filled(merged.text)
    remarks = marks.remarks | (marks.choices if merged.conflicts else {})
    told = dict.fromkeys(remark for mark, remark in remarks.items() if mark in met)
    return Merged(text, merged.conflicts, tuple(told))


class _Key(NamedTuple):
    """A block is known by what its begin marker says, and its number among its likes."""

    name: str
    options: tuple[tuple[str, str], ...]
    number: int

    def __str__(self) -> str:
        return " ".join([self.name, *("=".join(option) for option in self.options)])


def _by_key(text: str) -> dict[_Key, Block]:
    found: dict[_Key, Block] = {}
    for block in blocks_of(text, ""):
        key = _Key(block.name, tuple(sorted(block.options.items())), 0)
        while key in found:
            key = key._replace(number=key.number + 1)
        found[key] = block
    return found


@dataclass(frozen=True, slots=True)
class _Side:
    text: str
    blocks: Mapping[_Key, Block]

    def made(self, key: _Key) -> str | None:
        """Content and end marker of a block."""
        block = self.blocks.get(key)
        return None if block is None else self.text[block.start : block.close]

    def content(self, key: _Key) -> str | None:
        block = self.blocks.get(key)
        return None if block is None else self.text[block.start : block.end]

    def is_edited(self, key: _Key) -> bool:
        content = self.content(key)
        return content is not None and is_edited(self.blocks[key], content)

    def reduced(self, marks: Mapping[_Key, str]) -> str:
        """The text with a mark in place of content and end marker of each block."""
        parts: list[str] = []
        place = 0
        for key, block in self.blocks.items():
            parts += [self.text[place : block.start], marks[key]]
            place = block.close
        return "".join([*parts, self.text[place:]])


@dataclass
class _Marks:
    """The marks of all blocks, what stands for each in the end, and what to say of it."""

    around: str
    fills: dict[str, str] = field(default_factory=dict)
    remarks: dict[str, str] = field(default_factory=dict)
    choices: dict[str, str] = field(default_factory=dict)
    of_side: tuple[dict[_Key, str], ...] = field(default_factory=lambda: ({}, {}, {}))

    def __post_init__(self) -> None:
        # A text cannot hold its own digest, so that nothing of it is taken for a mark.
        self.digest = hashlib.sha256(self.around.encode("utf-8", "surrogateescape")).hexdigest()

    def add(self, key: _Key, base: _Side, ours: _Side, theirs: _Side) -> None:
        """Decide what becomes of a block."""
        if _is_contended(key, base, ours, theirs):
            # A mark of its own on each side, and git makes the conflict.
            for at, side in enumerate((base, ours, theirs)):
                mark = self._mark(key, (at,), side.made(key))
                self.choices[mark] = EDITED.format(key)
            return
        old, mine, other = base.made(key), ours.made(key), theirs.made(key)
        chosen = other if mine in (None, old) and other is not None else mine
        chosen = old if chosen is None else chosen
        anew = None not in (mine, other) and old not in (mine, other)
        differ = anew and ours.content(key) != theirs.content(key)
        mark = self._mark(key, (0, 1, 2), chosen)
        if differ:
            self.remarks[mark] = ANEW.format(key)

    def _mark(self, key: _Key, sides: tuple[int, ...], fill: str | None) -> str:
        mark = f"<{self.digest}:{len(self.fills)}>"
        self.fills[mark] = fill or ""
        for at in sides:
            self.of_side[at][key] = mark
        return mark

    def filled(self, text: str) -> tuple[str, frozenset[str]]:
        """`text` with what its marks stand for, and the marks it had."""
        marks = re.compile(rf"<{self.digest}:\d+>")
        return marks.sub(lambda hit: self.fills[hit[0]], text), frozenset(marks.findall(text))


def _is_contended(key: _Key, base: _Side, ours: _Side, theirs: _Side) -> bool:
    """Whether a person edited the block on one side, and the other changed or removed it too."""
    old, mine, other = (side.made(key) for side in (base, ours, theirs))
    if mine == other or old in (mine, other):
        return False
    edited = ours.is_edited(key) or theirs.is_edited(key)
    return edited and (old is not None or None not in (mine, other))
