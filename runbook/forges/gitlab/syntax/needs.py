"""`needs`: the jobs that another one waits for, of a job or of one of its rules.

Source: gitlabhq/gitlabhq doc/ci/yaml/_index.md (needs, rules:needs).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.forges.gitlab.syntax.model import Need, Word
from runbook.forges.gitlab.syntax.reading import is_true
from runbook.source import Mapping, Scalar, Sequence

if TYPE_CHECKING:
    from runbook.forges.gitlab.syntax.reading import Reading
    from runbook.source import Node


def read_needs(node: Node | None, reading: Reading) -> tuple[Need, ...] | None:
    """The needs of this pipeline's jobs; those of other pipelines are left out."""
    if node is None or (isinstance(node, Scalar) and node.value is None):
        return None
    found: list[Need] = []
    for item in _flat(node, reading):
        if isinstance(item, Scalar):
            found.append(Need(Word(item.text, item.span)))
            continue
        job = reading.word(item.get("job"))
        if job is not None and "pipeline" not in item.index and "project" not in item.index:
            found.append(Need(job, optional=is_true(item.get("optional"))))
    return tuple(found)


def _flat(node: Node, reading: Reading, depth: int = 0) -> list[Scalar | Mapping]:
    reading.budget.spend(depth=depth)
    if not isinstance(node, Sequence):
        return [node]
    if node.tag is not None:
        return []
    return [one for item in node.items for one in _flat(item, reading, depth + 1)]
