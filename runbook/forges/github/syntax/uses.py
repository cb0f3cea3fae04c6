"""The forms of ``uses``: local, self-repository, remote and docker.

Source: github/docs reusing-workflow-configurations.md@6a4a926; ``$/``: zizmorcore/zizmor
docs/audits.md@11bbf7e (`self-repository`, July 2026).
"""

from __future__ import annotations

from posixpath import normpath
from typing import TYPE_CHECKING, Literal

from runbook.forges.github.syntax.model import Uses, UsesKind
from runbook.model.forge import WORKFLOWS
from runbook.text import plain

if TYPE_CHECKING:
    from runbook.source import Span

Where = Literal["step", "job"]

_PREFIXES = {"./": UsesKind.LOCAL, "$/": UsesKind.SELF}


def parse_uses(text: str, span: Span, where: Where, comment: str = "") -> Uses:
    """The parts of a ``uses`` text; what GitHub would refuse there is of kind invalid."""
    text = text.strip()
    if "${{" in text:
        return Uses(UsesKind.INVALID, text, span, comment=comment)
    if text.startswith("docker://"):
        kind = UsesKind.DOCKER if where == "step" and len(text) > len("docker://") else None
        path = text.removeprefix("docker://")
        return Uses(kind or UsesKind.INVALID, text, span, path=path, comment=comment)
    if text[:2] in _PREFIXES:
        return _local(text, span, where, comment)
    return _remote(text, span, where, comment)


def uses_refusal(uses: Uses, where: Where) -> str:
    """Why GitHub refuses an invalid `uses`, in its words."""
    if where == "step":
        return f"Expected format {{org}}/{{repo}}[/path]@ref. Actual '{plain(uses.text)}'"
    start = "invalid value workflow reference: "
    path = uses.path
    if uses.text[:2] not in _PREFIXES and not uses.ref:
        return start + "no version specified"
    if not path.startswith(WORKFLOWS + "/"):
        return start + f"references to workflows must be rooted in '{WORKFLOWS}'"
    return start + (
        f"workflows must be defined at the top level of the {WORKFLOWS}/ directory"
        if "@" not in path
        else "a local reference takes no version"
    )


def is_workflow_path(path: str) -> bool:
    """Whether a path below a repository is one where GitHub looks for workflows."""
    folder, _, name = path.rpartition("/")
    return folder == WORKFLOWS and name.endswith((".yml", ".yaml"))


def _local(text: str, span: Span, where: Where, comment: str) -> Uses:
    path = normpath(text[2:]).lstrip("/")
    path = "" if path == "." else path
    valid = is_workflow_path(path) == (where == "job")
    kind = _PREFIXES[text[:2]] if valid else UsesKind.INVALID
    return Uses(kind, text, span, path=path, comment=comment)


def _remote(text: str, span: Span, where: Where, comment: str) -> Uses:
    name, _, ref = text.partition("@")
    owner, _, rest = name.partition("/")
    repo, _, path = rest.partition("/")
    path = path.rstrip("/")
    named = bool(owner and repo and ref) and "@" not in ref and owner not in {".", ".."}
    valid = named and is_workflow_path(path) == (where == "job")
    kind = UsesKind.REMOTE if valid else UsesKind.INVALID
    return Uses(kind, text, span, owner, repo, path, ref, comment)
