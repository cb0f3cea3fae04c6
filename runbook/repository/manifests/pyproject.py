"""``pyproject.toml``: the project table, Poetry's own, and uv's workspaces.

Source: packaging.python.org/specifications/pyproject-toml; docs.astral.sh/uv/concepts/workspaces.
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

PRIVATE = "Private ::"  # PyPI refuses uploads with such a classifier
_URL_LABELS = ("repository", "source", "sourcecode", "github", "code", "homepage")


def read_pyproject(content: Content) -> Manifest | None:
    """The project declared; None when the file only configures tools.

    Raises:
        InputError: it is not TOML.
    """
    data = read_toml(content)
    poetry = table(data, "tool", "poetry")
    where, project = ("project", table(data, "project"))
    if not project and poetry:
        where, project = "tool.poetry", poetry
    workspace = table(data, "tool", "uv", "workspace")
    if not project and not workspace:
        return None
    name, version = text(project, "name"), text(project, "version")
    return Manifest(
        "pyproject.toml",
        content.path,
        "pypi",
        name,
        version,
        private=any(item.startswith(PRIVATE) for item in texts(project.get("classifiers"))),
        repository_url=_url(project),
        name_span=literal_span(content.text, content.path, f"{where}.name", name),
        version_span=literal_span(content.text, content.path, f"{where}.version", version),
        members=texts(workspace.get("members")) + excluded(texts(workspace.get("exclude"))),
        dynamic=frozenset(texts(project.get("dynamic"))),
    )


def _url(project: Data) -> str | None:
    urls = {_label(key): value for key, value in table(project, "urls").items()}
    urls.update({key: project[key] for key in ("repository", "homepage") if key in project})
    return next((found for label in _URL_LABELS if (found := text(urls, label))), None)


def _label(name: str) -> str:
    """The label as PyPI compares it: without case, spaces and punctuation."""
    return "".join(character for character in name.lower() if character.isalnum())
