"""Uploads of reusable workflows in other repositories: known ones, and those handed a credential.

Their files are not visible. Nothing is assumed of them but what the caller's own file shows.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from runbook.forges.github.syntax.model import UsesKind
from runbook.repository.follow import filled
from runbook.repository.follow_job import credential_client
from runbook.repository.follow_steps import Upload
from runbook.repository.publish_clients import Client, clients
from runbook.repository.publish_match import Invocation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runbook.repository.follow import Reached

_WORDS = re.compile(r"[a-z]+")
# A file called so, allowed to write contents, makes a release; with another it prepares one.
_RELEASES = frozenset({"release", "releases"})
_PREPARES = frozenset(
    {"draft", "drafter", "prepare", "pr", "notes", "test", "check", "label", "please"}
)


def remote_uploads(reached: Reached) -> Iterator[Upload]:
    """What the call of a remote workflow uploads, as far as the call itself shows it."""
    uses = reached.job.uses
    if uses is None or uses.kind is not UsesKind.REMOTE:
        return
    secrets = {} if isinstance(reached.job.secrets, str) else reached.job.secrets
    passed = {**filled(reached.job.with_, reached.knowledge), **filled(secrets, reached.knowledge)}
    inputs = {name.lower(): value for name, value in passed.items()}
    client = clients().by_workflow.get(uses.action)
    known = client is not None
    client = client or credential_client(inputs, "reusable") or _release(reached, uses.path)
    if client is not None:
        via = f"reusable:{uses.text}"
        found = Invocation(client, inputs=inputs)
        yield Upload(found, uses.span, via, "", certain=reached.certain, visible=known)


def _release(reached: Reached, path: str) -> Client | None:
    words = set(_WORDS.findall(path.rpartition("/")[2].rpartition(".")[0].lower()))
    if not reached.can_write or not words & _RELEASES or words & _PREPARES:
        return None
    return Client("reusable", "github-releases", forge_token=True)
