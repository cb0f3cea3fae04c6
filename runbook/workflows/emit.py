"""Writes YAML that GitHub, GitLab and people read the same way.

Every scalar is quoted by what YAML 1.1 and 1.2 would make of it, so a value from a descriptor can
never become a second node, a tag, an alias or another type.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias, TypeGuard

from runbook.source import plain_value


@dataclass(frozen=True, slots=True)
class Noted:
    """A value with a comment behind it (``# v1.2.3``)."""

    value: str | int | bool
    comment: str


@dataclass(frozen=True, slots=True)
class Raw:
    """A flow sequence of scalars on one line: ``[a, b]``."""

    items: tuple[str, ...]


Value = str | int | bool | None | Noted | Raw
Data: TypeAlias = "Value | Mapping[str, Data] | Sequence[Data]"  # what `emit` takes

_PLAIN = re.compile(r"[A-Za-z0-9_./$(][A-Za-z0-9_./$(){}=!&|'<>,+@*\[\] -]*\Z")
_WORDS_1_1 = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null", "~"})
_NUMBER_LIKE = re.compile(r"[-+]?[0-9.][0-9_.,:eExXoOa-fA-F+-]*\Z")
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")
_SHELL_QUOTES = re.compile(r'["\\]')
_FLOW = frozenset("{}[],")


def emit(data: Mapping[str, Data], *, header: str = "", gaps: int = 1) -> str:
    """A YAML document.

    `header` becomes comment lines on top. `gaps` is how deep entries are set apart by blank
    lines: 1 for the top level; entries of ``jobs`` are always set apart.
    """
    lines = [f"# {line}".rstrip() for line in header.splitlines()]
    if lines:
        lines.append("")
    for number, (key, value) in enumerate(data.items()):
        if number and gaps and not isinstance(value, str | int | bool):
            lines.append("")
        lines.extend(_pair(key, value, 0, spaced=key == "jobs"))
    return "\n".join(lines) + "\n"


def scalar(value: str | float | bool | None, *, flow: bool = False) -> str:
    """One value on one line; with `flow`, fit for ``[a, b]``."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    return value if _is_plain(value, flow=flow) else _quoted(value)


def _is_plain(text: str, *, flow: bool) -> bool:
    expression = text.startswith("${{")
    if not _PLAIN.match(text) or text.endswith(" ") or plain_value(text) != text:
        return False
    if text.lower() in _WORDS_1_1 or _NUMBER_LIKE.match(text):
        return False
    if flow and not _FLOW.isdisjoint(text):
        return False
    return expression or not text.startswith(("{", "[", "!", "&", "*", "|", ">", "'", "@"))


def _quoted(text: str) -> str:
    if _SHELL_QUOTES.search(text) and "'" not in text and not _UNPRINTABLE.search(text):
        return f"'{text}'"  # as it is: people and linters find the command they know
    escaped = "".join(_ESCAPES.get(char, char) for char in text)
    return '"' + _UNPRINTABLE.sub(lambda hit: f"\\u{ord(hit[0]):04x}", escaped) + '"'


def _pair(key: str, value: Data, depth: int, *, spaced: bool = False) -> list[str]:
    pad = "  " * depth
    name = key if key == "on" and not depth else scalar(key)  # as every reader expects it
    if isinstance(value, Mapping):
        return _mapping(f"{pad}{name}:", value, depth, spaced=spaced)
    if isinstance(value, str) and "\n" in value and _is_block(value):
        body = [f"{pad}  {line}".rstrip() for line in value.rstrip("\n").split("\n")]
        return [f"{pad}{name}: |{'' if value.endswith(chr(10)) else '-'}", *body]
    if _is_list(value):
        return _list(f"{pad}{name}:", value, depth)
    if value is None:
        return [f"{pad}{name}:"]
    return [f"{pad}{name}: {_inline(value)}"]


def _mapping(head: str, value: Mapping[str, Data], depth: int, *, spaced: bool) -> list[str]:
    if not value:
        return [f"{head} {{}}"]
    lines = [head]
    for number, (key, item) in enumerate(value.items()):
        if spaced and number:
            lines.append("")
        lines.extend(_pair(key, item, depth + 1))
    return lines


def _list(head: str, value: Sequence[Data], depth: int) -> list[str]:
    if not value:
        return [f"{head} []"]
    lines = [head]
    pad = "  " * (depth + 1)
    for item in value:
        if isinstance(item, Mapping):
            block = [line for key, part in item.items() for line in _pair(key, part, depth + 2)]
            lines.append(f"{pad}- {block[0].lstrip()}")
            lines.extend(block[1:])
        else:
            lines.append(f"{pad}- {_inline(item)}")
    return lines


def _inline(value: Data) -> str:
    if isinstance(value, Noted):
        return f"{scalar(value.value)} # {value.comment}"
    if isinstance(value, Raw):
        return "[" + ", ".join(scalar(item, flow=True) for item in value.items) + "]"
    if value is None or isinstance(value, str | int):
        return scalar(value)
    raise TypeError(value)  # a list in a list: no workflow has one


def _is_list(value: Data) -> TypeGuard[Sequence[Data]]:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _is_block(text: str) -> bool:
    """Whether a literal block holds the text unchanged."""
    lines = text.rstrip("\n").split("\n")
    ends_well = not text.endswith("\n\n") and text.strip() != ""
    clean = all(line == line.rstrip() and not _UNPRINTABLE.search(line) for line in lines)
    return ends_well and clean and not lines[0].startswith(" ") and lines[0] != ""
