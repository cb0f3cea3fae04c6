"""Something short that is done as a whole or not at all, however this process is ended.

Signals that ask the process to stop are held until it is done. Against SIGKILL, which nothing can
hold, it is done by a child in a session of its own: the kill of a process or of its group does
not reach that one, which inherits its locks and needs a millisecond.
"""

from __future__ import annotations

import json
import os
import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

# There is no SIGHUP on Windows.
_STOPPING = tuple(
    signal.Signals[name] for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
)


def unbroken(work: Callable[[], None]) -> None:
    """Do `work`, which writes files and says nothing.

    Raises:
        OSError: what `work` raised.
    """
    if threading.current_thread() is not threading.main_thread():
        work()  # only the main thread is asked to stop
        return
    with _held():
        # A process with other threads cannot be copied safely, and Windows copies none.
        if hasattr(os, "fork") and threading.active_count() == 1:
            _in_a_child(work)
        else:
            work()


@contextmanager
def _held() -> Iterator[None]:
    """Keep Ctrl+C and polite ends of the process waiting until the block is through."""
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


def _in_a_child(work: Callable[[], None]) -> None:
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        _as_the_child(work, write)
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        said = pipe.read()
    status = os.waitpid(child, 0)[1]
    if said:
        raise OSError(*json.loads(said))
    if status:
        raise InterruptedError(f"the process that writes the files ended with status {status}")


def _as_the_child(work: Callable[[], None], write: int) -> NoReturn:
    try:
        os.setsid()
        work()
    except OSError as error:
        name = None if error.filename is None else os.fsdecode(error.filename)
        os.write(write, json.dumps([error.errno, error.strerror, name]).encode())
    except BaseException:  # noqa: BLE001 - the parent says that it failed
        os._exit(1)
    os._exit(0)
