"""Brings a set of files into a folder: only what changed, removing only what was ours."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from runbook.errors import RefusedError
from runbook.output.change import Change, Written, apply
from runbook.output.manifest import MANIFEST, Manifest, digest, read_manifest
from runbook.output.portable import check_paths
from runbook.output.workplace import WORK, workplace

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

_SHOWN = 5


def write_folder(folder: Path, files: Mapping[str, str | bytes], *, force: bool = False) -> Written:
    """Make our part of `folder` hold exactly `files`.

    A file that is already as it should be is not touched. Files of others stay. A file of ours
    that somebody edited is refused, unless `force`: an edit belongs into the descriptor.

    Raises:
        RefusedError: the folder is not ours, a path is unfit, a file is in the way or was edited,
            another run is at work (then nothing was written), or the system does not let us write.
    """
    change = change_of(folder, files, force=force)
    if change.needed or (folder / WORK).is_dir():  # a run that was killed at its very end left it
        with writing(folder) as work:
            apply(work, change)
    return change.result


def change_of(folder: Path, files: Mapping[str, str | bytes], *, force: bool = False) -> Change:
    """What `write_folder` would do, with its refusals; nothing is written."""
    if MANIFEST in files:
        raise RefusedError(f"{MANIFEST} is our own list of files")
    check_paths([*files, MANIFEST, WORK])
    contents = {path: _encoded(files[path]) for path in sorted(files)}
    with _refusing(folder):
        old = _owned(folder)
        strays = [path for path in old.files if path not in contents]
        found = {path: _content(folder, path) for path in (*contents, *strays)}
    if not force:
        _refuse_edited(folder, old, contents, found)
    _refuse_foreign(folder, old, contents, found)
    changed = {path: content for path, content in contents.items() if found[path] != content}
    removed = tuple(path for path in strays if found[path] is not None)
    new = Manifest({path: (digest(content),) for path, content in contents.items()})
    return Change(folder, changed, removed, old, new)


@contextmanager
def writing(folder: Path) -> Iterator[Path]:
    """The workplace of `folder`, for `apply`.

    Raises:
        RefusedError: another run is at work there, or the system does not let us write.
    """
    with _refusing(folder), workplace(folder) as work:
        yield work


@contextmanager
def _refusing(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise RefusedError(f"cannot write {error.filename or folder}: {error.strerror}") from error


def _encoded(content: str | bytes) -> bytes:
    return content if isinstance(content, bytes) else content.encode()


def _owned(folder: Path) -> Manifest:
    """What we own in `folder`: nothing in an empty or absent one."""
    if not folder.exists():
        return Manifest()
    if not folder.is_dir():
        raise RefusedError(f"{folder} is not a folder")
    manifest = read_manifest(folder)
    if manifest is not None:
        return manifest
    foreign = sorted(entry.name for entry in os.scandir(folder) if entry.name != WORK)
    if foreign:
        raise _refusal(f"{folder} holds files that are not ours", foreign, "choose an empty folder")
    return Manifest()


def _content(folder: Path, path: str) -> bytes | None:
    """The content of the regular file at `path`, or None when there is nothing."""
    place = folder
    for segment in path.split("/"):
        place /= segment
        if place.is_symlink():
            raise RefusedError(f"{place} is a symbolic link, and could lead elsewhere")
    if place.is_dir():
        raise RefusedError(f"{place} is a folder, and a file should stand there")
    try:
        return place.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None


def _refuse_edited(
    folder: Path, old: Manifest, files: Mapping[str, bytes], found: Mapping[str, bytes | None]
) -> None:
    edited = [
        path
        for path, content in found.items()
        if content is not None
        and path in old.files
        and content != files.get(path)
        and not old.knows(path, content)
    ]
    if edited:
        hint = "move the edits elsewhere, or overwrite them with --force"
        raise _refusal(f"generated files in {folder} were edited", edited, hint)


def _refuse_foreign(
    folder: Path, old: Manifest, files: Mapping[str, bytes], found: Mapping[str, bytes | None]
) -> None:
    foreign = [
        path for path in files if path not in old.files and found[path] not in {None, files[path]}
    ]
    if foreign:
        raise _refusal(f"files that are not ours stand in {folder}", foreign, "move them elsewhere")


def _refusal(what: str, paths: Iterable[str], hint: str) -> RefusedError:
    listed = list(paths)
    more = f" and {len(listed) - _SHOWN} more" if len(listed) > _SHOWN else ""
    return RefusedError(f"{what}: {', '.join(listed[:_SHOWN])}{more}", hint=hint)
