"""What would change in the repository's own file."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from runbook.forges.github.syntax.read import read_workflow

if TYPE_CHECKING:
    from runbook.case import Case
    from runbook.repository.model import Repository


def difference(repository: Repository | None, path: str, wanted: str) -> str | None:
    """A unified diff from the file as it is to `wanted`.

    None when nobody looked, or the file is not there; "" when it says the same already.
    """
    if repository is None:
        return None
    texts = {item.path: item.text for item in repository.workflows}
    texts |= {f"{name}/action.yml": item.text for name, item in repository.actions.items()}
    if path not in texts:
        return None
    lines = difflib.unified_diff(
        texts[path].splitlines(), wanted.splitlines(), f"a/{path}", f"b/{path}", lineterm="", n=2
    )
    return "".join(f"{line}\n" for line in lines)


def left_out(case: Case, path: str, wanted: str) -> tuple[str, ...]:
    """The jobs of the repository's workflow that `wanted` in its place would not have.

    Jobs that upload do not count: those of `wanted` take their place, whatever they are called.
    """
    present = case.repository.workflow(path) if case.repository else None
    if present is None:
        return ()
    uploading = {item.job for item in case.found if item.workflow == present.file}
    kept = read_workflow(wanted, path).jobs.keys() | uploading
    return tuple(name for name in present.jobs if name not in kept)
