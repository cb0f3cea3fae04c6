"""One line on a terminal that says what is being done, gone when it is done."""

from __future__ import annotations

import os
from typing import Self, TextIO

_CLEAR = "\r\x1b[K"


class Progress:
    """Call it with what is being done. Quiet where nobody watches: no terminal, or in CI."""

    def __init__(self, stream: TextIO, *, wanted: bool = True) -> None:
        self._stream = stream
        terminal = stream.isatty() and os.environ.get("TERM") != "dumb"
        self._shown = wanted and terminal and not os.environ.get("CI")

    def __call__(self, doing: str) -> None:
        """Show `doing` in place of what was shown."""
        if self._shown:
            self._stream.write(f"{_CLEAR}{doing} ...")
            self._stream.flush()

    def __enter__(self) -> Self:
        """Nothing is shown before the first call."""
        return self

    def __exit__(self, *_: object) -> None:
        """Leave the terminal as it was."""
        if self._shown:
            self._stream.write(_CLEAR)
            self._stream.flush()
