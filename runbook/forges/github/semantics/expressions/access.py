"""``a.b``, ``a[b]`` and ``a.*``. Source: actions/runner Sdk/Operators/Index.cs@258d6c8."""

from __future__ import annotations

from collections.abc import Mapping

from runbook.forges.github.semantics.expressions.values import (
    UNKNOWN_VALUE,
    Open,
    Value,
    Values,
    as_number,
    as_text,
    either,
    known,
)


def index(of: Values, key: Values | None) -> Values:
    """The entry `key` of what `of` can be; None is ``.*``, all entries as a list."""
    if key is None:
        return _all_entries(of)
    if not of.complete or not key.complete:
        return UNKNOWN_VALUE
    found = Values()
    for container in of.members:
        for name in key.members:
            found = either(found, _entry(container, name))
    return found


def _entry(container: Value, key: Value) -> Values:
    if isinstance(container, list):
        return _item(container, key)
    if not isinstance(container, Mapping):
        return known(None)
    wanted = as_text(key).upper()
    for name, value in container.items():
        if name.upper() == wanted:
            return known(value)
    return UNKNOWN_VALUE if isinstance(container, Open) else known(None)


def _item(items: list[Value], key: Value) -> Values:
    number = as_number(key)
    if number >= 0 and number < len(items):
        return known(items[int(number)])
    return known(None)


def _all_entries(of: Values) -> Values:
    """``.*``: the entries as a list; of something open or not known, not known."""
    if not of.known or isinstance(of.members[0], Open):
        return UNKNOWN_VALUE
    container = of.members[0]
    if isinstance(container, Mapping):
        return known(list(container.values()))
    return of if isinstance(container, list) else known([])
