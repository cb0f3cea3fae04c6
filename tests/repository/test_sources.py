"""Whoever asks which files pages are made from gets the same answer, each in its own language."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from runbook.forges.github.semantics.filters import selects
from runbook.model.forge import ForgeKind
from runbook.registries.catalog import all_registries
from runbook.repository.manifests.read import is_manifest, manifest_names
from runbook.repository.read import is_document
from runbook.repository.sources import expression, files_beside, filters

ROOT = Path(__file__).parents[2]
ECOSYSTEMS = sorted({item.data.ecosystem for item in all_registries()})
SOURCES = {
    "descriptor": "runbook.yaml",
    "records": "runbook.records.yaml",
    "template": ".runbook/templates/pages/setup.md.j2",
    "workflow": ".github/workflows/release.yml",
    "local action": ".github/actions/publish/action.yml",
    "document": "README.md",
    "python": "pyproject.toml",
    "rust": "Cargo.toml",
    "javascript": "package.json",
    "ruby": "demo.gemspec",
    "dotnet": "Demo.csproj",
}
OTHERS = ("src/demo.py", "docs/index.html", "xrunbook.yml", "a.github/x", "pyproject.toml.bak")


@pytest.mark.parametrize("path", SOURCES.values(), ids=SOURCES)
def test_a_source_is_one_for_everybody(path: str, tmp_path: Path) -> None:
    assert selects(filters(ForgeKind.GITHUB, ECOSYSTEMS), path)
    assert re.search(expression(), path)
    (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / path).write_text("")
    assert tmp_path / path in set(files_beside(tmp_path))


@pytest.mark.parametrize("path", OTHERS)
def test_another_file_is_one_for_nobody(path: str, tmp_path: Path) -> None:
    assert not selects(filters(ForgeKind.GITHUB, ECOSYSTEMS), path)
    assert not re.search(expression(), path)
    (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / path).write_text("")
    assert tmp_path / path not in set(files_beside(tmp_path))


@pytest.mark.parametrize("path", ["README.md", "docs/a/release.md", ".github/SECURITY.md"])
def test_documents_that_rules_read_are_sources(path: str) -> None:
    assert is_document(path)
    assert selects(filters(ForgeKind.GITHUB, ()), path)


def test_manifests_in_folders_below_are_sources() -> None:
    found = filters(ForgeKind.GITHUB, ["rust"])
    assert selects(found, "crates/a/Cargo.toml")
    assert not selects(found, "pyproject.toml")


def test_a_project_has_filters_for_what_its_forge_and_registries_read() -> None:
    found = filters(ForgeKind.GITLAB, ["containers"], "own [x]/templates")
    assert found == [
        *("**/runbook*.yaml", "**/*.md", "**/.gitlab-ci.yml", ".runbook/**"),
        r"own \[x]/templates/**",
    ]
    assert filters(ForgeKind.GITLAB, [], ".runbook/templates") == found[:-1]


def test_every_manifest_belongs_to_an_ecosystem_of_a_registry() -> None:
    of_one = {name for one in ECOSYSTEMS for name in manifest_names(one)}
    assert of_one == set(manifest_names())
    assert all(is_manifest(name.replace("*", "x")) for name in of_one)
    assert manifest_names("nothing of ours") == ()


def test_the_hooks_run_for_the_same_files() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    files = {hook["id"]: hook["files"] for hook in hooks}
    assert files["runbook-check"] == files["runbook-build"] == expression()
