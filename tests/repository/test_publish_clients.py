"""The table of clients: every row is reachable, and every row is only reached when it uploads."""

from __future__ import annotations

import pytest

from runbook.repository.publish_clients import Client, Fields, clients
from runbook.repository.publish_match import action_invocation, invocation, program, unwrapped

TABLE = clients()
COMMANDS = [(words, item) for item in TABLE.clients for words in item.commands]
ACTIONS = [(action, item) for item in TABLE.clients for action in item.actions]


def inputs_for(client: Client) -> dict[str, str]:
    """Inputs that make an action upload."""
    for name, values in client.requires.inputs.items():
        return {name: values[0].strip("*") or "x"}
    return {}


@pytest.mark.parametrize(
    ("words", "client"), COMMANDS, ids=[" ".join(words) for words, _ in COMMANDS]
)
def test_commands(words: tuple[str, ...], client: Client) -> None:
    found = invocation((*words, *client.requires.flags[:1]), {})
    assert found is not None
    assert found.client.id == client.id
    for flag in client.refuses.flags:
        assert invocation((*words, *client.requires.flags[:1], flag), {}) is None
    if client.requires.flags:
        assert invocation(words, {}) is None


@pytest.mark.parametrize(("action", "client"), ACTIONS, ids=[action for action, _ in ACTIONS])
def test_actions(action: str, client: Client) -> None:
    assert action == action.lower()
    found = action_invocation(action, inputs_for(client), {})
    assert found is not None
    assert found.client is client
    for name, values in client.refuses.inputs.items():
        refused = {**inputs_for(client), name: values[0].strip("*")}
        assert action_invocation(action, refused, {}) is None
    if client.requires.inputs:
        assert action_invocation(action, {}, {}) is None


def test_every_client_can_be_found() -> None:
    for client in TABLE.clients:
        assert client.actions or client.commands or client.workflows or client.calls
        assert client.oidc in {"permission", "minted", "never"}
        assert client.registry or client.images.used or client.address != Fields()


def test_registries_are_consistent() -> None:
    named = {client.registry for client in TABLE.clients} | set(TABLE.addresses.values())
    assert set(TABLE.names.values()) <= named
    assert {login.registry for login in TABLE.minters.values()} <= named
    assert set(TABLE.credentials.values()) <= named


@pytest.mark.parametrize("words", TABLE.wrappers, ids=str)
def test_wrappers(words: str) -> None:
    for wrapper in TABLE.wrappers[words]:
        options = tuple(part for name in wrapper.values[:1] for part in (name, "value"))
        skipped = ("skipped",) * wrapper.skip
        line = (*wrapper.words, *options, *skipped, "twine", "upload")
        assert unwrapped(line) == ("twine", "upload")


def test_programs() -> None:
    assert program("./node_modules/.bin/twine") == "twine"
    assert program("C:\\bin\\NuGet.exe") == "nuget"
    assert program("semantic-release@25") == "semantic-release"
    assert program("@changesets/cli@2") == "changeset"
    assert program("@scope/other@1") == "other"
