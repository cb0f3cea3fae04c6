"""The simple shapes of a pipeline file, and a collector of what is wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.errors import Problem
from runbook.forges.gitlab.syntax.model import Word
from runbook.source import Mapping, Scalar, Sequence
from runbook.text import plain

if TYPE_CHECKING:
    from runbook.forges.gitlab.syntax.tree import Budget
    from runbook.source import Node, Span

MAX_NESTING = 10  # of lists in `script` and `rules`; lib/gitlab/ci/config/entry/processable.rb


class Reading:
    """What is wrong with a pipeline, and readers of simple shapes.

    A reader gives the value, or an empty one and a problem when the shape is another one. A node
    that is None (an absent key) is empty without a problem.
    """

    def __init__(self, budget: Budget) -> None:
        self.problems: list[Problem] = []
        self.budget = budget

    def report(
        self, message: str, span: Span, found: str | None = None, hint: str | None = None
    ) -> None:
        """Report what GitLab refuses, in its words where it has some."""
        self.problems.append(Problem(message, span, found, hint=hint))

    def unexpected(self, node: Node, expected: str) -> None:
        """Report a node of another shape than `expected`.

        A reference that leads nowhere is reported where it is followed, and may be of any shape.
        """
        if isinstance(node, Sequence) and node.tag is not None:
            return
        found = {Mapping: "a mapping", Sequence: "a list"}.get(type(node))
        if found is None and isinstance(node, Scalar):
            found = plain(node.text) or "nothing"
        self.problems.append(Problem(f"{expected} is expected here", node.span, found, expected))

    def word(self, node: Node | None) -> Word | None:
        """The text of a scalar; null is absent."""
        if node is None or isinstance(node, Scalar):
            return None if node is None or node.value is None else Word(node.text, node.span)
        self.unexpected(node, "a text")
        return None

    def words(self, node: Node | None, depth: int = 0) -> tuple[Word, ...]:
        """The texts of a list and of lists in it; a single value is a list of one."""
        if isinstance(node, Sequence) and node.tag is None:
            self.budget.spend(len(node.items) + 1)
            if depth > MAX_NESTING:
                self.unexpected(node, "a list that is nested less")
                return ()
            return tuple(word for item in node.items for word in self.words(item, depth + 1))
        word = self.word(node)
        return () if word is None else (word,)

    def mapping(self, node: Node | None) -> Mapping | None:
        """The node if it is a mapping; null is absent."""
        if node is None or isinstance(node, Mapping):
            return node
        if not (isinstance(node, Scalar) and node.value is None):
            self.unexpected(node, "a mapping")
        return None

    def variables(self, node: Node | None) -> dict[str, Word]:
        """Names to values; a mapping has its under `value`, and nothing is an empty value."""
        found = {}
        mapping = self.mapping(node)
        for key, value in mapping.pairs if mapping else ():
            self.budget.spend()
            inner = value.get("value") if isinstance(value, Mapping) else value
            found[key.text] = self.word(inner) or Word("", key.span)
        return found


def is_true(node: Node | None) -> bool:
    """Whether the node is a plain true."""
    return isinstance(node, Scalar) and node.value is True
