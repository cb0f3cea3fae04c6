"""Configuration files of tools as data; of one that cannot be read nothing is known.

The parsers are imported when first needed: few repositories have files for all of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.errors import InputError
from runbook.repository.manifests.values import table

if TYPE_CHECKING:
    from runbook.repository.manifests.values import Data


def json_table(text: str) -> Data:
    """The outermost object of a JSON text."""
    import json  # noqa: PLC0415 - read late: start-up

    try:
        return table(json.loads(text))
    except (ValueError, RecursionError):
        return {}


def toml_table(text: str) -> Data:
    """The whole of a TOML text."""
    import tomllib  # noqa: PLC0415 - read late: start-up

    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError):
        return {}


def yaml_table(text: str) -> Data:
    """The outermost mapping of a YAML text."""
    from runbook.source import parse_yaml, to_python  # noqa: PLC0415 - read late: start-up

    try:
        return table(to_python(parse_yaml(text, "").root))
    except InputError:
        return {}
