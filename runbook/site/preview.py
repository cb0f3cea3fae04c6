"""Serves a built site on this machine only, and notices when its sources change."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from functools import lru_cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, BinaryIO

from runbook.descriptor.load import load_descriptor
from runbook.errors import RunbookError
from runbook.repository.sources import FOLDERS, files_beside

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from io import BytesIO
    from pathlib import Path

LOOPBACK = "127.0.0.1"

Snapshot = dict[str, tuple[int, int]]


def snapshot(descriptors: Iterable[Path]) -> Snapshot:
    """Size and time of every file that a rebuild would read."""
    found: Snapshot = {}
    for descriptor in descriptors:
        for path in _read_for(descriptor):
            state = _state(path)
            if state is not None:
                found[str(path)] = state
    return found


def folders(descriptor: Path) -> tuple[Path, ...]:
    """The folders of which a rebuild reads every file: the usual ones, and own templates."""
    names = (*FOLDERS, _templates(descriptor, _state(descriptor)))
    return tuple(descriptor.resolve().parent / name for name in names if name)


def _read_for(descriptor: Path) -> Iterator[Path]:
    yield descriptor
    yield from files_beside(descriptor.resolve().parent)
    for folder in folders(descriptor):
        yield from folder.rglob("*")


def _state(path: Path) -> tuple[int, int] | None:
    try:
        state = path.stat()
    except OSError:
        return None  # gone since it was listed
    return state.st_mtime_ns, state.st_size


@lru_cache(maxsize=256)
def _templates(descriptor: Path, _: tuple[int, int] | None) -> str:
    """The `templates` of a descriptor in one state; "" while it cannot be read."""
    try:
        return load_descriptor(descriptor).templates
    except RunbookError:
        return ""


class _Handler(SimpleHTTPRequestHandler):
    """Files of one folder, to this machine, by its own name, and never from a cache."""

    def send_head(self) -> BytesIO | BinaryIO | None:
        host = (self.headers.get("Host") or "").partition(":")[0]
        if host not in {LOOPBACK, "localhost"}:
            self.send_error(403, "Asked for by another name")
            return None
        return super().send_head()

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing: requests are no news."""


@contextmanager
def serving(folder: Path, port: int) -> Iterator[str]:
    """Serve `folder` in the background; yields the address. Port 0 takes any free one."""
    handler = partial(_Handler, directory=str(folder))
    with ThreadingHTTPServer((LOOPBACK, port), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://{LOOPBACK}:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()
