"""Which packages an upload carries: named by the command, or those the manifests declare."""

from __future__ import annotations

from posixpath import normpath
from typing import TYPE_CHECKING

from runbook.repository.members import ecosystem_of
from runbook.repository.publish_match import options
from runbook.repository.publish_registry import image_names
from runbook.repository.scripts_words import UNKNOWN, is_known

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runbook.repository.follow_job import JobState
    from runbook.repository.model import Manifest, Repository
    from runbook.repository.publish_match import Invocation

MAX_PACKAGES = 500
_NAMED = ("-p", "--package", "-w", "--workspace", "--filter", "-F")
_PLACED = ("--manifest-path", "-C", "--directory", "--dir", "--prefix", "--cwd")
_WHOLE = frozenset({"--workspace", "--workspaces", "-ws", "-r", "--recursive", "--all", "-A"})
_WHOLE_CLIENTS = frozenset({"changesets", "lerna", "nx", "release-plz", "melos"})
_ASIDE = frozenset(
    {
        "test",
        "tests",
        "example",
        "examples",
        "fixture",
        "fixtures",
        "testdata",
        "benchmarks",
        "docs",
    }
)


def packages(
    found: Invocation, registry: str, repository: Repository, folder: str, job: JobState
) -> tuple[str, ...]:
    """The names, the most likely first; empty where the registry knows no packages."""
    if registry == "github-releases":
        return ()
    if found.client.images.used:
        return image_names(found, registry, job)
    ecosystem = ecosystem_of(registry)
    if ecosystem == "github-packages":
        ecosystem = found.client.registry
    known = _published(repository, ecosystem)
    chosen = _chosen(found, known, folder)
    return tuple(dict.fromkeys(_name(item, ecosystem) for item in chosen))[:MAX_PACKAGES]


def _published(repository: Repository, ecosystem: str) -> list[Manifest]:
    """Manifests that can be published, the root's first, those of tests and examples last."""
    own = (repository.repo or "").lower()
    fitting = [
        item
        for item in repository.manifests
        if item.ecosystem == ecosystem and _own(item) and not item.private and "{" not in item.path
    ]
    real = [item for item in fitting if not _ASIDE & set(item.path.lower().split("/")[:-1])]
    return sorted(
        real or fitting, key=lambda item: (item.folder != "", (item.name or "").lower() != own)
    )


def _chosen(found: Invocation, known: list[Manifest], folder: str) -> list[Manifest]:
    names = set(options(found.argv, _NAMED))
    named = [item for item in known if item.name in names]
    if named:
        return named
    whole = bool(_WHOLE & set(found.argv)) or found.client.id in _WHOLE_CLIENTS
    for place in _places(found, folder):
        here = [item for item in known if item.folder == place]
        if here and not whole:
            return here
    if whole or any(UNKNOWN in word for word in found.argv) or not known:
        return known
    return [item for item in known if item.folder == ""] or known


def _places(found: Invocation, folder: str) -> Iterator[str]:
    """Folders the command names, then the one it runs in; those that are known."""
    base = folder if is_known(folder) else ""
    words = [*options(found.argv, _PLACED), *(word for word in found.argv[2:] if "/" in word)]
    for word in words:
        if is_known(word) and not word.startswith("/"):
            path = normpath(f"{base}/{word}" if base else word)
            yield path.rpartition("/")[0] if path.endswith((".toml", ".json", ".yaml")) else path
    if base:
        yield normpath(base)


def _own(item: Manifest) -> str:
    """The declared name; a gemspec that computes it is called like its gem."""
    stem = item.path.rpartition("/")[2].removesuffix(".gemspec")
    return item.name or (stem if item.kind == "gemspec" else "")


def _name(item: Manifest, ecosystem: str) -> str:
    name = _own(item)
    return name.replace("_", "-") if ecosystem == "pypi" else name
