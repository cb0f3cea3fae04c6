"""A matcher that never backtracks: a non-deterministic automaton, determinised as it is used.

Matching takes time linear in the text: each character costs one dictionary look-up once its
transition is known, and at most one pass over the automaton's states before.
"""

from __future__ import annotations

from dataclasses import dataclass

MAX_TRANSITIONS = 1_000  # remembered per automaton; a hostile stream of names cannot fill memory


@dataclass(frozen=True, slots=True)
class CharSet:
    """Characters in any of the inclusive `ranges`, or in none of them when `negated`."""

    ranges: tuple[tuple[str, str], ...]
    negated: bool = False

    def __contains__(self, char: str) -> bool:
        return any(low <= char <= high for low, high in self.ranges) != self.negated


def only(*chars: str) -> CharSet:
    """Exactly these characters."""
    return CharSet(tuple((char, char) for char in chars))


def all_but(*chars: str) -> CharSet:
    """Every character except these."""
    return CharSet(tuple((char, char) for char in chars), negated=True)


ANY = all_but()


class Automaton:
    """States are numbers; the state added last is the accepting one.

    A loop stands on a state of its own, entered and left without a character, so that pieces can
    follow each other without sharing it.
    """

    def __init__(self) -> None:
        self._arcs: list[list[tuple[CharSet, int]]] = [[]]
        self._jumps: list[list[int]] = [[]]
        self._transitions = 0
        self._start: _Known | None = None

    @property
    def last(self) -> int:
        """The state added last."""
        return len(self._arcs) - 1

    def state(self) -> int:
        """Add a state."""
        self._arcs.append([])
        self._jumps.append([])
        return self.last

    def arc(self, source: int, chars: CharSet, target: int) -> None:
        """Go from `source` to `target` with one of `chars`."""
        self._arcs[source].append((chars, target))

    def jump(self, source: int, target: int) -> None:
        """Go from `source` to `target` without a character."""
        self._jumps[source].append(target)

    def one(self, chars: CharSet) -> None:
        """Append: one of `chars`."""
        source = self.last
        self.arc(source, chars, self.state())

    def optional(self, chars: CharSet) -> None:
        """Append: one of `chars`, or nothing."""
        source = self.last
        self.one(chars)
        self.jump(source, self.last)

    def many(self, chars: CharSet) -> None:
        """Append: any number of `chars`, none included."""
        source = self.last
        loop = self.state()
        self.jump(source, loop)
        self.arc(loop, chars, loop)
        self.jump(loop, self.state())

    def some(self, chars: CharSet) -> None:
        """Append: one or more of `chars`."""
        self.one(chars)
        self.many(chars)

    def matches(self, text: str) -> bool:
        """Whether the whole of `text` leads from the first state to the last."""
        known = self._start or self._restart()
        for char in text:
            known = known[char]
        return known.accepts

    def _restart(self) -> _Known:
        self._transitions = 0
        self._states: dict[frozenset[int], _Known] = {}
        self._start = self._known(frozenset({0}))
        return self._start

    def _known(self, members: frozenset[int]) -> _Known:
        closed = self._closure(members)
        if closed not in self._states:
            self._states[closed] = _Known(self, closed)
        return self._states[closed]

    def _closure(self, members: frozenset[int]) -> frozenset[int]:
        seen = set(members)
        waiting = list(members)
        while waiting:
            for target in self._jumps[waiting.pop()]:
                if target not in seen:
                    seen.add(target)
                    waiting.append(target)
        return frozenset(seen)

    def step(self, members: frozenset[int], char: str) -> _Known:
        """The determinised state reached from `members` with `char`."""
        self._transitions += 1
        if self._transitions > MAX_TRANSITIONS:
            self._restart()
        arcs = self._arcs
        reached = frozenset(
            target for state in members for chars, target in arcs[state] if char in chars
        )
        return self._known(reached)


class _Known(dict[str, "_Known"]):
    """A determinised state: a table from a character to the next one, filled when asked."""

    __slots__ = ("_automaton", "_members", "accepts")

    def __init__(self, automaton: Automaton, members: frozenset[int]) -> None:
        self._automaton = automaton
        self._members = members
        self.accepts = automaton.last in members

    def __missing__(self, char: str) -> _Known:
        reached = self._automaton.step(self._members, char)
        self[char] = reached
        return reached
