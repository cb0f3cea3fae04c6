"""Plain scalars typed as GitHub types them: YAML 1.2 core.

So ``on``, ``yes`` and ``1_000`` stay what the author wrote, and ``010`` is ten. Source:
actions/runner src/Sdk/WorkflowParser YamlObjectReader.cs@258d6c8.
"""

from __future__ import annotations

import re

_INT = re.compile(r"[-+]?[0-9]+\Z")
_BASED = re.compile(r"0x[0-9a-fA-F]+\Z|0o[0-7]+\Z")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
_INFINITE = re.compile(r"([-+]?)\.(inf|Inf|INF)\Z")
_CONSTANTS: dict[str, bool | None] = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys(("", "null", "Null", "NULL", "~"), None),
}
_MAX_DIGITS = 400  # int() of a longer text is refused by Python or slow


def plain_value(text: str) -> str | int | float | bool | None:
    """The value of an unquoted scalar under YAML 1.2 core."""
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if len(text) > _MAX_DIGITS or text[0] not in "+-.0123456789":
        return text
    if _INT.match(text):
        return int(text)
    return int(text, 0) if _BASED.match(text) else _float_value(text)


def _float_value(text: str) -> str | float:
    if _FLOAT.match(text):
        return float(text)
    infinite = _INFINITE.match(text)
    if infinite:
        return float(f"{infinite[1]}inf")
    return float("nan") if text in {".nan", ".NaN", ".NAN"} else text
