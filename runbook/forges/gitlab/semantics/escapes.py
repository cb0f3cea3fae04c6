"""Single characters and sets of them, as patterns of RE2 write them.

Source: google/re2 doc/syntax.txt.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from runbook.forges.gitlab.semantics.characters import (
    CLASSES,
    CONTROLS,
    LAST,
    POSIX,
    folded,
    others,
)

if TYPE_CHECKING:
    from runbook.forges.gitlab.semantics.characters import Ranges

_HEX = re.compile(r"x(?:([0-9a-fA-F]{2})|\{([0-9a-fA-F]{1,6})\})")
_OCTAL = re.compile(r"0[0-7]{0,2}|[1-7][0-7]{1,2}")  # one digit alone would be a back reference
_NAMED_CLASS = re.compile(r"\[:(\^?)([a-z]{1,10}):\]")


class PatternError(ValueError):
    """RE2 refuses the pattern."""


class UnknownPatternError(ValueError):
    """The pattern may be fine, but what it matches is not known here."""


class CharacterReader:
    """Reads characters of `text`, whose next one is `at`."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def take(self, sign: str) -> bool:
        """Go past `sign` where it is next."""
        found = self.text.startswith(sign, self.at)
        self.at += len(sign) * found
        return found

    def escaped(self) -> Ranges:
        """The characters that an escape stands for; the place is behind the backslash."""
        sign = self.text[self.at : self.at + 1]
        if sign == "x":
            return self._hexadecimal()
        octal = _OCTAL.match(self.text, self.at)
        if octal:
            self.at = octal.end()
            return ((int(octal[0], 8), int(octal[0], 8)),)
        self.at += 1
        if sign.lower() in CLASSES:
            ranges = CLASSES[sign.lower()]
            return ranges if sign.islower() else others(ranges)
        if sign in ("p", "P", "C"):
            raise UnknownPatternError(f"what \\{sign} matches is not known here")
        if sign in CONTROLS:
            return ((CONTROLS[sign], CONTROLS[sign]),)
        if not sign or (sign.isascii() and (sign.isalnum() or sign == "_")):
            raise PatternError(f"invalid escape sequence: \\{sign}")
        return ((ord(sign), ord(sign)),)

    def _hexadecimal(self) -> Ranges:
        hit = _HEX.match(self.text, self.at)
        code = int(hit[1] or hit[2], 16) if hit else LAST + 1
        if hit is None or code > LAST:
            raise PatternError("invalid escape sequence: \\x")
        self.at = hit.end()
        return ((code, code),)

    def bracketed(self, *, fold: bool) -> Ranges:
        """The characters between brackets, the first of which is behind the place."""
        negated = self.take("^")
        found: list[tuple[int, int]] = []
        first = True
        while first or not self.text.startswith("]", self.at):
            if self.at >= len(self.text):
                raise PatternError("missing ]")
            found += self._member()
            first = False
        self.at += 1
        if negated:
            # Otherwise "A" would be in [^a] with either case, and RE2 says that it is not.
            return others(folded(found) if fold else tuple(found))
        return tuple(found)

    def _member(self) -> Ranges:
        named = _NAMED_CLASS.match(self.text, self.at)
        if named:
            if named[2] not in POSIX:
                raise PatternError("invalid character class range")
            self.at = named.end()
            return others(POSIX[named[2]]) if named[1] else POSIX[named[2]]
        if self._is_class():
            return self._single()
        low = self._single()
        following = self.text[self.at + 1 : self.at + 2]
        if not self.text.startswith("-", self.at) or following in ("]", ""):
            return low
        self.at += 1
        if self._is_class():
            raise PatternError("invalid character class range")
        high = self._single()
        if low[0][0] > high[0][0]:
            raise PatternError("invalid character class range")
        return ((low[0][0], high[0][0]),)

    def _is_class(self) -> bool:
        """Whether the next member is an escape for several characters; no range has one."""
        return (
            self.text[self.at] == "\\" and self.text[self.at + 1 : self.at + 2].lower() in CLASSES
        )

    def _single(self) -> Ranges:
        sign = self.text[self.at]
        self.at += 1
        return self.escaped() if sign == "\\" else ((ord(sign), ord(sign)),)
