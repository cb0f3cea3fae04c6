"""``package.json`` and ``pnpm-workspace.yaml``.

Source: docs.npmjs.com/cli/configuring-npm/package-json; pnpm.io/pnpm-workspace_yaml.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.repository.manifests.json_text import key_span, read_json
from runbook.repository.manifests.values import table, text, texts
from runbook.repository.model import Manifest
from runbook.source import parse_yaml, to_python

if TYPE_CHECKING:
    from runbook.repository.checkout import Content
    from runbook.repository.manifests.values import Data


def read_package_json(content: Content) -> Manifest | None:
    """The package; None for a file that names nothing (``{"type": "module"}``).

    Raises:
        InputError: it is not JSON.
    """
    data = read_json(content)
    name, version = text(data, "name"), text(data, "version")
    members = texts(data.get("workspaces")) or texts(table(data, "workspaces").get("packages"))
    if name is None and not members:
        return None
    return Manifest(
        "package.json",
        content.path,
        "npm",
        name,
        version,
        private=data.get("private") is True,
        repository_url=_url(data),
        name_span=key_span(content, "name", name),
        version_span=key_span(content, "version", version),
        members=members,
    )


def read_pnpm_workspace(content: Content) -> Manifest | None:
    """The workspace; None when it lists no packages.

    Raises:
        InputError: it is not YAML.
    """
    data = to_python(parse_yaml(content.text, content.path).root)
    members = texts(data.get("packages")) if isinstance(data, dict) else ()
    return (
        Manifest("pnpm-workspace.yaml", content.path, "npm", members=members) if members else None
    )


def _url(data: Data) -> str | None:
    return text(data, "repository") or text(table(data, "repository"), "url")
