"""A checkout read as a whole."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING

from runbook.errors import InputError, Problem
from runbook.forges.github.syntax.read import read_workflow
from runbook.model.forge import WORKFLOWS, ForgeKind
from runbook.repository.actions import read_actions
from runbook.repository.checkout import Checkout
from runbook.repository.git import read_git
from runbook.repository.manifests.read import MAX_MANIFESTS, is_manifest, read_manifests
from runbook.repository.model import Repository
from runbook.repository.pipelines import forge_of, read_pipelines
from runbook.repository.walk import walk_files

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from runbook.forges.github.syntax.model import Workflow

MAX_WORKFLOWS = 5_000
MAX_DOCS = 2_000


def read_repository(
    root: Path, forge: ForgeKind | None = None, entries: Iterable[str] = ()
) -> Repository:
    """Read the checkout at `root`: git's facts, workflows, pipelines, local actions, manifests.

    `forge` is where its jobs run, None where nobody said. `entries` are pipeline files besides the
    usual one, for projects on GitLab that configured another. What cannot be read is left out and
    stands in `Repository.problems`, as do the problems of file names and encodings; those of the
    content of a workflow or pipeline stay with it.

    Raises:
        InputError: there is no such folder.
    """
    checkout = Checkout(root)
    problems: list[Problem] = []
    with _garbage_kept():
        workflows = tuple(read_workflows(checkout, problems))
        git = read_git(checkout)
        forge = forge or forge_of(checkout, git, workflows)
        on_gitlab = forge is ForgeKind.GITLAB
        pipelines = read_pipelines(checkout, entries, problems) if on_gitlab else ()
    files = list(walk_files(checkout, problems))
    paths = [path for path in files if is_manifest(path.rpartition("/")[2])]
    _report_cut(len(paths), MAX_MANIFESTS, "manifests", problems)
    manifests, unread = read_manifests(checkout, paths[:MAX_MANIFESTS])
    problems.extend(unread)
    return Repository(
        checkout.label,
        checkout,
        git,
        workflows,
        read_actions(checkout, workflows, problems),
        manifests,
        tuple(islice((path for path in files if is_document(path)), MAX_DOCS)),
        tuple(problems),
        pipelines,
        forge,
    )


def read_workflows(checkout: Checkout, problems: list[Problem]) -> list[Workflow]:
    """The files GitHub takes for workflows, by name; unreadable ones are added to `problems`.

    Source: github/docs workflow-syntax.md: ``.yml`` or ``.yaml``, no subfolders.
    """
    try:
        checkout.path(WORKFLOWS)
    except InputError as error:
        problems.extend(error.problems)
        return []
    names = [name for name in checkout.names(WORKFLOWS) if name.endswith((".yml", ".yaml"))]
    _report_cut(len(names), MAX_WORKFLOWS, "workflow files", problems)
    found = (_workflow(checkout, name, problems) for name in names[:MAX_WORKFLOWS])
    return [workflow for workflow in found if workflow is not None]


def _workflow(checkout: Checkout, name: str, problems: list[Problem]) -> Workflow | None:
    if not name.isprintable():
        message = "a file name cannot be shown; it is not read"
        problems.append(Problem(message, found=ascii(name)))
        return None
    try:
        content = checkout.load(f"{WORKFLOWS}/{name}")
        problems.extend(content.problems)
        return read_workflow(content.text, content.path)
    except InputError as error:
        problems.extend(error.problems)
        return None


def is_document(path: str) -> bool:
    """Whether a path is one of the texts people read: README, CONTRIBUTING, docs, .github."""
    folder, _, name = path.rpartition("/")
    if not name.lower().endswith((".md", ".markdown")):
        return False
    top = folder.partition("/")[0]
    return top in {"docs", "doc", ".github"} or name.upper().startswith(("README", "CONTRIBUTING"))


@contextmanager
def _garbage_kept() -> Iterator[None]:
    """Suspend the garbage collector: every node read is kept, so it would look in vain.

    It takes a third of the time of reading 1,000 workflows (1.3 s with it, 0.85 s without).
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _report_cut(count: int, limit: int, what: str, problems: list[Problem]) -> None:
    if count > limit:
        message = f"there are too many {what}; only the first {limit} are read"
        problems.append(Problem(message, found=str(count), expected=f"at most {limit}"))
