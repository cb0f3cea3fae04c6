"""The forge a project lives on."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from runbook.model.origin import UNKNOWN, Origin, Traced, Unset

if TYPE_CHECKING:
    from collections.abc import Mapping

# Where GitHub reads workflow files, and what GitLab's pipeline starts from unless it is told.
WORKFLOWS: Final = ".github/workflows"
GITLAB_FILE: Final = ".gitlab-ci.yml"


class ForgeKind(StrEnum):
    """The forges we know."""

    GITHUB = "github"
    GITLAB = "gitlab"


@dataclass(frozen=True, slots=True)
class Project(Traced):
    """The repository a descriptor is about.

    `tier` (free, pro, team, enterprise; free, premium, ultimate on GitLab) and `visibility`
    (public, private, internal) stay UNKNOWN unless somebody said so. `slug` names the project's
    folder in a handbook and is safe in a path.
    """

    owner: str
    repo: str
    forge: ForgeKind = ForgeKind.GITHUB
    host: str = "github.com"
    tier: str | Unset = UNKNOWN
    visibility: str | Unset = UNKNOWN
    default_branch: str = "main"
    title: str = ""
    slug: str = ""
    contacts: tuple[Contact, ...] = ()
    origins: Mapping[str, Origin] = field(default_factory=dict, compare=False, repr=False)

    @property
    def full_name(self) -> str:
        """``owner/repo``."""
        return f"{self.owner}/{self.repo}"


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to ask about what; `address` is a URL, an e-mail address or a chat channel."""

    name: str
    role: str = ""
    address: str = ""
