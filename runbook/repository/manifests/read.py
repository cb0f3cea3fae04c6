"""Which file is read by which manifest reader, and what manifests take from those above them."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING

from runbook.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from runbook.errors import Problem
    from runbook.repository.checkout import Checkout, Content
    from runbook.repository.model import Manifest

    Reader = Callable[[Content], Manifest | None]

_READERS = {
    "pyproject.toml": ("pyproject", "read_pyproject"),
    "setup.cfg": ("setup_cfg", "read_setup_cfg"),
    "setup.py": ("setup_py", "read_setup_py"),
    "Cargo.toml": ("cargo", "read_cargo"),
    "package.json": ("npm", "read_package_json"),
    "pnpm-workspace.yaml": ("npm", "read_pnpm_workspace"),
    "jsr.json": ("jsr", "read_jsr"),
    "jsr.jsonc": ("jsr", "read_jsr"),
    "deno.json": ("jsr", "read_jsr"),
    "deno.jsonc": ("jsr", "read_jsr"),
    "pubspec.yaml": ("pubspec", "read_pubspec"),
    "Directory.Build.props": ("msbuild", "read_props"),
}
_SUFFIXES = {
    ".gemspec": ("gemspec", "read_gemspec"),
    ".csproj": ("msbuild", "read_msbuild"),
    ".fsproj": ("msbuild", "read_msbuild"),
    ".vbproj": ("msbuild", "read_msbuild"),
}
# The readers whose manifests describe packages of an ecosystem, in the words of the registries.
_ECOSYSTEMS = {
    "dart": ("pubspec",),
    "dotnet": ("msbuild",),
    "javascript": ("npm", "jsr"),
    "python": ("pyproject", "setup_cfg", "setup_py"),
    "ruby": ("gemspec",),
    "rust": ("cargo",),
    "vscode": ("npm",),
}
MAX_MANIFESTS = 2_000
MAX_MANIFEST_BYTES = 524_288


def is_manifest(name: str) -> bool:
    """Whether a file of this name is one that `read_manifests` reads."""
    return _entry(name) is not None


def manifest_names(ecosystem: str | None = None) -> tuple[str, ...]:
    """Names of the files that `read_manifests` reads, ``*`` for any; of one ecosystem, or all."""
    named = {**_READERS, **{f"*{suffix}": entry for suffix, entry in _SUFFIXES.items()}}
    readers = None if ecosystem is None else _ECOSYSTEMS.get(ecosystem, ())
    return tuple(name for name, (one, _) in named.items() if readers is None or one in readers)


def read_manifests(
    checkout: Checkout, paths: Iterable[str]
) -> tuple[tuple[Manifest, ...], tuple[Problem, ...]]:
    """The manifests among `paths` that declare something, and what could not be read."""
    manifests: list[Manifest] = []
    problems: list[Problem] = []
    for path in paths:
        reader = _reader(path.rpartition("/")[2])
        try:
            content = checkout.load(path, MAX_MANIFEST_BYTES)
            manifest = reader(content)
        except InputError as error:
            problems.extend(error.problems)
            continue
        problems.extend(content.problems)
        if manifest is not None:
            manifests.append(manifest)
    return _inherit(manifests), tuple(problems)


def _entry(name: str) -> tuple[str, str] | None:
    return _READERS.get(name) or _SUFFIXES.get(name[name.rfind(".") :])


def _reader(name: str) -> Reader:
    # Imported when first used: most repositories have manifests of one or two kinds.
    module, function = _entry(name) or ("", "")
    reader: Reader = getattr(import_module(f"runbook.repository.manifests.{module}"), function)
    return reader


def _inherit(manifests: list[Manifest]) -> tuple[Manifest, ...]:
    shared = {
        (manifest.ecosystem, manifest.folder): manifest for manifest in manifests if manifest.shared
    }
    return tuple(
        _with_shared(manifest, shared) if manifest.inherited else manifest for manifest in manifests
    )


def _with_shared(manifest: Manifest, shared: dict[tuple[str, str], Manifest]) -> Manifest:
    """Take the inherited keys from the nearest folder above that shares something."""
    folder = manifest.folder
    above = shared.get((manifest.ecosystem, folder))
    while above is None and folder:
        folder = folder.rpartition("/")[0]
        above = shared.get((manifest.ecosystem, folder))
    if above is None:
        return manifest
    values = {key: above.shared[key] for key in manifest.inherited if key in above.shared}
    return replace(
        manifest,
        version=values.get("version", manifest.version),
        repository_url=values.get("repository", manifest.repository_url),
        private=manifest.private or values.get("publish") == "false",
    )
