"""Following `uses` of a job to the file it means, and how claims name that file.

Source: actions/runner WorkflowTemplateConverter.cs@258d6c8 (FullyQualifyWorkflowRef);
github/docs reusing-workflow-configurations.md@6a4a926.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from runbook.forges.github.semantics.claims import workflow_ref
from runbook.forges.github.syntax.model import UsesKind
from runbook.model.origin import UNKNOWN, Unset

if TYPE_CHECKING:
    from runbook.forges.github.syntax.model import Uses

MAX_NESTING = 10

_COMMIT = re.compile(r"[0-9a-f]{40}\Z")
_VERSION = re.compile(r"v?[0-9]+(?:\.[0-9]+)*\Z")
_USUAL_BRANCHES = ("main", "master")


def called_path(uses: Uses, repository: str) -> str | None:
    """The path of the called file in this repository; None when it is in another one."""
    if uses.is_local:
        return uses.path
    if uses.kind is UsesKind.REMOTE and f"{uses.owner}/{uses.repo}".lower() == repository.lower():
        return uses.path
    return None


def called_ref(uses: Uses, repository: str, ref: str) -> str | Unset:
    """`job_workflow_ref` of jobs in the called file, for a run on `ref` of `repository`.

    A local file is taken at the run's own ref. The name behind ``@`` does not say whether it is a
    tag or a branch; where it does not look like one of them, the claim is unknown.
    """
    if uses.is_local:
        return workflow_ref(repository, uses.path, ref)
    full = _full(uses.ref)
    if isinstance(full, Unset):
        return UNKNOWN
    return workflow_ref(f"{uses.owner}/{uses.repo}", uses.path, full)


def _full(name: str) -> str | Unset:
    if _COMMIT.match(name) or name.startswith("refs/"):
        return name
    if _VERSION.match(name):
        return f"refs/tags/{name}"
    return f"refs/heads/{name}" if name in _USUAL_BRANCHES else UNKNOWN
