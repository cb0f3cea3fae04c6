"""What runbook notes in an end marker, to tell its own text from edits and from old age."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from runbook import __version__
from runbook.source import parse_yaml, to_python

if TYPE_CHECKING:
    from collections.abc import Iterable

_SEAL = re.compile(r"checksum=([0-9a-f]{16}) source=([0-9a-f]{16}) version=([0-9A-Za-z.+-]{1,40})")


@dataclass(frozen=True, slots=True)
class Seal:
    """`checksum` is of the content, `source` of the descriptor, `version` who wrote it."""

    checksum: str
    source: str
    version: str = __version__

    def __str__(self) -> str:
        return f"checksum={self.checksum} source={self.source} version={self.version}"


def parse_seal(text: str) -> Seal | None:
    """The seal written as `text`; None when it is none."""
    hit = _SEAL.fullmatch(text)
    return Seal(*hit.groups()) if hit else None


def checksum(content: str) -> str:
    """How a content is known; kinds of newlines are the same to it."""
    return _digest([content.replace("\r\n", "\n").encode("utf-8", "surrogateescape")])


def source_digest(descriptor: str, templates: Iterable[bytes] = ()) -> str:
    """How the sources of blocks are known: what the descriptor says, and own templates.

    Comments and layout of the descriptor do not count.
    """
    data = json.dumps(to_python(parse_yaml(descriptor, "").root), sort_keys=True)
    return _digest([data.encode(), *templates])


def _digest(parts: Iterable[bytes]) -> str:
    whole = hashlib.sha256()
    for part in parts:
        whole.update(len(part).to_bytes(8, "big") + part)
    return whole.hexdigest()[:16]
