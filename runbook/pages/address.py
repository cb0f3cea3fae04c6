"""Parts of web addresses made from values; inert in every language they are written into."""

from __future__ import annotations

import re
from urllib.parse import quote

from runbook.pages import escape


def address(value: object) -> str:
    """`value` as one segment of an address, inert in every language.

    Raises:
        EscapeError: it is empty or a dot segment, which would climb out of the address.
    """
    words = escape.plain(value)
    if words in {"", ".", ".."}:
        raise escape.EscapeError("an empty or dot segment cannot stand in an address")
    return query(words)


_EDGE = re.compile(r"(?<![A-Za-z0-9])[._-]|[._-](?![A-Za-z0-9])|~")


def query(value: object) -> str:
    """`value` as one parameter of an address; signs are kept inside words only.

    Raises:
        EscapeError: half a surrogate pair, which no address can hold.
    """
    quoted = quote(escape.encodable(escape.plain(value)), safe="")
    return _EDGE.sub(lambda sign: f"%{ord(sign[0]):02X}", quoted)
