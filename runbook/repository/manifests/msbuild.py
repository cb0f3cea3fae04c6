"""``*.csproj`` and ``Directory.Build.props``: MSBuild properties that are plain text.

Source: learn.microsoft.com/nuget/reference/msbuild-targets, "Pack target";
learn.microsoft.com/visualstudio/msbuild/customize-by-directory.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.repository.manifests.xml import read_properties
from runbook.repository.model import Manifest

if TYPE_CHECKING:
    from runbook.repository.checkout import Content
    from runbook.repository.manifests.xml import Property

PROPS = "Directory.Build.props"
_NAMES = ("PackageId", "AssemblyName")
_VERSIONS = ("PackageVersion", "Version", "VersionPrefix")
_URLS = ("RepositoryUrl", "PackageProjectUrl")
_NOT_PACKED_SDKS = frozenset({"Microsoft.NET.Sdk.Web", "Microsoft.NET.Sdk.BlazorWebAssembly"})


def read_msbuild(content: Content) -> Manifest:
    """A project file; without a ``PackageId`` its file name is the package's name.

    Raises:
        InputError: it is not XML, or has a document type.
    """
    project = read_properties(content)
    properties = project.properties
    name = _first(properties, _NAMES)
    version = _first(properties, _VERSIONS)
    url = _first(properties, _URLS)
    stem = content.path.rpartition("/")[2].rpartition(".")[0]
    return Manifest(
        "csproj",
        content.path,
        "nuget",
        (name.text if name else stem) if name is None or name.is_static else None,
        version.text if version and version.is_static else None,
        private=_is_private(properties, project.sdk),
        repository_url=url.text if url and url.is_static else None,
        name_span=name.span if name and name.is_static else None,
        version_span=version.span if version and version.is_static else None,
        dynamic=_dynamic({"name": name, "version": version, "repository": url}),
        inherited=_unset({"version": version, "repository": url}, properties),
    )


def read_props(content: Content) -> Manifest:
    """The properties that the projects below a folder share.

    Raises:
        InputError: it is not XML, or has a document type.
    """
    properties = read_properties(content).properties
    version, url = _first(properties, _VERSIONS), _first(properties, _URLS)
    shared = {"version": version, "repository": url}
    static = {key: found.text for key, found in shared.items() if found and found.is_static}
    if _is_private(properties, ""):
        static["publish"] = "false"
    return Manifest(
        PROPS,
        content.path,
        "nuget",
        dynamic=_dynamic(shared),
        shared=static,
    )


def _first(properties: dict[str, Property], names: tuple[str, ...]) -> Property | None:
    return next((properties[name] for name in names if name in properties), None)


def _is_private(properties: dict[str, Property], sdk: str) -> bool:
    packable = properties.get("IsPackable")
    if packable:
        return packable.text.lower() == "false"
    test = properties.get("IsTestProject")
    return sdk in _NOT_PACKED_SDKS or (test is not None and test.text.lower() == "true")


def _dynamic(found: dict[str, Property | None]) -> frozenset[str]:
    return frozenset(key for key, value in found.items() if value and not value.is_static)


def _unset(found: dict[str, Property | None], properties: dict[str, Property]) -> frozenset[str]:
    unset = {key for key, value in found.items() if value is None}
    return frozenset(unset if "IsPackable" in properties else unset | {"publish"})
