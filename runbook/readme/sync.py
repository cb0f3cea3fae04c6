"""Brings every block of a project up to date, or says which are not."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import unified_diff
from typing import TYPE_CHECKING

from runbook.descriptor.read import read_text
from runbook.errors import InputError, Problem
from runbook.observe import case_of
from runbook.pages.house import house_renderer
from runbook.pages.render import Renderer
from runbook.readme.document import Document
from runbook.readme.files import markdown_files, read, root_of, write
from runbook.readme.seal import source_digest
from runbook.readme.update import State, update

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from runbook.readme.markers import Block


@dataclass(frozen=True, slots=True)
class File:
    """A file and its blocks: `old` as found, `new` as it would be, `states` as they were."""

    path: Path
    old: str
    new: str
    states: tuple[tuple[Block, State], ...]

    @property
    def diff(self) -> str:
        """A unified diff from `old` to `new`, kinds of newlines aside; "" for none."""
        old, new = (text.replace("\r\n", "\n").splitlines() for text in (self.old, self.new))
        name = self.path.as_posix()
        lines = unified_diff(old, new, f"a/{name}", f"b/{name}", lineterm="")
        return "".join(f"{line}\n" for line in lines)


def document_of(descriptor: Path) -> Document:
    """What the blocks of the project of `descriptor` hold.

    Raises:
        InputError: the descriptor is wrong.
    """
    case = case_of(descriptor)
    return Document(case, house_renderer(case, Renderer()))


def look(descriptor: Path, paths: Sequence[Path], *, force: bool = False) -> tuple[File, ...]:
    """Every file with its blocks; without `paths`, the files that have some. Writes nothing.

    Raises:
        InputError: a descriptor, file, marker, block or option is wrong; all are reported.
    """
    document = document_of(descriptor)
    source = source_digest(read_text(descriptor, str(descriptor)), _own(document.renderer.house))
    root = root_of(descriptor.parent)
    files: list[File] = []
    problems: list[Problem] = []
    for path in paths or markdown_files(descriptor.parent):
        try:
            old = read(path, root)
            updated = update(old, str(path), document, source, force=force)
        except InputError as error:
            problems += error.problems
        else:
            files.append(File(path, old, updated.text, updated.states))
    if problems:
        raise InputError(problems)
    return tuple(files)


def save(files: Iterable[File]) -> tuple[Path, ...]:
    """Write the files that change, each in one step; their paths.

    Raises:
        RefusedError: one may not be written.
    """
    changed = [(one.path, one.new) for one in files if one.new != one.old]
    write(changed)
    return tuple(path for path, _ in changed)


def _own(house: Path | None) -> list[bytes]:
    """The project's own templates, which are a source of blocks too."""
    paths = sorted(house.rglob("*")) if house else []
    return [path.read_bytes() for path in paths if path.is_file()]
