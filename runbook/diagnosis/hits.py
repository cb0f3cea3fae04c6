"""Finds known messages in excerpts, however they are wrapped, prefixed and coloured."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from runbook.diagnosis.lines import Level

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from runbook.diagnosis.knowledge import Knowledge
    from runbook.diagnosis.lines import Line
    from runbook.diagnosis.log import Excerpt
    from runbook.model.signature import Signature

GAP: Final = 400  # the longest value a placeholder takes
SHOWN: Final = 160  # characters of a line shown as evidence
TRIES: Final = 40  # places at which the start of one text is tried
_SPACE = re.compile(r"\s+(?:[>|│┃] +)*")
_PREFIX = re.compile(
    r"\s*(?:npm (?:error|ERR!|verbose|notice|warn|WARN|http)|remote:|🦋 +(?:error|warn|info)?)\s+"
)
_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True)
class Hit:
    """A signature found at `line`; `excerpt` is its index, `start` and `end` the place in it.

    `text` is the line, or of a long one the part with the message.
    """

    signature: Signature
    line: Line
    excerpt: int
    start: int
    end: int
    variables: Mapping[str, str]
    text: str = ""

    @property
    def order(self) -> tuple[int, int]:
        """Sorts hits in the order of the log."""
        return self.excerpt, self.start


@dataclass(frozen=True, slots=True)
class _Joined:
    """The lines of an excerpt as one text with single spaces, and where each line starts."""

    text: str
    starts: tuple[int, ...]
    lines: tuple[Line, ...]

    def line_at(self, place: int) -> Line:
        return self.lines[max(bisect_right(self.starts, place) - 1, 0)]


def find_hits(excerpts: Sequence[Excerpt], known: Knowledge) -> tuple[Hit, ...]:
    """Every signature once an excerpt, in the order of the log.

    Where messages of two registries cover the same words, the longer one counts.
    """
    hits: list[Hit] = []
    for index, excerpt in enumerate(excerpts):
        hits += _outermost(sorted(_in_excerpt(excerpt, index, known), key=_place))
    return tuple(hits)


def _place(hit: Hit) -> tuple[int, int]:
    return hit.start, -hit.end


def _in_excerpt(excerpt: Excerpt, index: int, known: Knowledge) -> Iterator[Hit]:
    lines = tuple(line for line in excerpt.lines if line.level is not Level.SCRIPT)
    whole = _join(lines, strip=False)
    bare = _join(lines, strip=True)
    for signature in known.signatures:
        if any(word in whole.text for word in known.words[signature.id]):
            hit = _search(signature, whole, index) or _search(signature, bare, index)
            if hit is not None:
                yield hit


def _join(lines: tuple[Line, ...], *, strip: bool) -> _Joined:
    starts, parts, at = [], [], 0
    for line in lines:
        text = _PREFIX.sub("", line.text, count=1) if strip and _PREFIX.match(line.text) else ""
        text = _SPACE.sub(" ", (text or line.text).strip())
        starts.append(at)
        parts.append(text)
        at += len(text) + 1
    return _Joined(" ".join(parts), tuple(starts), lines)


def _search(signature: Signature, joined: _Joined, index: int) -> Hit | None:
    found = find_message(signature, joined.text)
    if found is None:
        return None
    start, end, variables = found
    line = joined.line_at(start)
    text = line.text.strip()
    if len(text) > SHOWN:
        text = joined.text[start : start + SHOWN]
    return Hit(signature, line, index, start, end, variables, text)


def find_message(signature: Signature, text: str) -> tuple[int, int, dict[str, str]] | None:
    """Where a signature's message stands in a text of single spaces, and what its values are."""
    pattern = signature.regex()
    if pattern is None:
        return find_text(signature.text, text)
    hit = pattern.search(text)
    if hit is None:
        return None
    values = {name: value for name, value in hit.groupdict().items() if value is not None}
    return hit.start(), hit.end(), values


def find_text(message: str, text: str) -> tuple[int, int, dict[str, str]] | None:
    """Where a message with {placeholders} stands in a text, and what they hold.

    Linear: the literal stretches are searched for one after another, each within reach of the
    one before. A placeholder at the end takes one word.
    """
    parts = _PLACEHOLDER.split(_SPACE.sub(" ", message.strip()))
    literals, names = parts[0::2], parts[1::2]
    first = next((number for number, part in enumerate(literals) if part.strip()), 0)
    at = text.find(literals[first])
    for _ in range(TRIES):
        if at < 0:
            return None
        found = _follow(literals, names, first, text, at)
        if found is not None:
            return found
        at = text.find(literals[first], at + 1)
    return None


def _follow(
    literals: list[str], names: list[str], first: int, text: str, at: int
) -> tuple[int, int, dict[str, str]] | None:
    end = at + len(literals[first])
    values: dict[str, str] = {}
    if first:
        values[names[first - 1]] = text[max(0, at - GAP) : at].rpartition(" ")[2]
    for name, literal in zip(names[first:], literals[first + 1 :], strict=True):
        if literal:
            place = text.find(literal, end, end + GAP + len(literal))
        else:
            place = text.find(" ", end, end + GAP)
            place = place if place >= 0 else min(len(text), end + GAP)
        if place < 0:
            return None
        values.setdefault(name, text[end:place])
        end = place + len(literal)
    return at, end, values


def _outermost(hits: list[Hit]) -> list[Hit]:
    """Hits in order without those of another registry that lie within a longer one."""
    kept: list[Hit] = []
    for hit in hits:
        inside = any(
            other.start <= hit.start
            and hit.end <= other.end
            and hit.signature.registry
            and other.signature.registry != hit.signature.registry
            for other in kept
        )
        if not inside:
            kept.append(hit)
    return kept
