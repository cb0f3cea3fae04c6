"""The hand-written documents of a repository, line by line, and the code blocks in them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from runbook.model.same import Same
from runbook.rules.manifests import is_example
from runbook.source import Position, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from runbook.case import Case
    from runbook.repository.model import Repository

MAX_LINE = 2_000  # characters of a line that are looked at
MAX_FENCES = 50
_FENCE = re.compile(r"(\s{0,12})(`{3,}|~{3,})\s{0,9}([A-Za-z]{0,20})")
_OURS = re.compile(r"<!-- runbook:(begin|end)\b")


@dataclass(frozen=True)
class Document:
    """A file with its lines; generated blocks are left blank, since the plan wrote them."""

    path: str
    lines: tuple[str, ...]

    def span(self, number: int, start: int, end: int) -> Span:
        """The characters `start` to `end` (from 0) of the line `number` (from 1)."""
        return Span(self.path, Position(number, start + 1), Position(number, end + 1))


@dataclass(frozen=True, slots=True)
class Fence:
    """A code block: its language, its text without indentation, and where it begins."""

    language: str
    text: str
    line: int
    indent: int


def documents(case: Case) -> tuple[Document, ...]:
    """The Markdown files people read; none when nobody looked."""
    return _read(Same(case.repository)) if case.repository is not None else ()


def about_releasing(found: Iterable[Document]) -> Iterator[Document]:
    """Those that tell how this project is released; others may show what other projects do."""
    for document in found:
        path = document.path.lower()
        own = path.startswith((".github/", "readme", "contributing"))
        if own or "releas" in path or "publish" in path:
            yield document


@lru_cache(maxsize=8)
def _read(key: Same[Repository]) -> tuple[Document, ...]:
    repository = key.of
    own = [path for path in repository.docs if not is_example(path.rpartition("/")[0])]
    texts = ((path, repository.checkout.read_text(path)) for path in own)
    return tuple(Document(path, tuple(_own(text))) for path, text in texts if text is not None)


def _own(text: str) -> Iterator[str]:
    ours = False
    for line in text.split("\n"):
        mark = _OURS.search(line[:MAX_LINE])
        if mark is not None:
            ours = mark[1] == "begin"
        yield "" if ours or mark is not None else line[:MAX_LINE]


def fences(document: Document) -> Iterator[Fence]:
    """The closed code blocks of a document, at most `MAX_FENCES`."""
    start: tuple[int, int, str, str] | None = None
    body: list[str] = []
    found = 0
    for number, line in enumerate(document.lines, 1):
        mark = _FENCE.match(line)
        if start is None and mark is not None:
            start, body = (number, len(mark[1]), mark[2], mark[3]), []
        elif start is not None and mark is not None and mark[2].startswith(start[2]):
            yield Fence(start[3].lower(), "\n".join(body) + "\n", start[0] + 1, start[1])
            start, found = None, found + 1
            if found == MAX_FENCES:
                return
        elif start is not None:
            head = line[: start[1]]
            body.append(
                line[len(head) - len(head.lstrip()) :] if head.strip() else line[start[1] :]
            )
