"""Each kind of manifest says what it declares, and no more."""

from __future__ import annotations

from dataclasses import fields
from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

from runbook.repository.checkout import Checkout
from runbook.repository.manifests.read import is_manifest, read_manifests
from runbook.repository.model import Manifest

if TYPE_CHECKING:
    from pathlib import Path

    from runbook.source import Span

DEFAULTS = Manifest("", "", "")
SPANS = {"name_span", "version_span"}


def read(folder: Path, files: dict[str, str]) -> tuple[tuple[Manifest, ...], list[str]]:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    manifests, problems = read_manifests(Checkout(folder), sorted(files))
    return manifests, [problem.message for problem in problems]


def declared(manifest: Manifest) -> dict[str, object]:
    """The fields that are set, without positions."""
    return {
        item.name: value
        for item in fields(manifest)
        if item.name not in SPANS
        and (value := getattr(manifest, item.name)) != getattr(DEFAULTS, item.name)
    }


def written(text: str, span: Span | None) -> str | None:
    if span is None:
        return None
    line = text.splitlines()[span.start.line - 1]
    return line[span.start.column - 1 : span.end.column - 1]


CASES = {
    "pyproject": (
        "pyproject.toml",
        """
        [build-system]
        requires = ["hatchling"]
        name = "not this one"
        [project]
        name = "demo_pkg"  # a comment
        version = '1.2.3'
        classifiers = ["Private :: Do Not Upload"]
        urls = {Homepage = "https://example.org", "Source Code" = "https://example.org/code"}
        """,
        {
            "ecosystem": "pypi",
            "name": "demo_pkg",
            "version": "1.2.3",
            "private": True,
            "repository_url": "https://example.org/code",
        },
    ),
    "pyproject-dynamic": (
        "pyproject.toml",
        """
        [ project ]
        "name" = "demo"
        dynamic = ["version", "readme"]
        """,
        {"ecosystem": "pypi", "name": "demo", "dynamic": frozenset({"version", "readme"})},
    ),
    "pyproject-poetry": (
        "pyproject.toml",
        """
        [tool.poetry]
        name = "demo"
        version = "0.1.0"
        repository = "https://example.org/r"
        """,
        {
            "ecosystem": "pypi",
            "name": "demo",
            "version": "0.1.0",
            "repository_url": "https://example.org/r",
        },
    ),
    "pyproject-workspace": (
        "pyproject.toml",
        """
        [tool.uv.workspace]
        members = ["packages/*"]
        exclude = ["packages/old"]
        """,
        {"ecosystem": "pypi", "members": ("packages/*", "!packages/old")},
    ),
    "pyproject-odd": (
        "pyproject.toml",
        """
        [project]
        name = 3
        version = ""
        urls = "x"
        classifiers = "Private :: x"
        """,
        {"ecosystem": "pypi"},
    ),
    "setup-cfg": (
        "setup.cfg",
        """
        [options]
        name = no
        [metadata]
        name = demo
        version = attr: demo.__version__
        url = https://example.org
        """,
        {
            "ecosystem": "pypi",
            "name": "demo",
            "repository_url": "https://example.org",
            "dynamic": frozenset({"version"}),
        },
    ),
    "setup-py": (
        "setup.py",
        """
        import setuptools
        NAME = "demo"
        setuptools.version, (A, B) = None, (1, 2)
        VERSION = open("VERSION").read()
        setuptools.setup(name=NAME, version=VERSION, url="https://example.org")
        """,
        {
            "ecosystem": "pypi",
            "name": "demo",
            "repository_url": "https://example.org",
            "dynamic": frozenset({"version"}),
        },
    ),
    "setup-py-rebound": (
        "setup.py",
        """
        from setuptools import setup
        NAME = "demo"
        NAME = NAME + "-nightly"
        setup(name=NAME, version="1.0")
        """,
        {"ecosystem": "pypi", "version": "1.0", "dynamic": frozenset({"name"})},
    ),
    "cargo": (
        "Cargo.toml",
        """
        [package]
        name = "demo"
        version = "0.3.0"
        repository = "https://example.org/demo"
        publish = ["crates-io"]
        """,
        {
            "ecosystem": "crates-io",
            "name": "demo",
            "version": "0.3.0",
            "repository_url": "https://example.org/demo",
        },
    ),
    "cargo-private": (
        "Cargo.toml",
        """
        package.name = "demo"
        package.publish = ["mirror"]
        """,
        {"ecosystem": "crates-io", "name": "demo", "private": True},
    ),
    "cargo-of-toml-1.1": (
        "Cargo.toml",
        """
        [package]
        name = "demo"  # an inline table may end with a comma, and span lines
        description = '''{
        ,}'''
        [dependencies]
        serde = { version = "1", features = [
          "derive",  # a comment }
        ], # another
        default-features = false,
        }
        """,
        {"ecosystem": "crates-io", "name": "demo"},
    ),
    "package-json": (
        "package.json",
        """
        {"description": "name", "author": {"name": "somebody"},
         "name": "@acme/demo", "version": "1.0.0",
         "private": false, "repository": {"type": "git", "url": "https://example.org"},
         "workspaces": {"packages": ["packages/*", 3]}}
        """,
        {
            "ecosystem": "npm",
            "name": "@acme/demo",
            "version": "1.0.0",
            "repository_url": "https://example.org",
            "members": ("packages/*",),
        },
    ),
    "package-json-private": (
        "package.json",
        """{"n\\u0061me": "root", "private": true, "repository": "a/b", "workspaces": ["a"]}""",
        {
            "ecosystem": "npm",
            "name": "root",
            "private": True,
            "repository_url": "a/b",
            "members": ("a",),
        },
    ),
    "pnpm": (
        "pnpm-workspace.yaml",
        "packages: ['packages/*', '!**/test/**']",
        {"ecosystem": "npm", "members": ("packages/*", "!**/test/**")},
    ),
    "jsr": (
        "jsr.jsonc",
        """
        {
          // the "name" of the package
          "name": "@acme/demo", /* and
          more */ "version": "1.0.0",
          "exports": ["./mod.ts",],
        }
        """,
        {"ecosystem": "jsr", "name": "@acme/demo", "version": "1.0.0"},
    ),
    "deno-workspace": (
        "deno.json",
        """{"workspace": {"members": ["./a"]}, "publish": false}""",
        {"ecosystem": "jsr", "private": True, "members": ("./a",)},
    ),
    "pubspec": (
        "pubspec.yaml",
        """
        name: demo
        version: 1.2.0+3
        repository: https://example.org
        workspace: [packages/a]
        """,
        {
            "ecosystem": "pub-dev",
            "name": "demo",
            "version": "1.2.0+3",
            "repository_url": "https://example.org",
            "members": ("packages/a",),
        },
    ),
    "pubspec-private": (
        "pubspec.yaml",
        "name: demo\npublish_to: none\n",
        {"ecosystem": "pub-dev", "name": "demo", "private": True},
    ),
    "gemspec": (
        "demo.gemspec",
        """
        Gem::Specification.new do |spec|
          spec.name = "demo".freeze
          spec.version = Demo::VERSION
          spec.homepage = 'https://example.org'
          spec.metadata["source_code_uri"] = "https://example.org/code"
        end
        """,
        {
            "ecosystem": "rubygems",
            "kind": "gemspec",
            "name": "demo",
            "repository_url": "https://example.org/code",
            "dynamic": frozenset({"version"}),
        },
    ),
    "gemspec-literal": (
        "demo.gemspec",
        """
        Gem::Specification.new do |s|
          s.name = "#{prefix}-demo"
          s.version = '1.0.0'
          s.homepage = "https://example.org"
        end
        """,
        {
            "ecosystem": "rubygems",
            "kind": "gemspec",
            "version": "1.0.0",
            "repository_url": "https://example.org",
            "dynamic": frozenset({"name"}),
        },
    ),
    "csproj": (
        "src/Demo.Core.csproj",
        """\
        <Project Sdk="Microsoft.NET.Sdk">
          <!-- a comment -->
          <PropertyGroup>
            <PackageId>Demo</PackageId>
            <Version>1.0.0</Version>
            <IsPackable>true</IsPackable>
            <RepositoryUrl>https://example.org/$(Name)</RepositoryUrl>
          </PropertyGroup>
          <ItemGroup><Reference Include="X"><Version>9</Version></Reference></ItemGroup>
        </Project>
        """,
        {
            "ecosystem": "nuget",
            "kind": "csproj",
            "name": "Demo",
            "version": "1.0.0",
            "dynamic": frozenset({"repository"}),
        },
    ),
    "csproj-default": (
        "src/Demo.Core.fsproj",
        """\
        <Project Sdk="Microsoft.NET.Sdk.Web">
          <PropertyGroup Condition="'$(CI)' == 'true'"><Version>1.0.0-ci</Version></PropertyGroup>
        </Project>
        """,
        {
            "ecosystem": "nuget",
            "kind": "csproj",
            "name": "Demo.Core",
            "private": True,
            "dynamic": frozenset({"version"}),
            "inherited": frozenset({"repository", "publish"}),
        },
    ),
    "csproj-test": (
        "Demo.Tests.csproj",
        "<Project><PropertyGroup><IsTestProject>true</IsTestProject></PropertyGroup></Project>",
        {
            "ecosystem": "nuget",
            "kind": "csproj",
            "name": "Demo.Tests",
            "private": True,
            "inherited": frozenset({"version", "repository", "publish"}),
        },
    ),
}


