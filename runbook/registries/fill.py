"""Values into the {placeholders} of registry data, quoted for where they land."""

from __future__ import annotations

import re
import shlex
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from urllib.parse import quote as percent
from urllib.parse import urlencode

from runbook.errors import RunbookError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runbook.model.record import Form, PublisherRecord

PLACEHOLDERS = (
    "owner",
    "repo",
    "package",
    "version",
    "environment",
    "workflow",
    "filename",
    "tag",
    "user",
    "ci",
)
"""Every name that addresses, commands and steps of a data file may use."""

_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
_WORD_START = re.compile(r"\S*\Z")


class Quote(StrEnum):
    """Where a filled text lands."""

    PLAIN = "plain"  # a sentence or a value; whoever renders it escapes it
    URL = "url"
    SHELL = "shell"


class FillError(RunbookError):
    """A template asks for a value nobody has, or for one where it must not stand."""


def fill(template: str, values: Mapping[str, str], quote: Quote = Quote.PLAIN) -> str:
    """`template` with every {placeholder} replaced by its quoted value.

    In a URL a value is percent-encoded; in its path ``/`` and ``@`` stay, as names have them. In
    a shell command a value is quoted as (part of) a word, and percent-encoded inside an address.

    Raises:
        FillError: a placeholder has no value.
    """

    def put(hit: re.Match[str]) -> str:
        value = values.get(hit[1])
        if value is None:
            raise FillError(f"the placeholder {hit[0]} has no value in {template!r}")
        return _quoted(value, template[: hit.start()], quote)

    return _PLACEHOLDER.sub(put, template)


def fill_data(data: Any, values: Mapping[str, Any]) -> Any:  # noqa: ANN401 - steps are any data
    """A copy of nested data in which a text that is just a {placeholder} became its value.

    Inside an ``https://`` address values are percent-encoded. Anywhere else a placeholder within
    a longer text is refused: a value is never spliced into a script.

    Raises:
        FillError: a placeholder has no value, or stands within a longer text.
    """
    if isinstance(data, str):
        return _fill_text(data, values)
    if isinstance(data, list | tuple):
        return type(data)(fill_data(item, values) for item in data)
    if isinstance(data, dict):
        return {key: fill_data(value, values) for key, value in data.items()}
    return data


def prefill_address(form: Form, record: PublisherRecord) -> str | None:
    """The address that opens `form` filled from `record`; None when the registry has no such."""
    if form.prefill is None:
        return None
    package = record.packages[0] if record.packages else ""
    address = fill(form.prefill, {"package": package}, Quote.URL)
    query = [
        (item.parameter, record.fields[item.key])
        for item in form.fields
        if item.parameter and record.fields.get(item.key)
    ]
    return f"{address}{'&' if '?' in address else '?'}{urlencode(query)}" if query else address


def _quoted(value: str, before: str, quote: Quote) -> str:
    if quote is Quote.PLAIN:
        return value
    word = _WORD_START.search(before)
    in_address = quote is Quote.URL or (word is not None and "://" in word[0])
    if not in_address:
        return shlex.quote(value)
    return percent(value, safe="" if "?" in before or "#" in before else "/@")


def _fill_text(text: str, values: Mapping[str, Any]) -> Any:  # noqa: ANN401 - a value is any data
    if text.startswith("https://"):
        return fill(text, values, Quote.URL)
    hit = _PLACEHOLDER.search(text)
    if hit is None:
        return text
    if hit[0] != text:
        raise FillError(f"the placeholder {hit[0]} stands inside a longer text: {text!r}")
    if hit[1] not in values:
        raise FillError(f"the placeholder {hit[0]} has no value")
    return values[hit[1]]
