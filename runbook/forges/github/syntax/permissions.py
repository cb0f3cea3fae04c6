"""``permissions``: the scopes of a job's token."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.forges.github.syntax.model import Permissions, Text
from runbook.source import Mapping, Scalar

if TYPE_CHECKING:
    from runbook.forges.github.syntax.reading import Reading
    from runbook.source import Node

SHORTHANDS = ("read-all", "write-all")
_ANY = ("read", "write", "none")
_WRITE = ("write", "none")
_READ = ("read", "none")
# actions/languageservices workflow-parser/src/workflow-v1.0.json@4043eda
SCOPES: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(
        (
            *("actions", "artifact-metadata", "attestations", "checks", "code-quality"),
            *("contents", "deployments", "discussions", "drives", "issues", "packages", "pages"),
            *("pull-requests", "repository-projects", "security-events", "statuses"),
        ),
        _ANY,
    ),
    **dict.fromkeys(("copilot-requests", "id-token"), _WRITE),
    **dict.fromkeys(("models", "vulnerability-alerts"), _READ),
}


def read_permissions(node: Node | None, reading: Reading) -> Permissions | None:
    """The permissions written; None when the key is absent or GitHub would refuse its value."""
    if isinstance(node, Mapping):
        return Permissions(node.span, scopes=_scopes(node, reading))
    if isinstance(node, Scalar) and node.text in SHORTHANDS:
        return Permissions(node.span, shorthand=node.text)
    if node is not None:
        reading.unexpected(node, "read-all, write-all or scopes")
    return None


def _scopes(node: Mapping, reading: Reading) -> dict[str, Text]:
    scopes = reading.named_texts(node)
    for key, value in node.pairs:
        allowed = SCOPES.get(key.text)
        if allowed is None:
            reading.unexpected(key, "a permission scope")
        elif key.text in scopes and scopes[key.text].value not in allowed:
            reading.unexpected(value, " or ".join(allowed))
    return scopes