@pytest.mark.parametrize(("path", "text", "expected"), CASES.values(), ids=CASES)
def test_declares(tmp_path: Path, path: str, text: str, expected: dict[str, object]) -> None:
    text = dedent(text)
    (manifest,), problems = read(tmp_path, {path: text})
    assert problems == []
    kind = path.rpartition("/")[2]
    assert declared(manifest) == {"kind": kind, "path": path, **expected}
    assert written(text, manifest.name_span) in {manifest.name, None}
    assert written(text, manifest.version_span) in {manifest.version, None}


@pytest.mark.parametrize(
    "case",
    [
        *("pyproject", "pyproject-poetry", "setup-cfg", "setup-py", "cargo", "cargo-private"),
        *("package-json", "jsr", "pubspec", "gemspec", "csproj"),
    ],
)
def test_the_name_has_a_place(tmp_path: Path, case: str) -> None:
    path, text, expected = CASES[case]
    (manifest,), _ = read(tmp_path, {path: dedent(text)})
    assert written(dedent(text), manifest.name_span) == expected["name"]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("pyproject.toml", "[tool.ruff]\nline-length = 100"),
        ("setup.cfg", "[flake8]\nmax-line-length = 100"),
        ("setup.cfg", "[metadata]\nlicense = MIT"),
        ("setup.py", "print('no call')"),
        ("setup.py", "setup(**everything)"),
        ("Cargo.toml", "[dependencies]\nserde = '1'"),
        ("package.json", '{"type": "module"}'),
        ("package.json", "[1, 2]"),
        ("pnpm-workspace.yaml", "catalog: {}"),
        ("deno.json", '{"tasks": {}}'),
        ("pubspec.yaml", "- a"),
    ],
)
def test_a_file_that_declares_no_package_is_none(tmp_path: Path, path: str, text: str) -> None:
    assert read(tmp_path, {path: text}) == ((), [])


