"""Sources of facts as links: an address as it is, a file at a commit as its page on GitHub."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import quote

_FILE = re.compile(r"(?P<repo>[\w.-]+/[\w.-]+):(?P<path>[\w./-]+)@(?P<commit>[0-9a-f]{7,40})\Z")


class Reference(NamedTuple):
    """How a source is shown, and where it leads ("" when it has no address)."""

    text: str
    address: str


def reference(source: str) -> Reference:
    """The reference that a source text makes."""
    if source.startswith("https://"):
        return Reference(source.removeprefix("https://"), source)
    hit = _FILE.match(source)
    if hit is None:
        return Reference(source, "")
    address = f"https://github.com/{hit['repo']}/blob/{hit['commit']}/{quote(hit['path'])}"
    return Reference(source, address)
