"""Reading a registry's data file: inheritance, constants, sources; then the strict schema."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from runbook.errors import InputError, Problem
from runbook.registries.data import RegistryData
from runbook.registries.schema import build
from runbook.source import plain_data
from runbook.source.data import PACKAGE

if TYPE_CHECKING:
    from pathlib import Path

_CONSTANT = re.compile(r"\{([a-z_]+)\}")
_OWNED = ("forms", "signatures")  # their items carry the id of the registry


def data_folder() -> Path:
    """The folder of the data files that come with the package."""
    return PACKAGE / "registries" / "data"


def load_data(identifier: str, file: Path | None = None) -> RegistryData:
    """The data of the registry `identifier`, from `file` or from the package's own folder.

    ``inherits: other`` starts from the other registry's data: mappings merge, lists replace,
    lists of items with an `id` merge by it. A string constant in `values` fills its {name}
    everywhere in the file. `sources` of facts, forms, procedures and signatures are keys of the
    file's `sources` and become the references themselves.

    Raises:
        InputError: the file does not exist, or its keys or values are not the schema's.
    """
    file = file or data_folder() / f"{identifier}.yaml"
    raw = _inherited(file)
    if raw.get("id") != identifier:
        raise _error(file, "the id is not the registry's", str(raw.get("id")), identifier)
    raw = _with_constants(raw, {k: v for k, v in _values(raw).items() if isinstance(v, str)})
    return build(RegistryData, _resolved(raw, file), file.name)


def _inherited(file: Path) -> dict[str, Any]:
    raw = _read(file)
    base = raw.pop("inherits", None)
    return raw if base is None else _merged(_inherited(data_folder() / f"{base}.yaml"), raw)


def _read(file: Path) -> dict[str, Any]:
    try:
        text = file.read_text(encoding="utf-8")
    except OSError:
        raise _error(file, "the registry has no data file", "nothing", str(file)) from None
    raw = plain_data(text, file.name)
    if not isinstance(raw, dict):
        raise _error(file, "a data file is a mapping", type(raw).__name__, "a mapping")
    return raw


def _merged(base: object, own: object) -> Any:  # noqa: ANN401 - data is any data
    if isinstance(base, dict) and isinstance(own, dict):
        both = {key: _merged(base[key], own[key]) for key in base if key in own}
        return {**base, **own, **both}
    if _identified(base) and _identified(own):
        merged = _merged(_by_id(base), _by_id(own))
        return list(merged.values())
    return own


def _identified(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(i, dict) and "id" in i for i in value)


def _by_id(items: Any) -> dict[str, Any]:  # noqa: ANN401 - checked by _identified
    return {item["id"]: item for item in items}


def _values(raw: dict[str, Any]) -> dict[str, Any]:
    values = raw.get("values")
    return values if isinstance(values, dict) else {}


def _with_constants(raw: Any, constants: dict[str, str]) -> Any:  # noqa: ANN401 - any data
    if isinstance(raw, dict):
        filled = ((_with_constants(key, constants), value) for key, value in raw.items())
        return {key: _with_constants(value, constants) for key, value in filled}
    if isinstance(raw, list):
        return [_with_constants(item, constants) for item in raw]
    if isinstance(raw, str) and "{" in raw:
        return _CONSTANT.sub(lambda hit: constants.get(hit[1], hit[0]), raw)
    return raw


def _resolved(raw: dict[str, Any], file: Path) -> dict[str, Any]:
    """`raw` with sources for source keys, and with what an item takes from the whole file."""
    for part in ("facts", "forms", "procedures", "signatures"):
        items = raw.get(part)
        for item in items if isinstance(items, list) else ():
            if isinstance(item, dict):
                _resolve(item, raw, f"{part} {item.get('id', '')}".strip(), file)
                if part in _OWNED:
                    item.setdefault("registry", raw["id"])
                if part == "facts":
                    item.setdefault("checked", raw.get("checked"))
    return raw


def _resolve(item: dict[str, Any], raw: dict[str, Any], name: str, file: Path) -> None:
    keys = item.get("sources", [])
    sources = raw.get("sources") or {}
    for key in keys:
        if key not in sources:
            raise _error(file, f"{name} names a source that is not in `sources`", str(key), "a key")
    if "sources" in item:
        item["sources"] = [sources[key] for key in keys]


def _error(file: Path, message: str, found: str, expected: str) -> InputError:
    return InputError([Problem(f"{file.name}: {message}", found=found, expected=expected)])