@pytest.mark.parametrize(
    ("path", "text", "message"),
    [
        ("pyproject.toml", "[project", "this is not TOML"),
        ("pyproject.toml", "a = " + "[" * 5000, "this is not TOML"),
        ("Cargo.toml", "a = {" * 5000, "this is not TOML"),
        ("setup.cfg", "no section", "this is not an INI file"),
        ("setup.py", "setup(", "this is not Python"),
        ("setup.py", "-" * 100_000 + "1", "this is not Python"),
        ("setup.py", "a" + ".a" * 100_000, "this is not Python"),
        ("setup.py", "a\0b", "this is not Python"),
        ("package.json", "{name: x}", "this is not JSON"),
        ("package.json", "[" * 100_000, "this is not JSON"),
        ("package.json", '{"a": ' + "9" * 10_000 + "}", "this is not JSON"),
        ("pubspec.yaml", "a: [", "this is not YAML: did not find expected node content"),
        ("a.csproj", "<Project>", "this is not XML"),
        (
            "a.csproj",
            '<!DOCTYPE x [<!ENTITY a "b">]><Project>&a;</Project>',
            "a document type is not read here",
        ),
    ],
)
def test_what_cannot_be_read_is_named(tmp_path: Path, path: str, text: str, message: str) -> None:
    assert read(tmp_path, {path: text}) == ((), [message])


