"""Nothing outside of a checkout's root is opened, and nothing inside of it without a limit."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from runbook.errors import InputError
from runbook.repository.checkout import Checkout


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    folder = tmp_path / "outside"
    folder.mkdir()
    (folder / "secret").write_text("secret")
    return folder


@pytest.fixture
def inside(tmp_path: Path, outside: Path) -> Path:
    folder = tmp_path / "inside"
    (folder / "a").mkdir(parents=True)
    (folder / "a" / "text").write_text("hällo")
    (folder / "..dots").write_text("a name like any other")
    (folder / "link").symlink_to("a/text")
    (folder / "away").symlink_to(outside / "secret")
    (folder / "gone").symlink_to(outside)
    (folder / "loop").symlink_to("loop")
    for number in range(2000):
        (folder / f"chain{number}").symlink_to(f"chain{number + 1}")
    os.mkfifo(folder / "pipe")
    return folder


@pytest.mark.parametrize("path", ["a/text", "./a//text", "a/../a/text", "link"])
def test_a_file_inside(inside: Path, path: str) -> None:
    content = Checkout(inside).load(path)
    assert (content.path, content.text, content.problems) == (path, "hällo", ())
    assert Checkout(inside).exists(path)


def test_dots_in_a_name_are_no_way_up(inside: Path) -> None:
    assert Checkout(inside).read_text("..dots") == "a name like any other"


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("../outside/secret", "the path leaves the repository"),
        ("a/../../outside/secret", "the path leaves the repository"),
        ("/etc/passwd", "the path leaves the repository"),
        ("..", "the path leaves the repository"),
        ("a\0b", "the path leaves the repository"),
        ("away", "the file leaves the repository"),
        ("gone/secret", "the file leaves the repository"),
        ("missing", "the file cannot be read"),
        ("loop", "this is not a regular file"),
        ("chain0", "the file cannot be read"),
        ("pipe", "this is not a regular file"),
        ("a", "this is not a regular file"),
        ("", "this is not a regular file"),
        ("\ud800", "the file cannot be read"),
        ("x" * 5000, "the file cannot be read"),
    ],
)
def test_refused(inside: Path, path: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        Checkout(inside).load(path)
    assert caught.value.problems[0].message == message
    assert Checkout(inside).read_text(path) is None
    assert not Checkout(inside).exists(path)


def test_a_root_that_is_a_link_is_a_root(inside: Path, tmp_path: Path) -> None:
    (tmp_path / "root").symlink_to(inside)
    assert Checkout(tmp_path / "root").read_text("a/text") == "hällo"


def test_a_root_that_is_none(inside: Path) -> None:
    with pytest.raises(InputError, match="no such folder"):
        Checkout(inside / "a" / "text")


def test_a_neighbour_whose_name_begins_like_the_root_is_outside(inside: Path) -> None:
    neighbour = inside.parent / "inside-too"
    neighbour.mkdir()
    (neighbour / "x").write_text("x")
    (inside / "near").symlink_to(neighbour / "x")
    assert Checkout(inside).read_text("near") is None


def test_the_whole_file_system_can_be_a_root(inside: Path) -> None:
    assert Checkout(Path("/")).read_text(str(inside / "a" / "text").lstrip("/")) == "hällo"


def test_size_is_bounded(inside: Path) -> None:
    assert Checkout(inside).load("a/text", limit=6).text == "hällo"
    with pytest.raises(InputError, match="too big"):
        Checkout(inside).load("a/text", limit=5)


def test_what_is_not_utf_8_is_replaced_and_reported(inside: Path) -> None:
    (inside / "latin").write_bytes(b"a\nb\xe4c")
    content = Checkout(inside).load("latin")
    assert content.text == "a\nb\ufffdc"
    assert [str(problem.span) for problem in content.problems] == ["latin:2:1"]


def test_a_byte_order_mark_is_no_part_of_the_text(inside: Path) -> None:
    (inside / "marked").write_bytes(b"\xef\xbb\xbfa")
    assert Checkout(inside).read_text("marked") == "a"


def test_names_are_those_of_folders_inside(inside: Path) -> None:
    checkout = Checkout(inside)
    assert checkout.names("a") == ("text",)
    for path in ("gone", "..", "missing", "a/text"):
        assert checkout.names(path) == ()
