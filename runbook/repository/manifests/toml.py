"""TOML text into data, with one clear problem when it is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.errors import InputError, Problem
from runbook.source import Position, Span

if TYPE_CHECKING:
    from runbook.repository.checkout import Content
    from runbook.repository.manifests.values import Data


def read_toml(content: Content) -> Data:
    """The data of a TOML file.

    Raises:
        InputError: it is not TOML, or too deep.
    """
    import tomllib  # noqa: PLC0415 - start-up: most repositories read one or two such files

    try:
        return tomllib.loads(content.text)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        start = Position(1, 1)
        found = "it is too deep" if isinstance(error, RecursionError) else str(error)[:120]
        raise InputError(
            [Problem("this is not TOML", Span(content.path, start, start), found)]
        ) from None
