"""The data files that come with the package, as plain data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from runbook.errors import InputError
from runbook.source.parse import parse_yaml
from runbook.source.scalars import plain_value

PACKAGE = Path(__file__).parent.parent
"""The folder of the package. A path, because importlib.resources takes 6 ms to import."""


def read_data(*path: str) -> Any:  # noqa: ANN401 - YAML data is any data
    """What the file at `path`, below the package, says."""
    file = PACKAGE.joinpath(*path)
    return plain_data(file.read_text(encoding="utf-8"), file.name)


def plain_data(text: str, file: str) -> Any:  # noqa: ANN401 - YAML data is any data
    """What `text` says, typed as `parse_yaml` types it, at a third of its cost: no positions.

    Raises:
        InputError: the text is not YAML, or a key stands twice.
    """
    import yaml  # noqa: PLC0415 - start-up: commands that read no data do not pay for it

    try:
        loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text)
        # The types PyYAML would guess are not wanted, and guessing takes it half of its time.
        loader.resolve = loader.descend_resolver = loader.ascend_resolver = _no_tag
        return _plain(loader.get_single_node())
    except (yaml.YAMLError, _DuplicateKeyError):
        raise InputError(parse_yaml(text, file).problems) from None


class _DuplicateKeyError(Exception):
    """A key stands twice; where, tells the reader that keeps positions."""


def _no_tag(*_: object) -> str:
    return ""


def _plain(node: Any) -> Any:  # noqa: ANN401 - PyYAML's nodes are untyped
    if node is None:
        return None
    if node.id == "scalar":
        return node.value if node.style else plain_value(node.value)
    if node.id == "sequence":
        return [_plain(item) for item in node.value]
    plain = {key.value: _plain(value) for key, value in node.value}
    if len(plain) != len(node.value):
        raise _DuplicateKeyError
    return plain
