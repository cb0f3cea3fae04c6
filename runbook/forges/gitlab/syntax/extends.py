"""`extends`: keys that take over what others say.

Source: gitlabhq/gitlabhq lib/gitlab/ci/config/extendable/entry.rb@ce4918c, doc/ci/yaml/_index.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.forges.gitlab.syntax.tree import deep_merged, mapping_of, table_of
from runbook.source import Mapping, Scalar
from runbook.text import plain

if TYPE_CHECKING:
    from runbook.forges.gitlab.syntax.model import Word
    from runbook.forges.gitlab.syntax.reading import Reading
    from runbook.source import Node

MAX_LEVELS = 11


class Extends:
    """Extends the keys of a pipeline; `open` are reasons by key, where a base cannot be had."""

    def __init__(self, root: Mapping, reading: Reading, *, complete: bool) -> None:
        self.open: dict[str, str] = {}
        self._root = root
        self._reading = reading
        self._complete = complete
        self._done: dict[str, Mapping] = {}
        self._levels: dict[str, int] = {}

    def extended(self) -> Mapping:
        """The pipeline with every `extends` followed."""
        table = table_of(self._root)
        for name, (key, value) in table.items():
            if isinstance(value, Mapping) and "extends" in value.index:
                table[name] = (key, self._extended(key, value, ()))
        return mapping_of(table, self._root.span)

    def _extended(self, key: Scalar, value: Mapping, above: tuple[str, ...]) -> Mapping:
        name = key.text
        if name in self._done:
            return self._done[name]
        words = self._reading.words(value.get("extends"))
        base = Mapping((), value.span, {})
        self._levels[name] = 0
        for word in words:
            found = self._base(name, word, (*above, name))
            if found is not None:
                base = deep_merged(base, found, self._reading.budget)
        self._done[name] = deep_merged(base, value, self._reading.budget) if words else value
        return self._done[name]

    def _base(self, name: str, word: Word, above: tuple[str, ...]) -> Mapping | None:
        """What `word` names, extended; None, and the reason kept, when that cannot be."""
        value, key = self._root.get(word.value), self._root.key(word.value)
        message = self._fault(value, word, above)
        if message is not None or key is None or not isinstance(value, Mapping):
            self._refuse(name, word, message or "")
            return None
        if "extends" not in value.index:
            return value
        found = self._extended(key, value, above)
        if word.value in self.open:
            self.open.setdefault(name, self.open[word.value])
        self._levels[name] = max(self._levels[name], self._levels.get(word.value, 0) + 1)
        if self._levels[name] == MAX_LEVELS:
            self._refuse(name, word, "nesting too deep in `extends`")
        return found

    def _fault(self, value: Node | None, word: Word, above: tuple[str, ...]) -> str | None:
        """What GitLab says of a base; empty where it may be in a file that is not at hand."""
        label = plain(word.value)
        if value is None:
            return f"unknown keys in `extends` ({label})" if self._complete else ""
        if not isinstance(value, Mapping):
            return f"invalid base hashes in `extends` ({label})"
        if word.value in above:
            return "circular dependency detected in `extends`"
        return "nesting too deep in `extends`" if len(above) > MAX_LEVELS else None

    def _refuse(self, name: str, word: Word, message: str) -> None:
        reason = f"it extends {word.value!r}, which no file at hand has"
        if message:
            self._reading.report(f"{plain(name)}: {message}", word.span, plain(word.value))
            reason = f"it extends {word.value!r}, which cannot be followed"
        self.open.setdefault(name, reason)
