from __future__ import annotations

import io
import sys
import zipfile
from typing import TYPE_CHECKING

import pytest

from runbook.diagnosis import archive, part
from runbook.diagnosis.intake import open_log, read_stream, text_part
from runbook.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path


def texts(data: bytes) -> list[tuple[str, str, str]]:
    return [
        (part.job, part.step, "".join(part.chunks)) for part in read_stream(io.BytesIO(data), "x")
    ]


def zipped(files: dict[str, str], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        "grün\n".encode(),
        "\ufeffgrün\n".encode(),
        "\ufeffgrün\n".encode("utf-16-le"),
        "\ufeffgrün\n".encode("utf-16-be"),
        ("grün\n" + "plain text " * 9).encode("utf-16-le"),
        ("grün\n" + "plain text " * 9).encode("utf-16-be"),
    ],
    ids=["utf-8", "utf-8 mark", "utf-16 le", "utf-16 be", "le, no mark", "be, no mark"],
)
def test_encodings_are_recognised(data: bytes) -> None:
    assert texts(data)[0][2].startswith("grün\n")


def test_bytes_that_are_no_text_do_not_stop_it() -> None:
    assert "ok" in texts(b"\xff\xfe\xfd\x00ok ok ok ok")[0][2] or texts(b"\xff\xfe\xfd\x00ok")


def test_a_multibyte_character_on_a_block_border_survives() -> None:
    text = "a" * (part.CHUNK - 5) + "ü" * 20
    assert texts(text.encode())[0][2] == text


def test_an_archive_gives_its_steps_in_the_order_of_the_run() -> None:
    data = zipped(
        {
            "1_publish.txt": "whole",
            "0_build.txt": "whole build",
            "publish/10_Last.txt": "last",
            "publish/2_First step.txt": "first",
            "publish/system.txt": "system",
            "nested.zip": "no",
        }
    )
    assert texts(data) == [
        ("build", "", "whole build"),
        ("publish", "system", "system"),
        ("publish", "First step", "first"),
        ("publish", "Last", "last"),
    ]


def test_names_in_an_archive_cannot_act() -> None:
    ((job, step, text),) = texts(zipped({"../../etc/\x1b[2Jpasswd.txt": "x"}))
    assert (job, step, text) == ("etc", "?[2Jpasswd", "x")


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    with pytest.raises(InputError, match="unpacks to"):
        texts(zipped({"0_a.txt": "\0" * (archive.SUSPICIOUS + 1)}))


def test_too_many_files_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_MEMBERS", 2)
    with pytest.raises(InputError, match="more than 2 files"):
        texts(zipped({f"{number}_a.txt": "" for number in range(3)}))


def test_a_log_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(part, "MAX_BYTES", 1 << 19)
    with pytest.raises(InputError, match="more than 0 MiB"):
        texts(b"a" * (1 << 20))


@pytest.mark.parametrize("cut", [20, 60], ids=["in a member", "in the directory"])
def test_a_damaged_archive_is_one_clear_error(cut: int) -> None:
    data = zipped({"0_a.txt": "text " * 100})
    with pytest.raises(InputError, match="damaged or encrypted"):
        texts(data[:-cut])


def test_a_member_that_does_not_unpack_is_one_clear_error() -> None:
    data = bytearray(zipped({"0_a.txt": "text " * 1000}))
    data[45] ^= 0xFF
    with pytest.raises(InputError, match="damaged or encrypted"):
        texts(bytes(data))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no\.log"):
        list(open_log(tmp_path / "no.log"))


def test_standard_input_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"hello")))
    (one,) = open_log(None)
    assert "".join(one.chunks) == "hello"


def test_a_text_in_memory_is_a_part() -> None:
    assert "".join(text_part("x" * (part.CHUNK + 3)).chunks) == "x" * (part.CHUNK + 3)
