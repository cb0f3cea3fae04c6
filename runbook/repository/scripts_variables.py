"""Shell variables as far as they can be known, and the words they expand to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from runbook.repository.scripts_words import UNKNOWN, Part, Token, is_known

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_VALUE = 20_000  # characters; a longer value counts as unknown
Value = str | tuple[str, ...]


@dataclass(slots=True)
class Variables:
    """Names to values; a list is a bash array. What nobody set is unknown, not empty."""

    values: dict[str, Value] = field(default_factory=dict)

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> Variables:
        """The variables a script starts with."""
        return cls(dict(environment))

    def get(self, name: str) -> str | None:
        """The value as one text; None when nobody set it."""
        value = self.values.get(name)
        return " ".join(value) if isinstance(value, tuple) else value

    def assign(self, name: str, value: Value, *, certain: bool) -> None:
        """Set `name`; an assignment that may not happen leaves the value unknown."""
        same = self.values.get(name) == value
        text = value if isinstance(value, str) else " ".join(value)
        kept = (certain or same) and len(text) <= MAX_VALUE
        self.values[name] = value if kept else UNKNOWN

    def expand(self, token: Token) -> list[str]:
        """The words `token` becomes: an unquoted value is split, an unquoted empty one vanishes."""
        words, glued = [""], False
        for part in token.parts:
            pieces = self._pieces(part)
            glued = glued or part.quoted or not part.variable
            words[-1] += pieces[0] if pieces else ""
            words.extend(pieces[1:])
            glued = glued or bool(pieces)
        return [word[:MAX_VALUE] for word in words] if glued else []

    def text(self, token: Token) -> str:
        """The words of `token` as one."""
        return " ".join(self.expand(token))

    def _pieces(self, part: Part) -> list[str]:
        if not part.variable:
            return [part.text]
        value = self._value(part)
        if isinstance(value, tuple):
            return list(value)
        if part.quoted or not is_known(value):
            return [value]
        return value.split()

    def _value(self, part: Part) -> Value:
        value = self.values.get(part.text)
        modifier = part.modifier
        if isinstance(value, tuple):
            return value if modifier in {"[@]", "[*]"} else UNKNOWN
        if not modifier or modifier in {"[@]", "[*]"}:
            return UNKNOWN if value is None else value
        return _modified(value, modifier)


def _modified(value: str | None, modifier: str) -> str:
    operator, rest = (
        (modifier[:2], modifier[2:]) if modifier[0] == ":" else (modifier[0], modifier[1:])
    )
    rest = rest.strip("\"'")
    plain = "$" not in rest and "`" not in rest
    if operator in {":-", ":=", "-", "="}:
        if value is None:
            return UNKNOWN
        return value or (rest if plain else UNKNOWN)
    if operator in {":+", "+"} and value is not None and is_known(value):
        return (rest if plain else UNKNOWN) if value else ""
    return UNKNOWN
