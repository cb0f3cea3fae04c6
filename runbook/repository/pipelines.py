"""The pipelines of a project on GitLab, read through the checkout."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.errors import InputError, Problem
from runbook.model.forge import GITLAB_FILE, ForgeKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from runbook.forges.github.syntax.model import Workflow
    from runbook.forges.gitlab.syntax.model import Pipeline
    from runbook.repository.checkout import Checkout
    from runbook.repository.model import GitFacts

MAX_PIPELINES = 100


def forge_of(checkout: Checkout, git: GitFacts, workflows: tuple[Workflow, ...]) -> ForgeKind:
    """Where the jobs run: by the files that are here; where both or none are, by the remote."""
    named = "gitlab" in (git.host or "").lower()
    stands = _stands(checkout, GITLAB_FILE)
    here = named if stands == bool(workflows) else stands
    return ForgeKind.GITLAB if here else ForgeKind.GITHUB


def read_pipelines(
    checkout: Checkout, named: Iterable[str], problems: list[Problem]
) -> tuple[Pipeline, ...]:
    """The pipeline of the usual file, and those of the `named` files that it does not include.

    A file that is not there is left out; one that is refused is added to `problems`.
    """
    found: list[Pipeline] = []
    files = list(dict.fromkeys((GITLAB_FILE, *named)))
    if len(files) > MAX_PIPELINES:
        message = f"there are too many pipeline files; only the first {MAX_PIPELINES} are read"
        expected = f"at most {MAX_PIPELINES}"
        problems.append(Problem(message, found=str(len(files)), expected=expected))
    for file in files[:MAX_PIPELINES]:
        included = any(file in one.files for one in found)
        if not included and _stands(checkout, file):
            found.append(_pipeline(checkout, file, problems))
    return tuple(found)


def _pipeline(checkout: Checkout, file: str, problems: list[Problem]) -> Pipeline:
    from runbook.forges.gitlab.syntax.read import read_pipeline  # noqa: PLC0415 - only on GitLab

    met: set[str] = set()

    def load(path: str) -> str | None:
        new = path not in met
        met.add(path)
        try:
            content = checkout.load(path)
        except InputError as error:
            problems.extend(error.problems if new and _stands(checkout, path) else ())
            return None
        problems.extend(content.problems if new else ())
        return content.text

    return read_pipeline(file, load, checkout.names)


def _stands(checkout: Checkout, path: str) -> bool:
    """Whether there is something of that name, which may still be refused."""
    folder, _, name = path.rpartition("/")
    return name in checkout.names(folder)
