"""``setup.py``: parsed, never run; literals and names bound to literals count."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.errors import InputError, Problem
from runbook.repository.model import Manifest
from runbook.source import Position, Span

if TYPE_CHECKING:
    import ast

    from runbook.repository.checkout import Content

_KEYS = ("name", "version", "url")


def read_setup_py(content: Content) -> Manifest | None:
    """The project; None when the file does not call ``setup`` with a name or version.

    Raises:
        InputError: it is not Python.
    """
    import ast  # noqa: PLC0415 - start-up: few repositories still have one

    tree = _parse(content)
    call = next((node for node in ast.walk(tree) if _is_setup(node)), None)
    if not isinstance(call, ast.Call):
        return None
    bound = _constants(tree)
    given = {item.arg: item.value for item in call.keywords if item.arg in _KEYS}
    values = {key: _literal(node, bound) for key, node in given.items()}
    if not given.keys() & {"name", "version"}:
        return None
    found = {key: node for key, node in values.items() if node is not None}
    spans = {key: _span(content, node) for key, node in found.items()}
    texts = {key: str(node.value) for key, node in found.items()}
    return Manifest(
        "setup.py",
        content.path,
        "pypi",
        texts.get("name"),
        texts.get("version"),
        repository_url=texts.get("url"),
        name_span=spans.get("name"),
        version_span=spans.get("version"),
        dynamic=frozenset(str(key) for key in given.keys() - found.keys()),
    )


def _parse(content: Content) -> ast.Module:
    import ast  # noqa: PLC0415 - as above
    import warnings  # noqa: PLC0415 - as above

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about the escapes in somebody's file
            # For the message of a SyntaxError Python opens the file of that name: "" is none.
            return ast.parse(content.text, filename="")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        start = Position(getattr(error, "lineno", None) or 1, 1)
        problem = Problem("this is not Python", Span(content.path, start, start))
        raise InputError([problem]) from None


def _is_setup(node: ast.AST) -> bool:
    import ast  # noqa: PLC0415 - as above

    if not isinstance(node, ast.Call):
        return False
    called = node.func
    name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
    return name == "setup"


def _constants(tree: ast.Module) -> dict[str, ast.Constant | None]:
    """Names of the module that are bound once, to a text."""
    import ast  # noqa: PLC0415 - as above

    bound: dict[str, ast.Constant | None] = {}
    for node in tree.body:
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    value = None if target.id in bound else _literal(node.value, {})
                    bound[target.id] = value
    return bound


def _literal(node: ast.expr, bound: dict[str, ast.Constant | None]) -> ast.Constant | None:
    import ast  # noqa: PLC0415 - as above

    if isinstance(node, ast.Name):
        return bound.get(node.id)
    return node if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _span(content: Content, node: ast.Constant) -> Span:
    """The span of the text between the quotes; Python counts columns in bytes of UTF-8."""
    lines = content.text.splitlines() or [""]
    line = lines[min(node.lineno, len(lines)) - 1]
    column = len(line.encode()[: node.col_offset].decode(errors="replace"))
    value = str(node.value)
    start = max(line.find(value, column), column) + 1
    place = Position(node.lineno, start)
    return Span(content.path, place, Position(node.lineno, start + len(value)))
