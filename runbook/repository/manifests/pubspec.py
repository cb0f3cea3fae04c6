"""``pubspec.yaml``. Source: dart.dev/tools/pub/pubspec."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.repository.model import Manifest
from runbook.source import Mapping, Scalar, Sequence, parse_yaml

if TYPE_CHECKING:
    from runbook.repository.checkout import Content


def read_pubspec(content: Content) -> Manifest | None:
    """The package; None when the file is no mapping with a name.

    Raises:
        InputError: it is not YAML.
    """
    root = parse_yaml(content.text, content.path).root
    name = _scalar(root, "name")
    if name is None:
        return None
    version = _scalar(root, "version")
    publish_to = _scalar(root, "publish_to")
    url = _scalar(root, "repository") or _scalar(root, "homepage")
    members = root.get("workspace") if isinstance(root, Mapping) else None
    return Manifest(
        "pubspec.yaml",
        content.path,
        "pub-dev",
        name.text,
        version.text if version else None,
        private=publish_to is not None and publish_to.text == "none",
        repository_url=url.text if url else None,
        name_span=name.span,
        version_span=version.span if version else None,
        members=_members(members) if isinstance(members, Sequence) else (),
    )


def _scalar(root: object, key: str) -> Scalar | None:
    found = root.get(key) if isinstance(root, Mapping) else None
    return found if isinstance(found, Scalar) and found.text else None


def _members(node: Sequence) -> tuple[str, ...]:
    return tuple(item.text for item in node.items if isinstance(item, Scalar))