def test_cargo_members_take_from_the_workspace_above(tmp_path: Path) -> None:
    shared = "[workspace]\nmembers = ['crates/*']\nexclude = ['crates/old']\n"
    shared += "[workspace.package]\nversion = '2.0.0'\nrepository = 'https://example.org'\n"
    member = "[package]\nname = 'a'\nversion.workspace = true\nrepository = {workspace = true}\n"
    manifests, _ = read(tmp_path, {"Cargo.toml": shared, "crates/a/Cargo.toml": member})
    assert manifests[0].members == ("crates/*", "!crates/old")
    assert (manifests[1].version, manifests[1].repository_url) == ("2.0.0", "https://example.org")
    assert manifests[1].folder == "crates/a"
    assert manifests[0].folder == ""


def test_cargo_members_can_be_kept_private_by_the_workspace(tmp_path: Path) -> None:
    shared = "[workspace.package]\npublish = false\n"
    files = {
        "Cargo.toml": shared,
        "a/Cargo.toml": "[package]\nname = 'a'\npublish.workspace = true\n",
        "b/Cargo.toml": "[package]\nname = 'b'\n",
    }
    manifests, _ = read(tmp_path, files)
    assert [manifest.private for manifest in manifests[1:]] == [True, False]


def test_projects_take_from_the_nearest_props(tmp_path: Path) -> None:
    props = "<Project><PropertyGroup>{}</PropertyGroup></Project>"
    files = {
        "Directory.Build.props": props.format(
            "<Version>1.0</Version><RepositoryUrl>https://example.org</RepositoryUrl>"
        ),
        "src/a/A.csproj": props.format(""),
        "src/b/B.csproj": props.format("<Version>3.0</Version>"),
        "tests/Directory.Build.props": props.format("<IsPackable>false</IsPackable>"),
        "tests/T.csproj": props.format("<Version>$(X)</Version>"),
        "tests/U.csproj": props.format("<IsPackable>true</IsPackable>"),
    }
    manifests, _ = read(tmp_path, files)
    found = {item.name: (item.version, item.private) for item in manifests if item.name}
    assert found == {
        "A": ("1.0", False),
        "B": ("3.0", False),
        "T": (None, True),
        "U": (None, False),
    }


def test_without_anything_above_nothing_is_taken(tmp_path: Path) -> None:
    (manifest,), _ = read(tmp_path, {"a/Cargo.toml": "[package]\nversion.workspace = true\n"})
    assert manifest.version is None


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Cargo.toml", True), ("x.gemspec", True), ("cargo.toml", False), ("x", False), ("", False)],
)
def test_which_files_are_manifests(name: str, expected: bool) -> None:
    assert is_manifest(name) is expected
