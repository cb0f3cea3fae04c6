"""Reads ``runbook.records.yaml``: a rename of both other sides is seen only against it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from runbook.descriptor.read import read_text
from runbook.errors import InputError, Problem
from runbook.model.origin import Origin, OriginKind
from runbook.model.record import PublisherRecord, RecordState
from runbook.registries.catalog import all_ids
from runbook.source import Mapping, Node, Scalar, Sequence, parse_yaml
from runbook.text import one_of

if TYPE_CHECKING:
    from pathlib import Path

    from runbook.source import Span

NAME = "runbook.records.yaml"
_KEYS = ("registry", "package", "provider", "state", "fields", "confirmed", "by")


def read_records(path: Path) -> tuple[PublisherRecord, ...]:
    """The records in the file at `path`.

    Raises:
        InputError: it cannot be read, or does not hold records.
    """
    return parse_records(read_text(path, str(path)), str(path))


def parse_records(text: str, file: str) -> tuple[PublisherRecord, ...]:
    """The records in `text`; errors call it `file`.

    Raises:
        InputError: with every problem of the text.
    """
    document = parse_yaml(text, file)
    problems = list(document.problems)
    records = document.root.get("records") if isinstance(document.root, Mapping) else None
    if not isinstance(records, Sequence):
        span = document.root.span if document.root else None
        problems.append(Problem("there is no list of records", span, expected="records: [...]"))
        raise InputError(problems)
    found = [_record(item, problems) for item in records.items]
    if problems:
        raise InputError(problems)
    return tuple(record for record in found if record is not None)


def _record(node: Node, problems: list[Problem]) -> PublisherRecord | None:
    if not isinstance(node, Mapping):
        problems.append(Problem("a record is a mapping", node.span, expected=", ".join(_KEYS)))
        return None
    for key, _ in node.pairs:
        if key.text not in _KEYS:
            problems.append(
                Problem("this key is unknown", key.span, key.text, expected=", ".join(_KEYS))
            )
    fields = node.get("fields")
    texts = {name: _text(node, name, problems) for name in ("registry", "package")}
    _check_registry(node.get("registry"), texts["registry"], problems)
    if not isinstance(fields, Mapping):
        problems.append(Problem("a record has fields", node.span, expected="fields: {...}"))
        return None
    return PublisherRecord(
        registry=texts["registry"],
        packages=(texts["package"],),
        provider=_optional(node, "provider") or "github",
        fields={key.text: _value(value, problems) for key, value in fields.pairs},
        state=_state(node, problems),
        confirmed=_date(node, problems),
        confirmed_by=_optional(node, "by") or "",
        origin=Origin(OriginKind.RECORDED, node.span, texts["registry"]),
    )


def _text(node: Mapping, name: str, problems: list[Problem]) -> str:
    value = node.get(name)
    if isinstance(value, Scalar) and value.text:
        return value.text
    problems.append(Problem(f"a record has a {name}", _span(value, node), expected="text"))
    return ""


def _check_registry(value: Node | None, name: str, problems: list[Problem]) -> None:
    if name and name not in all_ids():
        span = value.span if value is not None else None
        problems.append(Problem("there is no such registry", span, name, one_of(all_ids())))


def _date(node: Mapping, problems: list[Problem]) -> str | None:
    text = _optional(node, "confirmed")
    try:
        return text and date.fromisoformat(text).isoformat()
    except ValueError:
        span = _span(node.get("confirmed"), node)
        problems.append(Problem("this is no day", span, text, "a day such as 2026-11-21"))
        return None


def _optional(node: Mapping, name: str) -> str | None:
    value = node.get(name)
    return value.text or None if isinstance(value, Scalar) else None


def _value(node: Node, problems: list[Problem]) -> str:
    if isinstance(node, Scalar):
        return "" if node.value is None else node.text
    problems.append(Problem("a field is one value", node.span, "a collection", "text"))
    return ""


def _state(node: Mapping, problems: list[Problem]) -> RecordState:
    text = _optional(node, "state") or RecordState.ACTIVE.value
    states = [state.value for state in RecordState]
    if text in states:
        return RecordState(text)
    span = _span(node.get("state"), node)
    problems.append(Problem("this is no state of a record", span, text, ", ".join(states)))
    return RecordState.ACTIVE


def _span(value: Node | None, otherwise: Mapping) -> Span:
    return otherwise.span if value is None else value.span
