"""The simple shapes of a workflow file, and a collector of what is wrong with them.

Messages are those of GitHub's own parser where it has one. Source: actions/languageservices
workflow-parser/src/templates/template-reader.ts, actions/runner TemplateStrings.cs@da0c00e.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from runbook.errors import Problem
from runbook.forges.github.syntax.model import Text
from runbook.forges.github.syntax.names import Names
from runbook.source import Mapping, Scalar, Sequence
from runbook.text import plain

if TYPE_CHECKING:
    from collections.abc import Container

    from runbook.source import Document, Node, Span

_LINE_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")  # those of YAML 1.1, as libyaml counts
_QUOTE_HINT = "put the value in quotes: a leading ! is YAML's own mark"


class Reading:
    """What the reading of one file has found wrong, and readers of its simple shapes.

    A reader gives the value, or an empty one and a problem when the shape is another one. A node
    that is None (an absent key) is empty without a problem.
    """

    def __init__(self, document: Document) -> None:
        self.problems: list[Problem] = list(document.problems)
        self._document = document
        self._lines: list[str] | None = None

    def unexpected(self, node: Node, expected: str | None = None) -> None:
        """Report `node` as GitHub does when it is of the wrong kind or value."""
        if isinstance(node, Mapping):
            problem = Problem("A mapping was not expected", node.span, "a mapping", expected)
        elif isinstance(node, Sequence):
            problem = Problem("A sequence was not expected", node.span, "a sequence", expected)
        else:
            found = plain(node.text)
            problem = Problem(f"Unexpected value '{found}'", node.span, found, expected)
        self.problems.append(problem)

    def missing(self, key: str, span: Span) -> None:
        """Report that a required key is absent."""
        self.problems.append(Problem(f"Required property is missing: {key}", span, expected=key))

    def text(self, node: Node | None, expected: str = "a single value") -> Text | None:
        """The text of a scalar; null is the empty text."""
        if node is None:
            return None
        if not isinstance(node, Scalar):
            self.unexpected(node, expected)
            return None
        if node.tag is not None:
            return self._tagged(node, node.tag)
        return Text("" if node.value is None else node.text, node.span)

    def texts(self, node: Node | None, expected: str = "a text or a list") -> tuple[Text, ...]:
        """The texts of a list; a single value is a list of one."""
        if isinstance(node, Sequence):
            found = (self.text(item) for item in node.items)
            return tuple(text for text in found if text is not None)
        text = self.text(node, expected)
        return () if text is None else (text,)

    def named_texts(self, node: Node | None) -> dict[str, Text]:
        """A mapping of names to texts, such as ``env``."""
        pairs = ((key, self.text(value)) for key, value in self.pairs(node))
        return {key.text: text for key, text in pairs if text is not None}

    def caseless_texts(self, node: Node | None) -> Names[Text] | dict[str, Text]:
        """As `named_texts`, for names that GitHub compares without case, such as ``with``."""
        found = self.named_texts(node)
        return Names(found) if found else found

    def mapping(self, node: Node | None, *, allow_null: bool = False) -> Mapping | None:
        """The node if it is a mapping."""
        if node is None or isinstance(node, Mapping):
            return node
        if not (allow_null and is_null(node)):
            self.unexpected(node, "a mapping")
        return None

    def pairs(
        self, node: Node | None, *, allow_null: bool = False
    ) -> tuple[tuple[Scalar, Node], ...]:
        """The pairs of a mapping, in the order written."""
        mapping = self.mapping(node, allow_null=allow_null)
        return () if mapping is None else mapping.pairs

    def items(self, node: Node | None) -> tuple[Node, ...]:
        """The items of a list."""
        if node is None or isinstance(node, Sequence):
            return () if node is None else node.items
        self.unexpected(node, "a list")
        return ()

    def flag(self, node: Node | None) -> bool:
        """A plain true or false; anything else is false and a problem."""
        if isinstance(node, Scalar) and isinstance(node.value, bool):
            return node.value
        if node is not None:
            self.unexpected(node, "true or false")
        return False

    def check_keys(self, mapping: Mapping, known: Container[str]) -> None:
        """Report the keys that GitHub would refuse."""
        for key, _ in mapping.pairs:
            if key.text not in known:
                self.unexpected(key)

    def comment_behind(self, span: Span) -> str:
        """The text of the ``#`` comment behind a value on its last line, "" without one."""
        if self._lines is None:
            self._lines = _LINE_BREAK.split(self._document.text)
        line = self._lines[span.end.line - 1] if span.end.line <= len(self._lines) else ""
        rest = line[span.end.column - 1 :]
        mark = rest.lstrip(" \t")
        return mark[1:].strip() if mark is not rest and mark.startswith("#") else ""

    def _tagged(self, node: Scalar, tag: str) -> Text:
        # What the author meant is the tag and the value: `!v*-dev` parses as a tag on nothing.
        meant = f"{tag} {node.text}".rstrip()
        message, found = f"Unexpected tag '{plain(tag)}'", plain(meant)
        self.problems.append(Problem(message, node.span, found, f"'{found}'", _QUOTE_HINT))
        return Text(meant, node.span)


def rest_of(mapping: Mapping, typed: Container[str]) -> dict[str, Node]:
    """What the model does not type: the keys of `mapping` that are not in `typed`."""
    return {key: value for key, value in mapping.index.items() if key not in typed}


def is_null(node: Node | None) -> bool:
    """Whether a key is written with nothing behind it."""
    return isinstance(node, Scalar) and node.value is None
