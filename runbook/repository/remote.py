"""Host, owner and repository out of a remote's URL; credentials in it are dropped."""

from __future__ import annotations

import re
from typing import NamedTuple

_NAME = r"[A-Za-z0-9_.-]{1,100}"
_URL = re.compile(
    rf"(?:git\+)?(?:https?|ssh|git)://(?:[^/@]{{0,512}}@)?({_NAME})(?::\d{{1,5}})?/(.+)\Z"
)
_SCP = re.compile(rf"(?:[^/@:]{{0,512}}@)?({_NAME}):(?!//)(.+)\Z")
_PATH = re.compile(rf"({_NAME}(?:/{_NAME}){{0,20}})/({_NAME})\Z")
_SAME_HOST = {"www.github.com": "github.com", "ssh.github.com": "github.com"}
_DRIVE_LENGTH = 1  # `C:\work` is a folder, not a host


class Remote(NamedTuple):
    """Where a repository lives; `owner` may be a path of groups."""

    host: str
    owner: str
    repo: str


def parse_remote(url: str) -> Remote | None:
    """The parts of a git URL in any of its spellings; None for a local path or an odd text."""
    match = _URL.match(url) or _SCP.match(url)
    if match is None or len(match[1]) == _DRIVE_LENGTH:
        return None
    path = _PATH.match(match[2].strip("/").removesuffix(".git"))
    if path is None or {".", ".."} & set(match[2].split("/")):
        return None
    host = match[1].lower()
    return Remote(_SAME_HOST.get(host, host), path[1], path[2])
