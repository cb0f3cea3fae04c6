from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from runbook.descriptor.load import load_descriptor
from runbook.descriptor.read import read_text
from runbook.errors import InputError, Problem
from runbook.source import MAX_BYTES

if TYPE_CHECKING:
    from pathlib import Path


def problem_of(path: Path) -> Problem:
    with pytest.raises(InputError) as caught:
        load_descriptor(path)
    (problem,) = caught.value.problems
    assert problem.span is not None
    assert problem.span.file == str(path)
    return problem


def test_a_missing_file(tmp_path: Path) -> None:
    assert problem_of(tmp_path / "runbook.yaml").message == "the file does not exist"


def test_a_folder(tmp_path: Path) -> None:
    assert problem_of(tmp_path).message == "this is a folder, not a file"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert problem_of(tmp_path / "pipe").message == "this is not a regular file"


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="needs permissions")
def test_an_unreadable_file(tmp_path: Path) -> None:
    file = tmp_path / "runbook.yaml"
    file.write_text("runbook: 1", encoding="utf-8")
    file.chmod(0)
    if os.access(file, os.R_OK):
        pytest.skip("root reads everything")
    problem = problem_of(file)
    assert (problem.message, problem.found) == ("the file cannot be read", "Permission denied")


@pytest.mark.parametrize("name", ["a" * 300, "file/below", "nul\0byte"])
def test_a_name_the_system_refuses(name: str, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert problem_of(tmp_path / name).message == "the file cannot be read"


def test_a_binary_file(tmp_path: Path) -> None:
    file = tmp_path / "runbook.yaml"
    file.write_bytes(b"\x7fELF\x00\x00")
    assert problem_of(file).message == "the file is binary"


def test_another_encoding_is_named_at_its_byte(tmp_path: Path) -> None:
    file = tmp_path / "runbook.yaml"
    file.write_bytes("owner: acme\ntitle: Größe".encode("latin-1"))
    problem = problem_of(file)
    assert problem.message == "the file is not UTF-8"
    assert problem.found == "byte 0xf6"
    assert str(problem.span).endswith(":2:10")


def test_utf_16_is_not_utf_8(tmp_path: Path) -> None:
    file = tmp_path / "runbook.yaml"
    file.write_bytes("runbook: 1".encode("utf-16"))
    assert problem_of(file).message == "the file is binary"


@pytest.mark.parametrize("size", [MAX_BYTES + 1, 100 * MAX_BYTES], ids=["a byte more", "100 MiB"])
def test_a_big_file_is_not_read_to_its_end(size: int, tmp_path: Path) -> None:
    file = tmp_path / "runbook.yaml"
    with file.open("wb") as stream:
        stream.truncate(size)
    assert problem_of(file).message == "the file is too big"


def test_as_big_as_it_may_be(tmp_path: Path) -> None:
    file = tmp_path / "runbook.yaml"
    file.write_bytes(b"#" * MAX_BYTES)
    assert len(read_text(file, "x")) == MAX_BYTES


def test_a_byte_order_mark_is_dropped(tmp_path: Path) -> None:
    file = tmp_path / "runbook.yaml"
    file.write_bytes(b"\xef\xbb\xbfrunbook: 1")
    assert read_text(file, "x") == "runbook: 1"


def test_a_link_that_leads_out_of_the_checkout_is_not_read(tmp_path: Path) -> None:
    checkout = tmp_path / "checkout"
    (checkout / ".git").mkdir(parents=True)
    (tmp_path / "outside.yaml").write_text("secret\n")
    (checkout / "mine.yaml").write_text("mine\n")
    (checkout / "in.yaml").symlink_to("mine.yaml")
    (checkout / "out.yaml").symlink_to("../outside.yaml")
    assert read_text(checkout / "in.yaml", "in.yaml") == "mine\n"
    with pytest.raises(InputError, match="leads out of the repository"):
        read_text(checkout / "out.yaml", "out.yaml")
    (tmp_path / "anywhere.yaml").symlink_to("checkout/out.yaml")
    assert read_text(tmp_path / "anywhere.yaml", "anywhere.yaml") == "secret\n", "no checkout"
