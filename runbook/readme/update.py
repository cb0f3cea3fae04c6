"""Brings the blocks of one text up to date; what stands around them never changes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from runbook import __version__
from runbook.readme.markers import blocks_of
from runbook.readme.seal import Seal, checksum

if TYPE_CHECKING:
    from collections.abc import Callable

    from runbook.readme.markers import Block

    Render = Callable[[Block], str]


class State(StrEnum):
    """What is the matter with a block; the words are shown."""

    FRESH = "up to date"
    STALE = "stale"
    UPGRADED = "stale since an upgrade of runbook"
    EDITED = "edited by hand"


@dataclass(frozen=True, slots=True)
class Updated:
    """A text after an update; `states` are those of its blocks before it."""

    text: str
    states: tuple[tuple[Block, State], ...]


def update(text: str, file: str, render: Render, source: str, *, force: bool = False) -> Updated:
    """`text` with the blocks that `render` writes; edited ones are kept, unless `force`.

    Raises:
        InputError: a marker is wrong, or `render` does not know a block.
    """
    parts: list[str] = []
    states: list[tuple[Block, State]] = []
    place = 0
    for block in blocks_of(text, file):
        wanted = _laid_out(render(block), block.indent)
        state = _state(block, text[block.start : block.end], wanted, source)
        states.append((block, state))
        if state is State.FRESH or (state is State.EDITED and not force):
            continue
        seal = Seal(checksum(wanted), source)
        parts += [text[place : block.start], wanted.replace("\n", block.newline)]
        parts.append(f"{block.indent}<!-- runbook:end {seal} -->")
        place = block.close
    return Updated("".join([*parts, text[place:]]), tuple(states))


def _laid_out(body: str, indent: str) -> str:
    """The content of a block: its body between empty lines, indented as its marker is."""
    lines = ["", *body.strip("\n").split("\n"), "", ""] if body.strip() else ["", ""]
    return "\n".join(f"{indent}{line}" if line.strip() else line for line in lines)


def is_edited(block: Block, content: str) -> bool:
    """Whether a person wrote `content` of `block`, before runbook filled it or afterwards."""
    if block.seal is None:
        return bool(content.strip())
    return block.seal.checksum != checksum(content)


def _state(block: Block, content: str, wanted: str, source: str) -> State:
    seal, found = block.seal, checksum(content)
    sealed = seal is not None and seal.checksum == found
    if found == checksum(wanted):
        return State.FRESH if sealed else State.STALE
    if is_edited(block, content):
        return State.EDITED
    if seal is None:
        return State.STALE
    aged = seal.version != __version__ and seal.source == source
    return State.UPGRADED if aged else State.STALE
