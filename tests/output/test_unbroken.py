from __future__ import annotations

import os
import signal
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from runbook.output.unbroken import unbroken

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="sends signals to itself")


@pytest.fixture
def stopped() -> Iterator[list[int]]:
    """The signals that reach this process by a handler of its own."""
    heard: list[int] = []
    before = {
        number: signal.signal(number, lambda got, _: heard.append(got))
        for number in (signal.SIGTERM, signal.SIGHUP)
    }
    yield heard
    for number, handler in before.items():
        signal.signal(number, handler)


def test_ctrl_c_waits_for_the_end() -> None:
    done = []

    def work() -> None:
        with unbroken():
            signal.raise_signal(signal.SIGINT)
            done.append("last step")

    with pytest.raises(KeyboardInterrupt):
        work()
    assert done == ["last step"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_so_does_a_polite_end_which_is_handled_as_before(
    stopped: list[int], number: signal.Signals
) -> None:
    with unbroken():
        os.kill(os.getpid(), number)
        assert stopped == []
    assert stopped == [number]
    signal.raise_signal(number)
    assert stopped == [number, number]


def test_an_error_inside_comes_out_when_nothing_was_heard() -> None:
    handler = signal.getsignal(signal.SIGINT)
    with pytest.raises(ZeroDivisionError), unbroken():
        raise ZeroDivisionError
    assert signal.getsignal(signal.SIGINT) is handler


def test_other_threads_are_left_alone() -> None:
    handlers = []

    def work() -> None:
        with unbroken():
            handlers.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert handlers == [signal.getsignal(signal.SIGINT)]
