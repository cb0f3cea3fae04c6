"""The list of files we wrote into a folder: what may be replaced and removed, and nothing else."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from runbook.errors import RefusedError
from runbook.output.portable import check_paths

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

MANIFEST = ".runbook-manifest.json"
_VERSION = 1
_MAX_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Manifest:
    """Path to the digests its content may have.

    One digest a path at rest. While files are being replaced there are two, the old and the
    new one, so that a run that was killed leaves nothing the next run would not know.
    """

    files: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def knows(self, path: str, content: bytes) -> bool:
        """Whether `content` is what we wrote at `path`."""
        return digest(content) in self.files.get(path, ())

    def joined(self, new: Manifest) -> Manifest:
        """Both states at once, for the time in between."""
        paths = sorted({*self.files, *new.files})
        return Manifest(
            {
                path: tuple(dict.fromkeys((*self.files.get(path, ()), *new.files.get(path, ()))))
                for path in paths
            }
        )

    def text(self) -> str:
        """The manifest as JSON, sorted, one file a line."""
        files = {path: list(self.files[path]) for path in sorted(self.files)}
        lines = [f"  {json.dumps(path)}: {json.dumps(digests)}" for path, digests in files.items()]
        body = ",\n".join(lines)
        return f'{{"runbook": {_VERSION}, "files": {{\n{body}\n}}}}\n'


def digest(content: bytes) -> str:
    """How a file's content is known."""
    return hashlib.sha256(content).hexdigest()


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest of `folder`, or None when there is none.

    Raises:
        RefusedError: it is not a manifest of ours, so nothing tells which files are.
    """
    path = folder / MANIFEST
    if not path.is_symlink() and not path.exists():
        return None
    try:
        if path.is_symlink() or path.stat().st_size > _MAX_BYTES:
            raise ValueError  # noqa: TRY301 - one way out for all that is no manifest
        files = _files(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, RecursionError, RefusedError):
        hint = "build into another folder, or remove this one yourself"
        raise RefusedError(f"{path} is not a manifest of this version", hint=hint) from None
    return Manifest(files)


def _files(data: object) -> dict[str, tuple[str, ...]]:
    if not isinstance(data, dict) or data.get("runbook") != _VERSION:
        raise ValueError
    files = data.get("files")
    if not isinstance(files, dict) or not all(map(_is_digests, files.values())):
        raise ValueError
    check_paths(files)
    return {path: tuple(digests) for path, digests in files.items()}


def _is_digests(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)
