"""`include`: the files a pipeline is made of, merged as GitLab merges them.

What is included later wins over what is included before, and the including file over both. Source:
gitlabhq/gitlabhq doc/ci/yaml/includes.md, lib/gitlab/ci/config/external/processor.rb.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from runbook.errors import InputError
from runbook.forges.gitlab.syntax.files import read_file
from runbook.forges.gitlab.syntax.model import Include, IncludeKind, Word
from runbook.forges.gitlab.syntax.tree import deep_merged, mapping_of, start_of, table_of
from runbook.source import Mapping, Scalar, Sequence
from runbook.text import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from runbook.forges.gitlab.syntax.reading import Reading
    from runbook.source import Node

MAX_FILES = 150  # doc/ci/yaml/_index.md (include)
MAX_TEXT = 4_000_000  # characters of all files together, ours
MAX_DEPTH = 50  # of files that include files, ours: 150 in a row are no pipeline

_KINDS = {
    "local": IncludeKind.LOCAL,
    "project": IncludeKind.PROJECT,
    "remote": IncludeKind.REMOTE,
    "template": IncludeKind.TEMPLATE,
    "component": IncludeKind.COMPONENT,
}
_ELSEWHERE = {
    IncludeKind.PROJECT: "it is in another project",
    IncludeKind.REMOTE: "it is on another server",
    IncludeKind.TEMPLATE: "it is a template of GitLab's own",
    IncludeKind.COMPONENT: "it is a component of the catalog",
}


_OPEN = re.compile(r"[*$]|://")
_DEEP = re.compile(r"[*][*]|[$]")


class Files:
    """Reads a file with everything it includes; remembers what was read and what was not."""

    def __init__(
        self,
        load: Callable[[str], str | None],
        reading: Reading,
        names: Callable[[str], Iterable[str]],
    ) -> None:
        self.read: list[str] = []
        self.unseen: list[Include] = []
        self._load = load
        self._names = names
        self._reading = reading
        self._characters = 0
        self._count = 0

    def entry(self, file: str) -> Mapping:
        """The tree of the pipeline that starts with `file`."""
        text = self._load(file)
        if text is None:
            self._reading.report(f"there is no file {plain(file)}", start_of(file))
            return Mapping((), start_of(file), {})
        return self._tree(text, file, None, ())

    def _tree(self, text: str, file: str, given: Mapping | None, above: tuple[str, ...]) -> Mapping:
        if file not in self.read:
            self.read.append(file)
        self._characters += len(text)
        self._count += 1
        try:
            root = read_file(text, file, given, self._reading)
        except InputError as error:
            self._reading.problems += error.problems
            return Mapping((), start_of(file), {})
        inner = Mapping((), root.span, {})
        for item in _items(root.get("include")):
            for one in self._named(item):
                included = self._included(one, (*above, file))
                if included is not None:
                    inner = deep_merged(inner, included, self._reading.budget)
        own = {name: pair for name, pair in table_of(root).items() if name != "include"}
        return deep_merged(inner, mapping_of(own, root.span), self._reading.budget)

    def _named(self, item: Node) -> Iterator[Node]:
        """An item, or one for each file of the folder in which its pattern stands."""
        only = isinstance(item, Mapping) and len(item.pairs) == 1
        value = item.get("local") if isinstance(item, Mapping) and only else item
        folder, _, last = (value.text if isinstance(value, Scalar) else "").rpartition("/")
        found: list[str] = []
        if "*" in last and not _OPEN.search(folder) and not _DEEP.search(last):
            names = self._names(folder.lstrip("/"))
            found = [name for name in names if _fits(last, name)][:MAX_FILES]
        if not found or not isinstance(value, Scalar):
            yield item
            return
        for name in found:
            text = f"{folder}/{name}".lstrip("/")
            yield Scalar(text, text, quoted=False, span=value.span)

    def _included(self, item: Node, above: tuple[str, ...]) -> Mapping | None:
        include = self._include(item)
        if include is None:
            return None
        path = include.target.value.lstrip("/")
        if path in above:
            return None  # what includes itself is there already
        reason = include.reason or self._refusal(item, path, len(above))
        text = None if reason else self._load(path)
        if text is None:
            if not reason:
                reason = "the repository has no such file"
                message = f"Local file `{plain(include.target.value)}` does not exist!"
                self._reading.report(message, include.target.span)
            self.unseen.append(Include(include.kind, include.target, reason))
            return None
        inputs = item.get("inputs") if isinstance(item, Mapping) else None
        return self._tree(text, path, inputs if isinstance(inputs, Mapping) else None, above)

    def _include(self, item: Node) -> Include | None:
        """What an item names, with the reason for which it cannot be followed."""
        self._reading.budget.spend()
        if isinstance(item, Scalar):
            remote = item.text.startswith(("http://", "https://"))
            kind = IncludeKind.REMOTE if remote else IncludeKind.LOCAL
            return Include(kind, Word(item.text, item.span), _ELSEWHERE.get(kind, ""))
        if isinstance(item, Mapping):
            for key, kind in _KINDS.items():
                value = item.get(key)
                if isinstance(value, Scalar):
                    word = Word(value.text, value.span)
                    return Include(kind, word, _ELSEWHERE.get(kind, ""))
        self._reading.unexpected(item, "a file to include")
        return None

    def _refusal(self, item: Node, path: str, depth: int) -> str:
        if isinstance(item, Mapping) and item.get("rules") is not None:
            return "its rules decide whether it is included"
        if "$" in path:
            return "a variable is part of its name"
        if "*" in path:
            return "a pattern stands for its name"
        if self._count > MAX_FILES or depth > MAX_DEPTH or self._characters > MAX_TEXT:
            return "the pipeline has more files than are read"
        return ""


def _fits(pattern: str, name: str) -> bool:
    """Whether the whole name fits a pattern whose stars stand for any text."""
    first, *rest = pattern.split("*")
    if not name.startswith(first):
        return False
    at = len(first)
    for piece in rest[:-1]:
        start = name.find(piece, at)
        if start < 0:
            return False
        at = start + len(piece)
    return name.endswith(rest[-1]) and len(name) - len(rest[-1]) >= at


def _items(node: Node | None) -> Iterator[Node]:
    """One include, or those of a list and of lists in it."""
    if isinstance(node, Sequence) and node.tag is None:
        for item in node.items:
            yield from _items(item)
    elif node is not None and not (isinstance(node, Scalar) and node.value is None):
        yield node
