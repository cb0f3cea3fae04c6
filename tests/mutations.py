"""Texts that are nearly right: seeded mutations of fixtures, for reading without a crash.

``RUNBOOK_FUZZ=100000 pytest -k fuzz`` runs more of them than the few that CI has time for.
"""

from __future__ import annotations

import json
import os
from random import Random
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

COUNT = int(os.environ.get("RUNBOOK_FUZZ", "1000"))
SIGNS = [
    *("&a ", "*a", "!x ", "!!int ", "[", "]", "{", "}", "<<: *a", '"', "'", "|", ">-", "- ", "? "),
    *(": ", ",", "#", "%", "@", "`", "~", "${{", "}}", "\x1b[31m", "\u2028", "\x85", "\t", "\r"),
    *("\x00", "\ufeff", "\ufffe", "\ud800", "---\n", "...\n", "=", "\\", "../", "./", "$/", "ä"),
]
ODD = (None, True, 0, -1.5, "", "x" * 300, "${{ x }}", [], {}, [None], [[]], {"": {}}, [{"a": 1}])


def texts(seeds: Sequence[str], seed: int = 1) -> Iterator[str]:
    """`COUNT` mutations of `seeds`, the same ones in every run."""
    random = Random(seed)  # noqa: S311 - the same mutations in every run are the point
    for _ in range(COUNT):
        text = random.choice(seeds)
        for _ in range(random.randint(1, 4)):
            text = random.choice(CHANGES)(random, text, seeds)
        yield text


def shapes(seeds: Sequence[object], seed: int = 2) -> Iterator[str]:
    """`COUNT` JSON texts of `seeds` in which one to three values have another shape."""
    random = Random(seed)  # noqa: S311 - the same mutations in every run are the point
    for _ in range(COUNT):
        data = json.loads(json.dumps(random.choice(seeds), default=str))
        for _ in range(random.randint(1, 3)):
            data = _reshaped(random, data)
        yield json.dumps(data)


def _insert(random: Random, text: str, _: Sequence[str]) -> str:
    at = random.randint(0, len(text))
    return text[:at] + random.choice(SIGNS) * random.choice((1, 1, 1, 5)) + text[at:]


def _delete(random: Random, text: str, _: Sequence[str]) -> str:
    at = random.randint(0, len(text))
    return text[:at] + text[at + random.randint(1, 30) :]


def _lines(random: Random, text: str, seeds: Sequence[str]) -> str:
    lines = text.splitlines(keepends=True) or [""]
    at = random.randrange(len(lines))
    other = random.choice(random.choice(seeds).splitlines(keepends=True) or [""])
    lines[at : at + random.randint(0, 1)] = random.choice(
        ([other], [lines[at], lines[at]], [" " * random.randint(1, 4) + lines[at]], [])
    )
    return "".join(lines)


def _splice(random: Random, text: str, seeds: Sequence[str]) -> str:
    other = random.choice(seeds)
    return text[: random.randint(0, len(text))] + other[random.randint(0, len(other)) :]


CHANGES: list[Callable[[Random, str, Sequence[str]], str]] = [_insert, _delete, _lines, _splice]


def _reshaped(random: Random, data: Any) -> Any:  # noqa: ANN401 - JSON is any data
    """`data` with one value somewhere in it replaced, or one key renamed."""
    if isinstance(data, list) and data and random.random() < 0.9:
        at = random.randrange(len(data))
        return [_reshaped(random, item) if i == at else item for i, item in enumerate(data)]
    if isinstance(data, dict) and data and random.random() < 0.9:
        key = random.choice(list(data))
        name = random.choice(list(data)) if random.random() < 0.1 else key
        return {k: v for k, v in data.items() if k != key} | {name: _reshaped(random, data[key])}
    return random.choice(ODD)
