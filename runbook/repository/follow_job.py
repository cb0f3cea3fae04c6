"""What steps of a job leave behind for its later uploads: logins, minted, stored credentials."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from runbook.repository.publish_address import registry_of_address
from runbook.repository.publish_clients import Client, Fields, clients
from runbook.repository.scripts_words import is_known, references

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runbook.repository.follow_commands import Stored


@dataclass(slots=True)
class JobState:
    """What was done so far.

    `minted` are registries for which a credential was exchanged; `steps` maps step ids to the
    action they ran; `logins` maps registries to the marked password; `stored` maps registries to
    marked texts; `setup` maps actions to their inputs; `images` maps step ids to references.
    """

    minted: set[str] = field(default_factory=set)
    steps: dict[str, str] = field(default_factory=dict)
    logins: dict[str, str] = field(default_factory=dict)
    stored: dict[str, str] = field(default_factory=dict)
    setup: dict[str, Mapping[str, str]] = field(default_factory=dict)
    images: dict[str, str] = field(default_factory=dict)

    def ran_action(self, name: str, inputs: Mapping[str, str], step_id: str) -> None:
        """Note an action; `inputs` have names in lower case."""
        self.setup[name] = inputs
        if step_id:
            self.steps[step_id] = name
        table = clients()
        minter, login = table.minters.get(name), table.logins.get(name)
        if minter and not any(inputs.get(key) for key in minter.unless_inputs):
            self.minted.add(minter.registry)
        if login:
            address = inputs.get(login.address, "") if login.address else ""
            self._login(login.registry or address, inputs.get(login.token, ""))
        if name in table.image_sources and step_id:
            self.images[step_id] = inputs.get(table.image_sources[name], "")

    def ran_store(self, stored: Stored) -> None:
        """Note a command that keeps a credential."""
        if stored.address:
            self._login(stored.address, stored.value)
        else:
            self.stored[stored.registry] = stored.value

    def _login(self, address: str, password: str) -> None:
        known = address in set(clients().addresses.values())
        registry = address if known else registry_of_address(address or "docker.io")
        if registry is not None:
            self.logins[registry] = password


def credential_client(passed: Mapping[str, str], label: str) -> Client | None:
    """A client for remote code that is handed the stored credential of one registry.

    `passed` are inputs and secrets by name. Recognised by the well-known names of such credentials;
    what the code does with it is not visible. None when nothing of the kind is passed.
    """
    known = clients().credentials
    for name, value in passed.items():
        registry = known.get(name.lower().replace("_", "-"))
        if registry is not None and (references(value) or not is_known(value)):
            return Client(label, registry, token=Fields(inputs=(name.lower(),)))
    return None
