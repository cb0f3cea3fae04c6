"""A project's own style: templates of its folder, extra pages, own items of the checklists.

The folder mirrors ours: a file of the same path replaces a template, ``house/PAGE.md.j2`` stands
below the title of a page, ``extra/NAME.md.j2`` is one more page, ``checklist.yaml`` lists items.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from runbook.errors import InputError, Problem
from runbook.pages.markdown import slug
from runbook.pages.render import Renderer
from runbook.pages.scene import Draft, PageKind
from runbook.rules.base import Phase
from runbook.rules.catalog import rule
from runbook.source import MAX_BYTES, Mapping, Position, Scalar, Sequence, Span, parse_yaml
from runbook.text import one_of, plain

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from runbook.case import Case
    from runbook.pages.scene import Scene
    from runbook.source import Node

ITEMS = "checklist.yaml"
_EXTRA = "extra"
_LAST = 90
_MAX_FILES = 500
_MAX_TEMPLATE = 256 * 1024
_PAGE = re.compile(r"([a-z][a-z0-9-]{0,60})\.md\.j2\Z")
PHASES = {phase.value.replace(" ", "-"): phase for phase in Phase}
_KEYS = ("phase", "text", "rule")


@dataclass(frozen=True, slots=True)
class HouseItem:
    """An own item of a checklist; `rule` is the code of the rule that answers it, "" for people."""

    phase: Phase
    text: str
    rule: str = ""

    @property
    def id(self) -> str:
        """The stable name of its tick."""
        return f"own-{slug(self.text)}"


def house_renderer(case: Case, renderer: Renderer) -> Renderer:
    """A renderer with the project's own templates where it configured some, else `renderer`.

    Raises:
        InputError: its folder holds what no folder of templates should.
    """
    if case.templates is None:
        return renderer
    _check(case.templates)
    return Renderer(house=case.templates)


def _check(folder: Path) -> None:
    """Accept a folder of templates: few and small files, and no link that leads elsewhere."""
    paths = list(islice(folder.rglob("*"), _MAX_FILES + 1))
    if len(paths) > _MAX_FILES:
        raise _refuse(str(folder), f"there are more than {_MAX_FILES} files")
    for path in sorted(paths):
        if path.is_symlink():
            raise _refuse(str(path), "a link among templates could lead elsewhere")
        if path.stat().st_size > _MAX_TEMPLATE:
            raise _refuse(str(path), f"a template has at most {_MAX_TEMPLATE} bytes")


def extra_pages(scene: Scene) -> list[tuple[PageKind, tuple[Draft, ...]]]:
    """The pages of ``extra/``, last in the navigation; a page is titled by its first line."""
    house = scene.renderer.house
    folder = None if house is None else house / _EXTRA
    if folder is None or not folder.is_dir():
        return []
    return [_extra(path) for path in sorted(folder.iterdir())]


def _extra(path: Path) -> tuple[PageKind, tuple[Draft, ...]]:
    hit = _PAGE.match(path.name)
    if hit is None:
        raise _refuse(str(path), "a page is called NAME.md.j2, in lower case")
    title, _, _ = path.read_text(encoding="utf-8", errors="replace").partition("\n")
    if not title.startswith("# ") or "<%" in title:
        raise _refuse(str(path), "a page begins with its title: # Title")
    draft = Draft(f"{_EXTRA}-{hit[1]}.md", title[2:].strip(), f"{_EXTRA}/{path.name}")
    kind = PageKind(f"{_EXTRA}-{hit[1]}", draft.title, _LAST, lambda _: (draft,))
    return kind, (draft,)


def house_items(folder: Path | None) -> tuple[HouseItem, ...]:
    """The items of ``checklist.yaml``; none when there is no such file.

    Raises:
        InputError: all problems of the file.
    """
    path = None if folder is None else folder / ITEMS
    if path is None or not path.exists():
        return ()
    with path.open("rb") as stream:
        text = stream.read(MAX_BYTES).decode("utf-8", "replace")
    document = parse_yaml(text, str(path))
    problems = list(document.problems)
    if not isinstance(document.root, Sequence):
        raise _refuse(str(path), "this is a list of items, each with phase and text")
    items = []
    for node in document.root.items:
        found = list(_problems(node))
        problems += found
        if not found and isinstance(node, Mapping):
            items.append(_item(node))
    if problems:
        raise InputError(problems)
    return tuple(items)


def _item(node: Mapping) -> HouseItem:
    words = {key.text: value.text for key, value in node.pairs if isinstance(value, Scalar)}
    return HouseItem(PHASES[words["phase"]], words["text"], words.get("rule", ""))


def _problems(node: Node) -> Iterator[Problem]:
    if not isinstance(node, Mapping):
        yield Problem("an item is a mapping", node.span, expected="phase, text, and perhaps rule")
        return
    for key, value in node.pairs:
        if key.text not in _KEYS:
            yield Problem("an item has no such key", key.span, plain(key.text), one_of(_KEYS))
        elif not isinstance(value, Scalar) or not value.text.strip() or "\n" in value.text:
            yield Problem(f"{key.text} is text on one line", value.span)
        elif key.text == "phase" and value.text not in PHASES:
            yield Problem(
                "there is no such phase", value.span, plain(value.text), one_of([*PHASES])
            )
        elif key.text == "rule" and rule(value.text) is None:
            hint = "`runbook explain` lists the rules"
            yield Problem("there is no such rule", value.span, plain(value.text), hint=hint)
    for name in ("phase", "text"):
        if node.get(name) is None:
            yield Problem(f"an item needs {name}", node.span)


def _refuse(path: str, message: str) -> InputError:
    start = Position(1, 1)
    return InputError([Problem(message, Span(path, start, start))])
