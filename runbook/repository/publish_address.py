"""Which registry an address, the name of an index or an image reference belongs to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from runbook.repository.publish_clients import clients
from runbook.repository.scripts_words import is_known

if TYPE_CHECKING:
    from runbook.repository.publish_clients import Table

LOCAL = "local"  # a registry that lives only for the run
_HOST = re.compile(
    r"(?:[a-z][a-z0-9+.-]{0,20}:)?//(?:[^/@\s]{0,200}@)?(\[[0-9a-f:]+\]|[^/:\s]+)", re.IGNORECASE
)
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}\Z")


def registry_of_address(text: str) -> str | None:
    """The registry's id, `LOCAL`, or the bare host of one that is not in the table.

    None for a text that is not known or that names nothing.
    """
    table = clients()
    if text.lower() in table.names:
        return table.names[text.lower()]
    match = _HOST.match(text)
    host = (match[1] if match else text.partition("/")[0]).lower()
    if not is_known(host):
        return None
    found = _of_host(host.partition(":")[0] if not host.startswith("[") else host, table)
    return found or (host if _NAME.match(host) and (match or "." in host) else None)


def registry_of_image(reference: str) -> str | None:
    """The registry of an image reference: without a host it is Docker Hub.

    None when the host is not known.
    """
    text = reference.removeprefix("docker://").removeprefix("oci://")
    first, slash, _ = text.partition("/")
    if not is_known(first):
        return None
    has_host = bool(slash) and ("." in first or ":" in first or first == "localhost")
    return registry_of_address(first) if has_host else "dockerhub"


def _of_host(host: str, table: Table) -> str | None:
    if host in table.local_hosts:
        return LOCAL
    labels = host.split(".")
    for at in range(len(labels)):
        found = table.addresses.get(".".join(labels[at:]))
        if found:
            return found
    return None
