"""Who a repository is to the forge, as far as its tokens say it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from runbook.model.origin import UNKNOWN, Unset

if TYPE_CHECKING:
    from runbook.model.forge import Project


@dataclass(frozen=True, slots=True)
class Identity:
    """The repository whose workflows run.

    `owner_id` and `repo_id` are numbers as text. `immutable_sub` says whether the token's `sub`
    carries them; None when nobody said. `subject_keys` are the claim keys of a customised `sub`,
    empty for the default one. `enterprise` is the slug of an enterprise's own issuer.
    """

    owner: str
    repo: str
    host: str = "github.com"
    owner_id: str | None = None
    repo_id: str | None = None
    visibility: str | Unset = UNKNOWN
    tier: str | Unset = UNKNOWN
    default_branch: str = "main"
    immutable_sub: bool | None = None
    subject_keys: tuple[str, ...] = ()
    enterprise: str = ""

    @property
    def full_name(self) -> str:
        """``owner/repo``."""
        return f"{self.owner}/{self.repo}"


def identity_of(project: Project) -> Identity:
    """What a descriptor says of the repository; ids and `sub` settings it does not know."""
    return Identity(
        project.owner,
        project.repo,
        project.host,
        visibility=project.visibility,
        tier=project.tier,
        default_branch=project.default_branch,
    )
