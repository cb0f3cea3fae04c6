"""Serves a built site on this machine only, and notices when its sources change."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, BinaryIO

from runbook.model.forge import GITLAB_FILE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from io import BytesIO
    from pathlib import Path

LOOPBACK = "127.0.0.1"
# What beside the descriptor is read from its folder; nothing we write is among it.
_WATCHED = ("runbook*.yaml", ".runbook/**/*", ".github/**/*", GITLAB_FILE, "*.toml", "*.json")

Snapshot = dict[str, tuple[int, int]]


def snapshot(descriptors: Iterable[Path]) -> Snapshot:
    """Size and time of every file that a rebuild would read."""
    found: Snapshot = {}
    for descriptor in descriptors:
        folder = descriptor.resolve().parent
        for path in [descriptor, *(path for glob in _WATCHED for path in folder.glob(glob))]:
            try:
                state = path.stat()
            except OSError:
                continue  # gone since it was listed
            found[str(path)] = (state.st_mtime_ns, state.st_size)
    return found


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
