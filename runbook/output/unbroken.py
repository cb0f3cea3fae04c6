"""Not to be stopped in the middle of something short."""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

# There is no SIGHUP on Windows.
_STOPPING = tuple(
    signal.Signals[name] for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
)


@contextmanager
def unbroken() -> Iterator[None]:
    """Keep Ctrl+C and polite ends of the process waiting until the block is through.

    Nothing holds SIGKILL. Only the main thread is asked to stop, so others need nothing.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    heard: list[int] = []

    def hear(number: int, _: FrameType | None) -> None:
        heard.append(number)

    before = {number: signal.signal(number, hear) for number in _STOPPING}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler or signal.SIG_DFL)
        for first in heard[:1]:
            signal.raise_signal(first)
