"""Inputs of an included file: ``$[[ inputs.NAME ]]`` and what stands for it.

Source: gitlabhq/gitlabhq doc/ci/inputs/_index.md.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from runbook.forges.gitlab.syntax.tree import mapping_of
from runbook.source import Mapping, Scalar, Sequence

if TYPE_CHECKING:
    from runbook.forges.gitlab.syntax.reading import Reading
    from runbook.source import Node

_INPUT = re.compile(
    r"\$\[\[ {0,20}inputs\.([A-Za-z0-9_-]{1,100}) {0,20}(?:\| {0,20}expand_vars {0,20})?\]\]"
)


def interpolated(
    root: Mapping, declared: Mapping | None, given: Mapping | None, reading: Reading
) -> Mapping:
    """`root` with the inputs at their places; one whose value is not known stays as written."""
    values: dict[str, Node] = {}
    for key, spec in declared.pairs if declared else ():
        default = spec.get("default") if isinstance(spec, Mapping) else None
        value = (given.get(key.text) if given else None) or default
        if value is not None:
            values[key.text] = value
    found = _filled(root, values, reading)
    return found if isinstance(found, Mapping) else root


def _filled(node: Node, values: dict[str, Node], reading: Reading) -> Node:
    reading.budget.spend()
    if isinstance(node, Scalar):
        return _scalar(node, values) if "$[[" in node.text else node
    if isinstance(node, Sequence):
        items = tuple(_filled(item, values, reading) for item in node.items)
        return Sequence(items, node.span, node.tag)
    table = {}
    for key, value in node.pairs:
        name = _scalar(key, values) if "$[[" in key.text else key
        if isinstance(name, Scalar):
            table[name.text] = (name, _filled(value, values, reading))
    return mapping_of(table, node.span)


def _scalar(node: Scalar, values: dict[str, Node]) -> Node:
    """The text with its inputs; a text that is nothing but an input becomes its value."""
    whole = _INPUT.fullmatch(node.text.strip())
    if whole and whole[1] in values:
        value = values[whole[1]]
        if isinstance(value, Scalar):
            return Scalar(value.value, value.text, value.quoted, node.span, value.tag)
        return value
    text = _INPUT.sub(lambda hit: _text(hit, values), node.text)
    return Scalar(text, text, quoted=True, span=node.span)


def _text(hit: re.Match[str], values: dict[str, Node]) -> str:
    value = values.get(hit[1])
    return value.text if isinstance(value, Scalar) else hit[0]
