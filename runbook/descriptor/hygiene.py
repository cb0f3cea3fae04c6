"""What no value of a descriptor may hold, wherever it stands."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from runbook.errors import Problem
from runbook.source import Mapping, Scalar, walk
from runbook.text import has_secret

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runbook.source import Node

_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_BREAKS = frozenset("\n\r\u0085\u2028\u2029")


def hygiene(root: Node) -> Iterator[Problem]:
    """Problems of single scalars: tags, expressions, control characters, tokens, ``on:``."""
    seen: set[int] = set()
    for node in walk(root):
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, Mapping):
            yield from _forbidden_keys(node)
        elif isinstance(node, Scalar):
            problem = _scalar(node)
            if problem is not None:
                yield problem


def _forbidden_keys(node: Mapping) -> Iterator[Problem]:
    for key, _ in node.pairs:
        if key.text == "on":
            yield Problem(
                "a descriptor has no key `on`",
                key.span,
                found="on",
                hint="YAML 1.1 readers take it for true; a release says `by:`",
            )


def _scalar(node: Scalar) -> Problem | None:
    if node.tag is not None:
        return _tagged(node)
    if "${{" in node.text:
        return Problem(
            "expressions are not allowed in a descriptor",
            node.span,
            found="${{",
            expected="the value itself",
            hint="write what the expression yields",
        )
    if has_secret(node.text):
        return Problem(
            "this looks like a token",
            node.span,
            found="a secret",
            expected="no secret in a descriptor",
            hint="revoke it, and write the name of the secret",
        )
    return _characters(node)


def _tagged(node: Scalar) -> Problem:
    tag = node.tag or ""
    if not tag.startswith("!"):
        tag = "!!" + tag.rpartition(":")[2]
    written = f"{tag} {node.text}".strip()
    return Problem(
        "an unquoted ! starts a YAML tag, so this text is lost",
        node.span,
        found=written,
        expected="quotes around it",
        hint=f'write "{written}"',
    )


def _characters(node: Scalar) -> Problem | None:
    for character in node.text:
        if character in _BREAKS:
            return Problem("this value breaks the line", node.span, "a line break", "one line")
        if character in _BIDI or unicodedata.category(character) in {"Cc", "Cs"}:
            name = unicodedata.name(character, "control character")
            return Problem(
                "a character that cannot be seen",
                node.span,
                found=f"U+{ord(character):04X} {name.lower()}",
                expected="visible text",
            )
    return None
