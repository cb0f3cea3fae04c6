"""Insertions into YAML text, in block and in flow style; every other character stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.source import Mapping, Scalar, Sequence

if TYPE_CHECKING:
    from runbook.source import Node, Position

_OPEN = frozenset("[{")


class Edits:
    """Collects changes of one text and applies them together."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._newline = "\r\n" if "\r\n" in text else "\n"
        self._lines = text.split("\n")
        self._starts = [0]
        for line in self._lines:
            self._starts.append(self._starts[-1] + len(line) + 1)
        self._changes: list[tuple[int, int, str]] = []
        self._behind_all: list[tuple[int, int, str]] = []
        self._new: dict[str, list[str]] = {}

    def replace(self, node: Node, value: str) -> None:
        """Write `value` instead of `node`."""
        self._changes.append((self._at(node.span.start), self._at(node.span.end), value))

    def insert(
        self, node: Mapping | Sequence, lines: list[str], flow: str, *, section: bool = False
    ) -> None:
        """Add an item behind the last one of `node`: `lines` in block style, else `flow`.

        `node` has an item already: an empty one in block style has no place of its own.
        What is added to a whole `section` comes behind what is added to its last item.
        """
        changes = self._behind_all if section else self._changes
        if self.is_flow(node):
            at = self._at(node.span.end) - 1
            changes.append((at, at, f", {flow}"))
            return
        first = _children(node)[0].span.start
        column = node.span.start.column if isinstance(node, Sequence) else first.column
        indent = " " * (column - 1)
        at = self._starts[self._behind(node, column)]
        body = "".join(f"{indent}{line}{self._newline}" for line in lines)
        if at > len(self.text):
            at, body = len(self.text), self._newline + body.rstrip("\r\n")
        changes.append((at, at, body))

    def into_section(self, root: Mapping, name: str, lines: list[str], flow: str) -> None:
        """Add an item to the section `name` of `root`, which may be missing or empty."""
        section = root.get(name)
        if isinstance(section, (Mapping, Sequence)) and _children(section):
            self.insert(section, lines, flow, section=True)
        else:
            self._start(section, name, lines)

    def is_flow(self, node: Node) -> bool:
        """Whether a collection is written with brackets."""
        if isinstance(node, Scalar):
            return False
        line = self._lines[node.span.start.line - 1]
        return line[node.span.start.column - 1 : node.span.start.column] in _OPEN

    def applied(self) -> str:
        """The text with all changes."""
        text = self.text
        changes = [*self._changes, *self._behind_all]
        for start, end, new in sorted(changes, key=lambda item: item[0])[::-1]:
            text = text[:start] + new + text[end:]
        for name, lines in self._new.items():
            text += "" if text.endswith("\n") else self._newline
            text += "".join(f"{line}{self._newline}" for line in (f"{name}:", *_indented(lines)))
        return text

    def _start(self, section: Node | None, name: str, lines: list[str]) -> None:
        """Begin a section: in the place of an empty one, else at the end of the file."""
        if section is None:
            self._new.setdefault(name, []).extend(lines)
            return
        at, end = self._at(section.span.start), self._at(section.span.end)
        body = "".join(f"{self._newline}{line}" for line in _indented(lines))
        while self.text[at - 1 : at] == " ":
            at -= 1
        if (at, end) in {(start, stop) for start, stop, _ in self._changes}:
            self._changes.append((end, end, body))
        else:
            self._changes.append((at, end, body))

    def _behind(self, node: Node, column: int) -> int:
        """The index of the line behind the last content of a block node."""
        last = max(node.span.end.line - 1, node.span.start.line)
        if node.span.end.column > 1 or node.span.end.line > len(self._lines):
            last = min(node.span.end.line, len(self._lines))
        while last > node.span.start.line and self._is_outside(self._lines[last - 1], column):
            last -= 1
        return last

    def _is_outside(self, line: str, column: int) -> bool:
        indent = len(line) - len(line.lstrip())
        return not line.strip() or indent < column - 1

    def _at(self, position: Position) -> int:
        return min(self._starts[position.line - 1] + position.column - 1, len(self.text))


def _indented(lines: list[str]) -> list[str]:
    return [f"  {line}" for line in lines]


def _children(node: Mapping | Sequence) -> tuple[Node, ...]:
    return tuple(key for key, _ in node.pairs) if isinstance(node, Mapping) else node.items
