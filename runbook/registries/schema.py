"""Frozen data from plain data, strictly: the dataclasses are the schema of a data file."""

from __future__ import annotations

from dataclasses import MISSING, Field, fields
from typing import TYPE_CHECKING, Any, TypeVar

from runbook.errors import InputError, Problem
from runbook.model.fact import Fact
from runbook.model.record import Form, FormField, RecordState
from runbook.model.signature import Signature
from runbook.registries.data import Client, First, Oidc, Procedure, RegistryData, Stored

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

_CLASSES: dict[str, type[Any]] = {
    cls.__name__: cls
    for cls in (
        *(Client, Fact, First, Form, FormField),
        *(Oidc, Procedure, RegistryData, Signature, Stored),
    )
}


def build(cls: type[T], raw: object, where: str) -> T:
    """An instance of the dataclass `cls` from the mapping `raw`.

    `where` is the file and the keys above, for errors.

    Raises:
        InputError: a key is unknown, missing, or holds a value of another type.
    """
    mapping = _mapping(raw, where)
    known = {item.name: item for item in fields(cls)}  # type: ignore[arg-type]  # T is a dataclass
    for key in mapping:
        if key not in known:
            raise _error(f"{where}: the key {key!r} is unknown", key, ", ".join(known))
    missing = [name for name in known if name not in mapping and _required(known[name])]
    if missing:
        raise _error(f"{where}: the key {missing[0]!r} is missing", "nothing", missing[0])
    values = {key: _read(known[key].type, mapping[key], f"{where}: {key}") for key in mapping}
    return cls(**values)


def _required(item: Field[Any]) -> bool:
    return item.default is MISSING and item.default_factory is MISSING


def _read(annotation: object, raw: object, where: str) -> object:
    name = str(annotation)
    if name.endswith(" | None") and name not in _READERS:
        return None if raw is None else _read(name.removesuffix(" | None"), raw, where)
    if name in _CLASSES:
        return build(_CLASSES[name], raw, where)
    if name.startswith("tuple["):
        inner = name.removeprefix("tuple[").removesuffix(", ...]")
        items = enumerate(_list(raw, where))
        return tuple(_read(inner, item, f"{where}[{_label(item, at)}]") for at, item in items)
    return _READERS[name](raw, where)


def _label(item: object, at: int) -> str:
    return str(item.get("id") or item.get("key") or at) if isinstance(item, dict) else str(at)


def _expect(kind: type[T], name: str) -> Callable[[object, str], T]:
    def read(raw: object, where: str) -> T:
        if not isinstance(raw, kind) or (isinstance(raw, bool) and kind is not bool):
            raise _error(f"{where} must be {name}", repr(raw), name)
        return raw

    return read


_text = _expect(str, "text")
_mapping: Callable[[object, str], dict[str, Any]] = _expect(dict, "a mapping")
_list: Callable[[object, str], list[object]] = _expect(list, "a list")


def _texts_by_key(raw: object, where: str) -> dict[str, str]:
    return {key: _text(value, f"{where}: {key}") for key, value in _mapping(raw, where).items()}


def _state(raw: object, where: str) -> RecordState:
    states = [state.value for state in RecordState]
    if raw not in states:
        raise _error(f"{where} is no state of a record", repr(raw), ", ".join(states))
    return RecordState(raw)


def _figure(raw: object, where: str) -> object:
    if raw is not None and not isinstance(raw, str | int | float | bool):
        raise _error(f"{where} must be one value", repr(raw), "text, a number or a boolean")
    return raw


_READERS: dict[str, Callable[[object, str], object]] = {
    "str": _text,
    "int": _expect(int, "a whole number"),
    "bool": _expect(bool, "true or false"),
    "Mapping[str, str]": _texts_by_key,
    "Mapping[str, Any]": _mapping,
    "RecordState": _state,
    "str | int | float | bool | Unset | None": _figure,
}


def _error(message: str, found: str, expected: str) -> InputError:
    return InputError([Problem(message, found=found, expected=expected)])
