"""Takes secrets out of a text before anything else looks at it.

Also found: secrets in base64 (up to two layers) and secrets split over lines.
"""

from __future__ import annotations

import base64
import binascii
import re
import sys
from bisect import bisect_right
from typing import TYPE_CHECKING, Final

from runbook.diagnosis.secrets import KINDS, random_looking

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from runbook.diagnosis.secrets import SecretKind

_Span = tuple[int, int, str]
_RUN = re.compile(r"[A-Za-z0-9+/_-]{20,65536}={0,2}")
_BREAK = re.compile(r"(?:(?<![ \t])[ \t]+)?\n[ \t>|]*|\\n")
_LAYERS: Final = 2
_LONG: Final = 8
_PIECE = re.compile(r"(?:(?!\\n)[^\s>|])+")
# Across a line break a name would claim the next message for its secret.
_OWN_FORM: Final = tuple(kind for kind in KINDS if not kind.named)
_STANDARD = str.maketrans("-_", "+/")


def redact(text: str) -> str:
    """`text` without secrets; the number of lines stays the same, `redact` of it is itself."""
    whole = list(_spans(text, _LAYERS))
    spans = _merged(sorted([*whole, *_split_spans(text, whole)]))
    parts, last = [], 0
    for start, end, name in spans:
        parts += [text[last:start], f"[REDACTED {name}]", "\n" * text.count("\n", start, end)]
        last = end
    return "".join([*parts, text[last:]])


def _merged(spans: list[_Span]) -> list[_Span]:
    merged: list[_Span] = []
    for start, end, name in spans:
        if merged and start < merged[-1][1]:
            first, last, first_name = merged[-1]
            merged[-1] = (first, max(last, end), first_name)
        else:
            merged.append((start, end, name))
    return merged


def _spans(text: str, layers: int, kinds: Iterable[SecretKind] = KINDS) -> Iterator[_Span]:
    for kind in kinds:
        if kind.possible(text):
            yield from _of_kind(kind, text)
    for run in _RUN.finditer(text):
        if layers and _hides_secret(run[0], layers - 1):
            yield run.start(), run.end(), "encoded secret"


def _of_kind(kind: SecretKind, text: str) -> Iterator[_Span]:
    group = "secret" if kind.named else 0
    for hit in kind.pattern.finditer(text):
        if kind.accept is None or kind.accept(hit[group]):
            yield hit.start(group), hit.end(group), kind.name


def _hides_secret(run: str, layers: int) -> bool:
    """Whether base64 text holds a secret, wherever in a group of four its first letter stands."""
    data = run.rstrip("=").translate(_STANDARD)
    return any(any(_spans(_decoded(data[skip:]), layers)) for skip in range(4))


def _decoded(data: str) -> str:
    padding = "=" * (-len(data) % 4)
    try:
        return base64.b64decode(data + padding).decode("latin-1")
    except binascii.Error:
        return base64.b64decode(data[: len(data) // 4 * 4]).decode("latin-1")


def _split_spans(text: str, whole: list[_Span]) -> Iterator[_Span]:
    """Secrets that go on after a line break, as wrapped output and here-documents leave them."""
    joined, pieces = _join(text)
    if len(pieces) == 1:
        return
    for start, end, name in _spans(joined, _LAYERS, _OWN_FORM):
        first, last = _place(pieces, start), _place(pieces, end - 1) + 1
        yield first, _end_of_secret(text, first, last, whole), name


def _join(text: str) -> tuple[str, list[tuple[int, int]]]:
    """The text without its line breaks, and where each piece starts: joined, and in the text."""
    parts: list[str] = []
    pieces: list[tuple[int, int]] = []
    at, last = 0, 0
    for hit in _BREAK.finditer(text):
        parts.append(text[last : hit.start()])
        pieces.append((at, last))
        at += hit.start() - last
        last = hit.end()
    return "".join([*parts, text[last:]]), [*pieces, (at, last)]


def _place(pieces: list[tuple[int, int]], joined: int) -> int:
    """The place in the text of a place in the joined text."""
    at, original = pieces[bisect_right(pieces, (joined, sys.maxsize)) - 1]
    return original + joined - at


def _end_of_secret(text: str, first: int, last: int, whole: list[_Span]) -> int:
    """Where a secret found in the joined text really ends.

    When the first line holds a whole secret, the next line belongs to it only if it is nothing
    but more of the same; otherwise it is the next message.
    """
    alone = next((end for start, end, _ in whole if start <= first < end), None)
    end = alone or first
    for number, piece in enumerate(_PIECE.finditer(text, end, last)):
        broken_off = alone is None and number <= 1
        if not broken_off and not _is_more(text, piece.start(), piece.end()):
            break
        end = piece.end()
    return end


def _is_more(text: str, start: int, end: int) -> bool:
    """Whether a line is nothing but generated characters."""
    piece = text[start:end]
    alone = text[end : end + 1] in ("", "\n", "\r", '"', "'", "\\")
    return alone and len(piece) >= _LONG and (random_looking(piece) or len(piece) > 3 * _LONG)
