"""What the blocks of one project hold: the named ones, its pages, and their sections.

They are made from the descriptor alone, so that a block changes when the descriptor does, and
not with the day or with what was measured.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from runbook.errors import InputError, Problem
from runbook.pages.project import drafts_of, project_files, tidy
from runbook.pages.render import PageError
from runbook.pages.scene import Scene
from runbook.readme.kinds import KINDS
from runbook.readme.lines import prose_lines
from runbook.readme.markers import blocks_of
from runbook.readme.plain import plain_markdown
from runbook.rules.catalog import run
from runbook.text import one_of, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runbook.case import Case
    from runbook.pages.render import Renderer
    from runbook.readme.kinds import BlockKind
    from runbook.readme.markers import Block

_KINDS = {kind.name: kind for kind in KINDS}
# Their matter is what was measured, or the date of every fact.
_MEASURED = frozenset({"index", "checklists", "sources"})
_BASE = re.compile(r"(?!/)[A-Za-z0-9._~/-]{1,200}/\Z")


@dataclass(frozen=True)
class Document:
    """Renders the blocks of one project."""

    case: Case
    renderer: Renderer

    @cached_property
    def _scene(self) -> Scene:
        case = replace(self.case, repository=None, live=None, records=None, base=None)
        return Scene(case, self.renderer, run(case))

    def __call__(self, block: Block) -> str:
        """The body of `block`.

        Raises:
            InputError: there is no such block, option or value.
            PageError: a template of it is wrong.
        """
        if block.name in _KINDS:
            body = self._named(block, _KINDS[block.name])
        else:
            body = self._section(block)
        if _holds_markers(body):
            raise PageError(f"the template of the block {block.name} writes markers of blocks")
        return body

    def names(self) -> Iterator[tuple[str, str]]:
        """Every block there is, with what it holds and its options."""
        for kind in KINDS:
            known = (f"{name}={'|'.join(of(self.case.plan))}" for name, of in kind.options.items())
            yield " ".join([kind.name, *known]), kind.holds
        for name in self._sections:
            yield f"{name} pages=FOLDER/", "section of a page" if "#" in name else "a page"

    def _named(self, block: Block, kind: BlockKind) -> str:
        for name, value in block.options.items():
            known = kind.options[name](self.case.plan) if name in kind.options else ()
            if name not in kind.options:
                raise _refuse(
                    block, f"{kind.name} has no option {plain(name)}", tuple(kind.options)
                )
            if value not in known:
                raise _refuse(block, f"{name} cannot be {plain(value)}", known)
        values = kind.values(self._scene, block.options)
        common = {"project": self.case.plan.project, "plan": self.case.plan}
        template = f"blocks/{kind.name}.md.j2"
        return tidy(str(self.renderer(template, **{**common, **values}))).strip("\n")

    def _section(self, block: Block) -> str:
        if block.name not in self._sections:
            raise _refuse(block, f"there is no block {plain(block.name)}", tuple(_KINDS))
        for name, value in block.options.items():
            if name != "pages":
                raise _refuse(block, f"a page has no option {plain(name)}", ("pages",))
            if not _BASE.match(value):
                raise _refuse(block, f"pages cannot be {plain(value)}", ("a folder, as docs/",))
        page = block.name.partition("#")[0]
        base = block.options.get("pages")
        return plain_markdown(self._sections[block.name], base, page.rpartition("/")[0])

    @cached_property
    def _sections(self) -> dict[str, str]:
        """Pages and their sections as rendered, by their names as blocks."""
        found: dict[str, str] = {}
        for path, page in project_files(self._scene, drafts_of(self._scene)).items():
            name, dot, ending = path.rpartition(".")
            if dot and ending == "md" and name not in _MEASURED and "/" not in name:
                found |= _parts(name, page)
        return {key: text for key, text in found.items() if self.case.as_of not in text}


def _holds_markers(body: str) -> bool:
    try:
        return bool(blocks_of(body, ""))
    except InputError:
        return True


def _parts(name: str, page: str) -> dict[str, str]:
    """A page without its title, and each of its sections of the second level."""
    body = page.partition("\n")[2].strip("\n")
    found = {name: body}
    for part in _sections_of(body):
        heading, _, text = part.partition("\n")
        found.setdefault(f"{name}#{_anchor(heading[3:])}", text.strip("\n"))
    return found


def _sections_of(body: str) -> list[str]:
    heads = [offset for _, offset, line in prose_lines(body) if line.startswith("## ")]
    return [body[start:end] for start, end in pairwise([*heads, len(body)])]


def _anchor(heading: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", heading.lower()).strip("-")


def _refuse(block: Block, message: str, known: tuple[str, ...]) -> InputError:
    hint = "`runbook sync --list` names every block and its options"
    return InputError([Problem(message, block.span, expected=one_of(known), hint=hint)])
