"""GitHub's `sub` taken apart, and the claims that follow from those a log shows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_SUBJECT = re.compile(
    r"repo:(?P<owner>[^/@:\s]{1,100})(?:@(?P<owner_id>\d{1,20}))?"
    r"/(?P<repo>[^/@:\s]{1,200})(?:@(?P<repo_id>\d{1,20}))?(?::(?P<rest>.{1,300}))?"
)


@dataclass(frozen=True, slots=True)
class Subject:
    """A `sub` of GitHub taken apart. `immutable` means that it carries the numbers.

    `rest` is what follows the repository; `custom` says that it is none of the default forms.
    """

    owner: str
    repo: str
    rest: str
    immutable: bool

    @property
    def environment(self) -> str | None:
        """The environment's name; None when the subject names none."""
        head, _, name = self.rest.partition(":")
        return name if head == "environment" and name else None

    @property
    def custom(self) -> bool:
        """Whether an organisation changed the template."""
        return not self.rest.startswith(("ref:", "environment:", "pull_request"))


def subject(text: str) -> Subject | None:
    """The parts of a `sub`; None when it does not start with ``repo:OWNER/REPO``."""
    hit = _SUBJECT.fullmatch(text)
    if hit is None:
        return None
    return Subject(hit["owner"], hit["repo"], hit["rest"] or "", hit["owner_id"] is not None)


def derived(printed: Mapping[str, str]) -> dict[str, str]:
    """The printed claims and those that follow from them; "" for an environment that is not there.

    Dumps of before mid-2024 have no environment; the default `sub` says it.
    """
    values = dict(printed)
    parts = subject(printed.get("sub", ""))
    if parts is not None:
        values.setdefault("repository", f"{parts.owner}/{parts.repo}")
        if not parts.custom and "environment" not in values:
            values["environment"] = parts.environment or ""
    if "repository" in values:
        values.setdefault("repository_owner", values["repository"].partition("/")[0])
    return values
