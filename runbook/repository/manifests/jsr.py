"""``jsr.json``, ``deno.json`` and their commented forms.

Source: jsr.io/docs/package-configuration.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.repository.manifests.json_text import key_span, read_json
from runbook.repository.manifests.values import table, text, texts
from runbook.repository.model import Manifest

if TYPE_CHECKING:
    from runbook.repository.checkout import Content


def read_jsr(content: Content) -> Manifest | None:
    """The package; None for a Deno configuration that names none.

    Raises:
        InputError: it is not JSON.
    """
    data = read_json(content)
    name, version = text(data, "name"), text(data, "version")
    members = texts(data.get("workspace")) or texts(table(data, "workspace").get("members"))
    if name is None and not members:
        return None
    return Manifest(
        content.path.rpartition("/")[2],
        content.path,
        "jsr",
        name,
        version,
        private=data.get("publish") is False,
        name_span=key_span(content, "name", name),
        version_span=key_span(content, "version", version),
        members=members,
    )
