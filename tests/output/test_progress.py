from __future__ import annotations

import io

import pytest

from runbook.output.progress import Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def usual(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setenv("TERM", "xterm")


def said(stream: io.StringIO, *, wanted: bool = True) -> str:
    with Progress(stream, wanted=wanted) as progress:
        progress("compiling")
        progress("building")
    return stream.getvalue()


def test_a_terminal_sees_one_line_that_goes_away() -> None:
    assert said(Terminal()) == "\r\x1b[Kcompiling ...\r\x1b[Kbuilding ...\r\x1b[K"


def test_nobody_else_sees_anything(monkeypatch: pytest.MonkeyPatch) -> None:
    assert said(io.StringIO()) == ""
    assert said(Terminal(), wanted=False) == ""
    monkeypatch.setenv("TERM", "dumb")
    assert said(Terminal()) == ""
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("CI", "true")
    assert said(Terminal()) == ""
