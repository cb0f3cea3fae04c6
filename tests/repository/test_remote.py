"""Owner and repository come out of every spelling of a remote, and nothing else does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runbook.repository.remote import Remote, parse_remote

DEMO = Remote("github.com", "acme", "demo")


@pytest.mark.parametrize(
    "url",
    [
        "https://github.com/acme/demo",
        "https://github.com/acme/demo.git",
        "https://github.com/acme/demo/",
        "http://www.github.com/acme/demo",
        "https://user:ghp_secret@GitHub.com/acme/demo.git",
        "ssh://git@github.com/acme/demo.git",
        "ssh://git@ssh.github.com:443/acme/demo.git",
        "git+ssh://git@github.com/acme/demo.git",
        "git://github.com/acme/demo.git",
        "git@github.com:acme/demo.git",
        "git@github.com:/acme/demo.git",
        "github.com:acme/demo",
    ],
)
def test_spellings_of_one_repository(url: str) -> None:
    assert parse_remote(url) == DEMO


@pytest.mark.parametrize(
    ("url", "remote"),
    [
        ("git@gitlab.com:acme/platform/demo.git", ("gitlab.com", "acme/platform", "demo")),
        ("https://git.example.org:8443/a/b.c", ("git.example.org", "a", "b.c")),
        ("https://github.com/acme/demo.js.git", ("github.com", "acme", "demo.js")),
    ],
)
def test_other_forges(url: str, remote: tuple[str, str, str]) -> None:
    assert parse_remote(url) == remote


@pytest.mark.parametrize(
    "url",
    [
        *("", "/srv/git/demo.git", "../demo", "C:/work/demo", "C:\\work\\demo"),
        *("file:///srv/acme/demo.git", "https://github.com/acme", "https://github.com/"),
        *("https://github.com/a/../b", "https://github.com/./b", "git@github.com:acme"),
        *("https://github.com/acme/de mo", "https://github.com/acme/\x1b[31m", "https:///a/b"),
        "https://github.com/acme/demo\n[core]",
    ],
)
def test_what_names_no_repository(url: str) -> None:
    assert parse_remote(url) is None


@given(st.text(alphabet="ab./:@-\x1b \n", max_size=40))
def test_a_part_never_holds_what_a_name_cannot(url: str) -> None:
    remote = parse_remote(f"https://github.com/{url}")
    if remote is not None:
        assert not set(remote.repo) & set("/:@\x1b \n")
        assert ".." not in remote.owner.split("/")
