from __future__ import annotations

import pytest

from runbook.diagnosis.lines import MAX_LINE, Level, Line, clean

TIME = "2026-03-02T10:00:00.1234567Z"


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("plain", Line(1, "plain")),
        (f"{TIME} text", Line(1, "text", time=TIME)),
        (f"\ufeff{TIME} text", Line(1, "text", time=TIME)),
        (f"job\tstep\t{TIME} text", Line(1, "text", job="job", step="step", time=TIME)),
        (f"job\tstep\t\ufeff{TIME} text", Line(1, "text", job="job", step="step", time=TIME)),
        ("ok\tpackage\t0.2s", Line(1, "ok\tpackage\t0.2s")),
        (f"{TIME} ##[error]bad", Line(1, "bad", Level.ERROR, time=TIME)),
        ("::error file=a,line=1::bad", Line(1, "bad", Level.ERROR)),
        ("##[warning]odd", Line(1, "odd", Level.WARNING)),
        ("##[group]Run make", Line(1, "Run make", Level.GROUP)),
        ("##[command]docker run", Line(1, "docker run")),
        ("\x1b[36;1mecho failed\x1b[0m", Line(1, "echo failed", Level.SCRIPT)),
        ("[36;1mecho failed[0m", Line(1, "echo failed", Level.SCRIPT)),
        ("\x1b[31mERROR   \x1b[0m HTTP", Line(1, "ERROR    HTTP")),
        ("[31mERROR   [0m HTTP", Line(1, "ERROR    HTTP")),
        ("\x1b]8;;https://x\x07link\x1b]8;;\x07", Line(1, "link")),
        ("text\r", Line(1, "text")),
        ("10%\r20%", Line(1, "10% 20%")),
        ("> quoted", Line(1, "quoted")),
        ("│ boxed", Line(1, "boxed")),
        ("safe\u202etxt.exe", Line(1, "safetxt.exe")),
        (
            "2026-03-02T10:00:00.123456Z 00O gitlab",
            Line(1, "gitlab", time="2026-03-02T10:00:00.123456Z", gitlab=True),
        ),
        (
            "Running with gitlab-runner 17.5.0",
            Line(1, "Running with gitlab-runner 17.5.0", gitlab=True),
        ),
    ],
    ids=lambda value: None if isinstance(value, Line) else repr(value)[:30],
)
def test_what_surrounds_a_line_is_taken_off(raw: str, expected: Line) -> None:
    assert clean(1, raw) == expected


def test_a_long_line_is_cut() -> None:
    assert len(clean(1, "x" * 100_000).text) == MAX_LINE


def test_names_from_an_archive_are_kept() -> None:
    assert clean(3, "x", "1_a.txt", "job", "step") == Line(
        3, "x", Level.OUTPUT, "job", "step", "", "1_a.txt"
    )
