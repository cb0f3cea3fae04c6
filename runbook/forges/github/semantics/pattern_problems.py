"""What is wrong with a pattern of an `on:` filter.

Rules and wording: rhysd/actionlint glob.go and glob_test.go@011a6d1. GitHub itself refuses the
workflow only for a broken pattern (`breaks`); a name that Git cannot have just never matches.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class PatternKind(StrEnum):
    """What a pattern is compared with: the short name of a ref, or a changed path."""

    REF = "ref"
    PATH = "path"


@dataclass(frozen=True, slots=True)
class PatternProblem:
    """`message` names the character and the rule; `breaks` says that GitHub refuses the file."""

    message: str
    breaks: bool


def pattern_problems(pattern: str, kind: PatternKind) -> tuple[PatternProblem, ...]:
    """Everything wrong with `pattern`, in the order of its characters."""
    if not pattern:
        return (PatternProblem("glob pattern cannot be empty", breaks=True),)
    if kind is PatternKind.PATH:
        return _path_problems(pattern) or _Scan(pattern, kind).problems()
    return _Scan(pattern, kind).problems()


def _path_problems(pattern: str) -> tuple[PatternProblem, ...]:
    found = []
    path = pattern.strip()
    if path != pattern:
        found.append("leading and trailing spaces are not allowed in glob path")
    bare = path.removeprefix("!")
    if bare in (".", "..") or bare.startswith(("./", "../")):
        found.append("'.' and '..' are not allowed in glob path")
    return tuple(PatternProblem(message, breaks=False) for message in found)


_QUANTIFIERS = {"?": "? (zero or one of it)", "+": "+ (one or more of it)"}
_ESCAPED_FOR_ALL = "+\\!"
_ESCAPED_FOR_PATHS = "[?*"
_NOT_IN_A_REF = "ref name cannot contain spaces, ~, ^, :, [, ?, *"
_USELESS = "character match with single character is useless. simply use x instead of [x]"
_END = ""


class _Scan:
    """One walk over a pattern; `quantifiable` says whether ``?`` or ``+`` may follow."""

    def __init__(self, pattern: str, kind: PatternKind) -> None:
        self.pattern = pattern
        self.is_ref = kind is PatternKind.REF
        self.at = 0
        self.quantifiable = False
        self.found: list[PatternProblem] = []

    def problems(self) -> tuple[PatternProblem, ...]:
        self._first()
        last = "!"
        while self.at < len(self.pattern):
            last = self._next()
            handler = _HANDLERS.get(last, _Scan._plain)
            last = handler(self, last)
        if self.is_ref and last in ("/", "."):
            self._impossible(last, "ref name must not end with / and .")
        return tuple(self.found)

    def _peek(self) -> str:
        return self.pattern[self.at : self.at + 1]

    def _next(self) -> str:
        char = self._peek()
        self.at += 1
        return char

    def _first(self) -> None:
        if self.is_ref and self._peek() == "/":
            self._impossible(self._next(), "ref name must not start with /")
            self.quantifiable = True
        elif self._peek() == "!":
            self._next()
            if not self._peek():
                self._broken("!", "at least one character must follow !")

    def _plain(self, char: str) -> str:
        self.quantifiable = True
        return char

    def _forbidden(self, char: str) -> str:
        if self.is_ref:
            self._impossible(char, _NOT_IN_A_REF)
        return self._plain(char)

    def _newline(self, char: str) -> str:
        if char == "\r" and self._peek() == "\n":
            char = self._next()
        self._broken(char, "newline cannot be contained")
        return self._plain(char)

    def _star(self, char: str) -> str:
        self.quantifiable = False
        return char

    def _quantifier(self, char: str) -> str:
        if not self.quantifiable:
            why = "the preceding character must not be special character"
            self._broken(char, f"{_QUANTIFIERS[char]}: {why}")
        self.quantifiable = False
        return char

    def _escape(self, char: str) -> str:
        self.quantifiable = True
        escaped = self._peek()
        if escaped and escaped in _ESCAPED_FOR_ALL:
            return self._next()
        if escaped and escaped in _ESCAPED_FOR_PATHS:
            self._next()
            if self.is_ref:
                self._impossible(escaped, _NOT_IN_A_REF)
            return escaped
        if not self.is_ref:
            return char
        rule = "only special characters [, ?, +, *, \\, ! can be escaped with \\"
        self._impossible(char, rule)
        return self._next() or char

    def _class(self, _: str) -> str:
        self.quantifiable = True
        if self._peek() == "]":
            self._broken(self._next(), "character match must not be empty")
            return "]"
        members = 0
        while (char := self._next()) != "]":
            if char == _END:
                self._broken(_END, "missing ]")
                return _END
            if self._peek() != "-":
                members += 1
                continue
            members += 2
            if self._range(char):
                break
        if members == 1:
            self.found.append(PatternProblem(f"unexpected character ']': {_USELESS}", breaks=False))
        return "]"

    def _range(self, start: str) -> bool:
        """Read the rest of a range; True when it closed the class instead."""
        self._next()
        if not self._peek():
            return False
        end = self._next()
        if end == "]":
            self._broken(end, "end of range is missing")
            return True
        if start > end:
            larger = f"start of range {start!r} ({ord(start)})"
            self._broken(end, f"{larger} is larger than end of range {end!r} ({ord(end)})")
        return False

    def _broken(self, char: str, why: str) -> None:
        shown = f"unexpected character {char!r}" if char else "unexpected end"
        self.found.append(PatternProblem(f"{shown}: {why}", breaks=True))

    def _impossible(self, char: str, why: str) -> None:
        shown = char if char.isprintable() else repr(char)[1:-1]
        message = f"character '{shown}' is invalid for Git ref name: {why}"
        self.found.append(PatternProblem(message, breaks=False))


_HANDLERS = {
    "\\": _Scan._escape,  # noqa: SLF001 - the class's own table
    "?": _Scan._quantifier,  # noqa: SLF001 - as above
    "+": _Scan._quantifier,  # noqa: SLF001 - as above
    "*": _Scan._star,  # noqa: SLF001 - as above
    "[": _Scan._class,  # noqa: SLF001 - as above
    "\n": _Scan._newline,  # noqa: SLF001 - as above
    "\r": _Scan._newline,  # noqa: SLF001 - as above
    **dict.fromkeys(" \t~^:", _Scan._forbidden),  # noqa: SLF001 - as above
}
