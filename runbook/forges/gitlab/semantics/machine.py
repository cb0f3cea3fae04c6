"""Searches a text for a pattern in time linear in the text: all ways at once, no way back."""

from __future__ import annotations

from functools import lru_cache

from runbook.forges.gitlab.semantics.escapes import UnknownPatternError
from runbook.forges.gitlab.semantics.parts import (
    Assert,
    AssertKind,
    Chain,
    Chars,
    Choice,
    Part,
    Repeat,
)
from runbook.forges.gitlab.semantics.patterns import parse_pattern

MAX_STATES = 3_000
MAX_WORK = 20_000  # states times characters


@lru_cache(maxsize=4096)
def found_in(pattern: str, flags: str, text: str) -> bool:
    """Whether `pattern` (without its slashes) matches anywhere in `text`.

    Raises:
        PatternError: RE2 refuses the pattern.
        UnknownPatternError: it, or the work, is too large, or it uses what is not known here.
    """
    machine = _machine(pattern, flags)
    if machine.size * (len(text) + 1) > MAX_WORK:
        raise UnknownPatternError("the text is too long for the pattern")
    return machine.search(text)


@lru_cache(maxsize=256)
def _machine(pattern: str, flags: str) -> Machine:
    return Machine(parse_pattern(pattern, flags))


class Machine:
    """States are numbers: each asks for a character or a place, or leads on without asking."""

    def __init__(self, part: Part) -> None:
        self._asks: list[Chars | Assert | None] = []
        self._next: list[list[int]] = []
        start, self._end = self._add(part)
        self._start = start

    @property
    def size(self) -> int:
        """How many states there are."""
        return len(self._asks)

    def search(self, text: str) -> bool:
        """Whether the pattern matches anywhere."""
        states: set[int] = set()
        for at in range(len(text) + 1):
            states = self._closure({*states, self._start}, text, at)
            if self._end in states:
                return True
            if at < len(text):
                states = self._step(states, text[at])
        return False

    def _step(self, states: set[int], char: str) -> set[int]:
        reached: set[int] = set()
        for state in states:
            asked = self._asks[state]
            if isinstance(asked, Chars) and _holds(asked, char):
                reached.update(self._next[state])
        return reached

    def _closure(self, states: set[int], text: str, at: int) -> set[int]:
        seen = set(states)
        waiting = list(states)
        while waiting:
            state = waiting.pop()
            asked = self._asks[state]
            if isinstance(asked, Chars) or (asked and not _is_place(asked.kind, text, at)):
                continue
            for target in self._next[state]:
                if target not in seen:
                    seen.add(target)
                    waiting.append(target)
        return seen

    def _state(self, asks: Chars | Assert | None = None, *targets: int) -> int:
        if len(self._asks) >= MAX_STATES:
            raise UnknownPatternError("the pattern is too large")
        self._asks.append(asks)
        self._next.append(list(targets))
        return len(self._asks) - 1

    def _add(self, part: Part) -> tuple[int, int]:
        """The first and the last state of a part."""
        match part:
            case Chain(parts):
                return self._add_chain(parts)
            case Choice(parts):
                pieces = [self._add(one) for one in parts]
                end = self._state()
                for _, last in pieces:
                    self._next[last].append(end)
                return self._state(None, *(first for first, _ in pieces)), end
            case Repeat(inner, low, high):
                return self._add_repeat(inner, low, high)
            case _:
                end = self._state()
                return self._state(part, end), end

    def _add_chain(self, parts: tuple[Part, ...]) -> tuple[int, int]:
        start = end = self._state()
        for part in parts:
            first, last = self._add(part)
            self._next[end].append(first)
            end = last
        return start, end

    def _add_repeat(self, part: Part, low: int, high: int | None) -> tuple[int, int]:
        start = end = self._state()
        for _ in range(low):
            first, last = self._add(part)
            self._next[end].append(first)
            end = last
        if high is None:
            first, last = self._add(part)
            loop = self._state(None, first)
            self._next[end].append(loop)
            self._next[last].append(loop)
            return start, loop
        stop = self._state()
        for _ in range(high - low):
            first, last = self._add(part)
            self._next[end] += (first, stop)
            end = last
        self._next[end].append(stop)
        return start, stop


def _holds(chars: Chars, char: str) -> bool:
    codes = {ord(char)}
    if chars.fold:
        codes.update(ord(other) for other in (char.lower(), char.upper()) if len(other) == 1)
    return any(low <= code <= high for code in codes for low, high in chars.ranges)


def _is_place(kind: AssertKind, text: str, at: int) -> bool:
    match kind:
        case "start":
            return at == 0
        case "end":
            return at == len(text)
        case "line start":
            return at == 0 or text[at - 1] == "\n"
        case "line end":
            return at == len(text) or text[at] == "\n"
        case _:
            sides = _is_word(text[at - 1 : at]), _is_word(text[at : at + 1])
            return (sides[0] != sides[1]) == (kind == "boundary")


def _is_word(char: str) -> bool:
    return char == "_" or (char.isascii() and char.isalnum())
