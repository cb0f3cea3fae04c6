"""`rules`, and `only` and `except`: when a job is part of a pipeline.

Source: gitlabhq/gitlabhq doc/ci/yaml/_index.md, lib/gitlab/ci/config/entry/policy.rb.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.forges.gitlab.syntax.model import Limit, RuleItem
from runbook.forges.gitlab.syntax.needs import read_needs
from runbook.forges.gitlab.syntax.reading import MAX_NESTING
from runbook.source import Mapping, Scalar, Sequence
from runbook.text import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runbook.forges.gitlab.syntax.reading import Reading
    from runbook.source import Node


WHENS_OF_JOBS = ("on_success", "on_failure", "always", "manual", "delayed")
WHENS_OF_RULES = (*WHENS_OF_JOBS, "never")
WHENS_OF_WORKFLOW = ("always", "never")


def read_rules(
    node: Node | None, reading: Reading, whens: tuple[str, ...] = WHENS_OF_RULES
) -> tuple[RuleItem, ...] | None:
    """The items in their order, those of lists in the list too; None where nothing is said."""
    if node is None or (isinstance(node, Scalar) and node.value is None):
        return None
    if not isinstance(node, Sequence):
        reading.unexpected(node, "a list of rules")
        return ()
    rules = tuple(_rules(node, reading, 0))
    for item in rules:
        if item.when is not None and item.when.value not in whens:
            found = plain(item.when.value)
            reading.report(f"rules:rule when unknown value: {found}", item.when.span, found)
    return rules


def _rules(node: Sequence, reading: Reading, depth: int) -> Iterator[RuleItem]:
    for item in node.items:
        reading.budget.spend()
        if isinstance(item, Mapping):
            yield _rule(item, reading)
        elif isinstance(item, Sequence) and depth < MAX_NESTING:
            # A reference that leads nowhere may stand for anything.
            if item.tag is not None:
                yield RuleItem(item.span, looks_at_files=True)
            else:
                yield from _rules(item, reading, depth + 1)
        else:
            reading.unexpected(item, "a rule")


def _rule(node: Mapping, reading: Reading) -> RuleItem:
    get = node.index.get
    return RuleItem(
        node.span,
        reading.word(get("if")),
        reading.word(get("when")),
        looks_at_files="changes" in node.index or "exists" in node.index,
        changes_only=_changes_only(node),
        allow_failure=flag(get("allow_failure")),
        variables=reading.variables(get("variables")),
        needs=read_needs(get("needs"), reading),
    )


def _changes_only(node: Mapping) -> bool:
    changes = node.get("changes")
    compares = isinstance(changes, Mapping) and "compare_to" in changes.index
    return changes is not None and not compares and "exists" not in node.index


def read_limit(node: Node | None, reading: Reading) -> Limit | None:
    """`only` or `except`; a list is one of refs."""
    if node is None or (isinstance(node, Scalar) and node.value is None):
        return None
    if not isinstance(node, Mapping):
        return Limit(node.span, reading.words(node))
    refs = node.get("refs")
    return Limit(
        node.span,
        None if refs is None else reading.words(refs),
        reading.words(node.get("variables")),
        looks_at_files="changes" in node.index or "kubernetes" in node.index,
        changes_only="changes" in node.index and "kubernetes" not in node.index,
    )


def flag(node: Node | None) -> bool | None:
    """`allow_failure`: a mapping lists exit codes, and the others fail the pipeline."""
    if isinstance(node, Mapping):
        return False
    value = node.value if isinstance(node, Scalar) else None
    return value if isinstance(value, bool) else None
