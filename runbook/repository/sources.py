"""Which files pages and checks are made from: said once, for all who ask in their own language.

Scripts that a workflow calls can be anywhere, so a change of one alone is not among them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from runbook.forges.github.semantics.filters import exactly
from runbook.model.forge import ForgeKind
from runbook.repository.manifests.read import manifest_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

FOLDERS = (".runbook", ".github")
"""Folders beside the descriptor in which every file counts."""
NAMES = ("runbook*.yaml", "*.md", ".gitlab-ci.yml")
"""Descriptor, records, documents and the pipeline; manifests count as well."""
_ONLY_ON = {".github": ForgeKind.GITHUB, ".gitlab-ci.yml": ForgeKind.GITLAB}


def filters(forge: ForgeKind, ecosystems: Iterable[str], templates: str = "") -> list[str]:
    """For the path filters of GitHub and GitLab, which read these patterns alike.

    `ecosystems` are those of the registries that a project publishes to, `templates` is its
    folder of own templates.
    """
    folders, names = (
        [one for one in some if _ONLY_ON.get(one, forge) is forge] for some in (FOLDERS, NAMES)
    )
    if templates and templates.partition("/")[0] not in folders:
        folders.append(exactly(templates))
    manifests = [name for one in ecosystems for name in manifest_names(one)]
    patterns = [*(f"**/{name}" for name in (*names, *manifests)), *(f"{one}/**" for one in folders)]
    return list(dict.fromkeys(patterns))


def files_beside(folder: Path) -> Iterator[Path]:
    """Those in a descriptor's `folder`: looking through all folders below would take too long."""
    for pattern in (*(f"{name}/**/*" for name in FOLDERS), *NAMES, *manifest_names()):
        yield from folder.glob(pattern)


def expression() -> str:
    """A regular expression of paths, for pre-commit."""
    names = "|".join(
        re.escape(name).replace(r"\*", "[^/]*") for name in (*NAMES, *manifest_names())
    )
    return f"(^|/)({names})$|(^|/)({'|'.join(map(re.escape, FOLDERS))})/"
