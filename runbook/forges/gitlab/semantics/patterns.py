"""Regular expressions as RE2 reads them, into a small tree.

What RE2 refuses is refused; what it knows and we do not is said to be unknown. Source: google/re2
doc/syntax.txt.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from runbook.forges.gitlab.semantics.characters import LAST, others
from runbook.forges.gitlab.semantics.escapes import (
    CharacterReader,
    PatternError,
    UnknownPatternError,
)
from runbook.forges.gitlab.semantics.parts import Assert, Chain, Chars, Choice, Repeat

if TYPE_CHECKING:
    from runbook.forges.gitlab.semantics.characters import Ranges
    from runbook.forges.gitlab.semantics.parts import AssertKind, Part

MAX_PATTERN = 2_000  # characters, ours
MAX_NESTING = 50  # groups in groups, ours
MAX_REPEAT = 1_000  # RE2's own

_ASSERTS: dict[str, AssertKind] = {
    "A": "start",
    "z": "end",
    "b": "boundary",
    "B": "no boundary",
}
_COUNT = re.compile(r"\{(\d{1,6})(,?)(\d{0,6})\}", re.ASCII)
_GROUP = re.compile(r"\?(?:P?<([A-Za-z0-9_]+)>|([imsU]*)(?:-([imsU]+))?([:)]))")


@dataclass(frozen=True, slots=True)
class _Flags:
    fold: bool = False
    lines: bool = False
    dots: bool = False

    def changed(self, on: str, off: str) -> _Flags:
        names = {"i": "fold", "m": "lines", "s": "dots"}
        changes = {names[sign]: True for sign in on if sign in names}
        changes |= {names[sign]: False for sign in off if sign in names}
        return replace(self, **changes)


def parse_pattern(text: str, flags: str = "") -> Part:
    """The parts of a pattern, without its slashes; `flags` are those behind them.

    Raises:
        PatternError: RE2 refuses it.
        UnknownPatternError: it is too large, or uses what is not known here.
    """
    if len(text) > MAX_PATTERN:
        raise UnknownPatternError(f"the pattern is longer than {MAX_PATTERN} characters")
    parser = _Parser(text, _Flags().changed(flags, ""))
    part = parser.choice(0)
    if parser.at < len(text):
        raise PatternError("unexpected )")
    return part


class _Parser(CharacterReader):
    def __init__(self, text: str, flags: _Flags) -> None:
        super().__init__(text)
        self._flags = flags
        self._names: set[str] = set()

    def choice(self, depth: int) -> Part:
        """Parts between bars, up to a closing parenthesis or the end."""
        if depth > MAX_NESTING:
            raise UnknownPatternError(f"the pattern is nested deeper than {MAX_NESTING}")
        parts = [self._chain(depth)]
        while self.take("|"):
            parts.append(self._chain(depth))
        return parts[0] if len(parts) == 1 else Choice(tuple(parts))

    def _chain(self, depth: int) -> Part:
        parts: list[Part] = []
        while self.at < len(self.text) and self.text[self.at] not in "|)":
            before = self.at
            part = self._one(depth)
            if part is not None:
                parts.append(self._repeated(part))
            elif self.at == before:
                raise PatternError("missing argument to repetition operator")
        return Chain(tuple(parts))

    def _one(self, depth: int) -> Part | None:
        """One part; None for flags that hold from here on, and for a lone operator."""
        sign = self.text[self.at]
        if sign in "*+?" or self._count() is not None:
            return None
        self.at += 1
        if sign == "(":
            return self._group(depth)
        if sign == "\\":
            return self._escape()
        if sign in "^$":
            kinds: dict[str, tuple[AssertKind, AssertKind]] = {
                "^": ("start", "line start"),
                "$": ("end", "line end"),
            }
            return Assert(kinds[sign][self._flags.lines])
        return Chars(self._ranges(sign), self._flags.fold)

    def _ranges(self, sign: str) -> Ranges:
        if sign == "[":
            return self.bracketed(fold=self._flags.fold)
        if sign == ".":
            return ((0, LAST),) if self._flags.dots else others(((10, 10),))
        return ((ord(sign), ord(sign)),)

    def _literal(self, code: int) -> Chars:
        return Chars(((code, code),), self._flags.fold)

    def _group(self, depth: int) -> Part | None:
        outside = self._flags
        if self.text.startswith("?", self.at):
            hit = _GROUP.match(self.text, self.at)
            if hit is None:
                raise PatternError("invalid or unsupported group")
            self.at = hit.end()
            if hit[1] in self._names:
                raise PatternError("duplicate capture group name")
            if hit[1]:
                self._names.add(hit[1])
            else:
                self._flags = self._flags.changed(hit[2], hit[3] or "")
            if hit[4] == ")":
                return None
        part = self.choice(depth + 1)
        if not self.take(")"):
            raise PatternError("missing )")
        self._flags = outside
        return part

    def _count(self) -> tuple[int, int | None] | None:
        """How often the part before may stand, where a number in braces says so."""
        hit = _COUNT.match(self.text, self.at)
        if hit is None:
            return None
        low = int(hit[1])
        high = int(hit[3]) if hit[3] else None if hit[2] else low
        return low, high

    def _repeated(self, part: Part) -> Part:
        count = self._operator()
        if count is None:
            return part
        low, high = count
        if max(low, high or 0) > MAX_REPEAT or (high is not None and high < low):
            raise PatternError("invalid repetition size")
        self.take("?")  # the shortest match is a match as well
        if self._operator() is not None:
            raise PatternError("bad repetition operator")
        return Repeat(part, low, high)

    def _operator(self) -> tuple[int, int | None] | None:
        for sign, bounds in (("*", (0, None)), ("+", (1, None)), ("?", (0, 1))):
            if self.take(sign):
                return bounds
        count = self._count()
        if count is not None:
            self.at = self.text.index("}", self.at) + 1
        return count

    def _escape(self) -> Part | None:
        sign = self.text[self.at : self.at + 1]
        if sign in _ASSERTS:
            self.at += 1
            return Assert(_ASSERTS[sign])
        if sign == "Q":
            return self._quoted()
        return Chars(self.escaped(), self._flags.fold)

    def _quoted(self) -> Part:
        """The text up to a backslash with E; an operator behind it repeats its last character."""
        end = self.text.find("\\E", self.at)
        end = len(self.text) if end < 0 else end
        body = self.text[self.at + 1 : end]
        self.at = min(end + 2, len(self.text))
        literals = [self._literal(ord(sign)) for sign in body]
        return Chain((*literals[:-1], *map(self._repeated, literals[-1:])))
