"""``Cargo.toml``: packages and workspaces.

Source: doc.rust-lang.org/cargo/reference/manifest.html.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.repository.manifests.literal import literal_span
from runbook.repository.manifests.toml import read_toml
from runbook.repository.manifests.values import excluded, table, text, texts
from runbook.repository.model import Manifest

if TYPE_CHECKING:
    from runbook.repository.checkout import Content
    from runbook.repository.manifests.values import Data

_INHERITABLE = ("version", "repository", "publish")
_CRATES_IO = "crates-io"


def read_cargo(content: Content) -> Manifest | None:
    """The package or the workspace; None when the file has neither.

    Raises:
        InputError: it is not TOML.
    """
    data = read_toml(content)
    package, workspace = table(data, "package"), table(data, "workspace")
    if "package" not in data and "workspace" not in data:
        return None
    name, version = text(package, "name"), text(package, "version")
    return Manifest(
        "Cargo.toml",
        content.path,
        _CRATES_IO,
        name,
        version,
        private=_is_private(package),
        repository_url=text(package, "repository"),
        name_span=literal_span(content.text, content.path, "package.name", name),
        version_span=literal_span(content.text, content.path, "package.version", version),
        members=texts(workspace.get("members")) + excluded(texts(workspace.get("exclude"))),
        inherited=frozenset(key for key in _INHERITABLE if table(package, key).get("workspace")),
        shared=_shared(table(workspace, "package")),
    )


def _is_private(package: Data) -> bool:
    publish = package.get("publish", True)
    if isinstance(publish, list):
        return _CRATES_IO not in publish
    return publish is False


def _shared(package: Data) -> dict[str, str]:
    shared = {key: value for key in _INHERITABLE if (value := text(package, key))}
    return shared | ({"publish": "false"} if _is_private(package) else {})
