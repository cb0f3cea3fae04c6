"""The words by which a text or pattern is found without trying it on every line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from runbook.model.signature import Signature

SHORTEST: Final = 3
_PLACEHOLDER = re.compile(r"\{[a-z_]+\}")
_BREAKS: Final = frozenset(" .^$")
_SPACES: Final = frozenset("sSdDwWbBn")
_FEW: Final = 5
_CLASS = re.compile(r"(?<!\\)\[([A-Za-z0-9]{2,6})\](?![?*{])")
_GROUP_HEAD = re.compile(r"\A\?(?:P<[a-z_]+>|:)")
_OPTIONAL = re.compile(r"[?*]|\{0")
_LOOKS: Final = ("(?=", "(?!", "(?<=", "(?<!")


def required_words(signature: Signature) -> tuple[str, ...]:
    """Words of which every match contains at least one, without any white space in them."""
    if signature.pattern is None:
        return (_best(_PLACEHOLDER.sub(" ", signature.text).split()),)
    found = (_best(_literals(branch)) for branch in _alternatives(signature.pattern))
    return tuple(dict.fromkeys(word for word in found if word))


def _best(words: Iterable[str]) -> str:
    return max(words, key=len, default="")


def _alternatives(pattern: str) -> Iterator[str]:
    """The branches of a pattern at its top level; small character classes are spelled out."""
    depth, start, index = 0, 0, 0
    while index < len(pattern):
        index, depth, split = _step(pattern, index, depth)
        if split:
            yield from _spelled(pattern[start : index - 1])
            start = index
    yield from _spelled(pattern[start:])


def _step(pattern: str, index: int, depth: int) -> tuple[int, int, bool]:
    """Past one element: the next index, the depth of groups, whether a branch ended."""
    char = pattern[index]
    if char == "\\":
        return index + 2, depth, False
    if char == "[":
        return _class_end(pattern, index), depth, False
    if char in "()":
        return index + 1, depth + (1 if char == "(" else -1), False
    return index + 1, depth, char == "|" and depth == 0


def _class_end(pattern: str, start: int) -> int:
    index = start + (2 if pattern.startswith("^", start + 1) else 1)
    if pattern.startswith("]", index):
        index += 1
    while index < len(pattern) and pattern[index] != "]":
        index += 2 if pattern[index] == "\\" else 1
    return index + 1


def _spelled(branch: str) -> Iterator[str]:
    """The branch with its first choice spelled out, once for each, while it says too little."""
    if len(_best(_literals(branch))) > _FEW:
        yield branch
        return
    hit = _CLASS.search(branch)
    start = _first_group(branch)
    if start is not None and (hit is None or start < hit.start()):
        end = _group_end(branch, start)
        inner = _GROUP_HEAD.sub("", branch[start + 1 : end - 1])
        for choice in _alternatives(inner):
            yield from _spelled(f"{branch[:start]}{choice}{branch[end:]}")
    elif hit is not None:
        for char in hit[1]:
            yield from _spelled(branch[: hit.start()] + char + branch[hit.end() :])
    else:
        yield branch


def _first_group(branch: str) -> int | None:
    """Where the first group stands that cannot be left out and matches something."""
    index = 0
    while index < len(branch):
        if branch[index] == "(":
            end = _group_end(branch, index)
            if not _OPTIONAL.match(branch, end) and not branch.startswith(_LOOKS, index):
                return index
            index = end
        else:
            index, _, _ = _step(branch, index, 0)
    return None


def _literals(branch: str) -> list[str]:
    """Stretches of plain characters outside groups and classes that cannot be left out."""
    words, current, index = [], "", 0
    while index < len(branch):
        index, text = _element(branch, index)
        if _OPTIONAL.match(branch, index):
            text = None
        index = _quantifier_end(branch, index)
        if text is None:
            words.append(current)
            current = ""
        else:
            current += text
            if branch[index - 1 : index] in ("+", "}"):
                words.append(current)
                current = ""
    return [word for word in [*words, current] if word]


def _element(branch: str, index: int) -> tuple[int, str | None]:
    """Past one element, and the character it stands for; None when it is no single one."""
    char = branch[index]
    if char == "\\":
        escaped = branch[index + 1 : index + 2]
        return index + 2, None if escaped in _SPACES else escaped
    if char == "[":
        return _class_end(branch, index), None
    if char == "(":
        return _group_end(branch, index), None
    return index + 1, None if char in _BREAKS else char


def _group_end(branch: str, index: int) -> int:
    depth = 0
    while index < len(branch):
        index, depth, _ = _step(branch, index, depth)
        if depth == 0:
            break
    return index


def _quantifier_end(branch: str, index: int) -> int:
    hit = re.match(r"(?:[?*+]|\{\d*,?\d*\})[?+]?", branch[index:])
    return index + hit.end() if hit else index
