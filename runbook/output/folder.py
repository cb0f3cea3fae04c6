"""Writes a set of files into a folder: only what changed, removing only what was ours.

Each file is written beside its place and renamed into it. Nothing is flushed to the disk: the
files can be made again, and a killed process loses none of what it handed to the system.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from runbook.errors import RefusedError
from runbook.output.manifest import MANIFEST, Manifest, digest, read_manifest
from runbook.output.portable import check_paths

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

_WORK = ".runbook-tmp"
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Written:
    """What a run did to a folder; paths are relative to it."""

    written: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: int


def write_folder(folder: Path, files: Mapping[str, str | bytes], *, force: bool = False) -> Written:
    """Make our part of `folder` hold exactly `files`.

    A file that is already as it should be is not touched. Files of others stay. A file of ours
    that somebody edited is refused, unless `force`: an edit belongs into the descriptor.

    Raises:
        RefusedError: the folder is not ours, a path is unfit, a file is in the way or was edited
            (then nothing was written), or the system does not let us write.
    """
    if MANIFEST in files:
        raise RefusedError(f"{MANIFEST} is our own list of files")
    check_paths([*files, MANIFEST, _WORK])
    contents = {path: _encoded(files[path]) for path in sorted(files)}
    try:
        return _write(folder, contents, force=force)
    except OSError as error:
        raise RefusedError(f"cannot write {error.filename or folder}: {error.strerror}") from error


def _write(folder: Path, files: Mapping[str, bytes], *, force: bool) -> Written:
    old = _owned(folder)
    new = Manifest({path: (digest(content),) for path, content in files.items()})
    strays = [path for path in old.files if path not in files]
    found = {path: _content(folder, path) for path in (*files, *strays)}
    if not force:
        _refuse_edited(folder, old, files, found)
    _refuse_foreign(folder, old, files, found)
    changed = [path for path, content in files.items() if found[path] != content]
    removed = [path for path in strays if found[path] is not None]
    if changed or removed or old != new:
        folder.mkdir(parents=True, exist_ok=True)
        _replace(folder, MANIFEST, old.joined(new).text().encode())
        for path in removed:
            _remove(folder, path)
        for path in changed:
            _replace(folder, path, files[path])
        _replace(folder, MANIFEST, new.text().encode())
    shutil.rmtree(folder / _WORK, ignore_errors=True)
    return Written(tuple(changed), tuple(removed), len(files) - len(changed))


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
    foreign = sorted(entry.name for entry in os.scandir(folder) if entry.name != _WORK)
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


def _replace(folder: Path, path: str, content: bytes) -> None:
    work = folder / _WORK
    if work.is_symlink():
        raise RefusedError(f"{work} is a symbolic link, and could lead elsewhere")
    work.mkdir(exist_ok=True)
    part = work / "part"
    part.write_bytes(content)
    target = folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    part.replace(target)


def _remove(folder: Path, path: str) -> None:
    target = folder / path
    target.unlink()
    for parent in target.parents:
        if parent == folder:
            break
        try:
            parent.rmdir()
        except OSError:
            break  # somebody else's file is in it
