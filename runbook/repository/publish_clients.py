"""The table of upload clients (``data/clients.yaml``) as frozen data."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

from runbook.source import read_data

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

Words = tuple[str, ...]
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Fields:
    """Where a value is passed: inputs of an action, options of a command, environment variables.

    `input_flags` are inputs that hold a command line with such options.
    """

    inputs: Words = ()
    flags: Words = ()
    env: Words = ()
    input_flags: Mapping[str, Words] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Condition:
    """Inputs with the values (patterns) that fulfil it, and options whose presence does."""

    inputs: Mapping[str, Words] = field(default_factory=dict)
    flags: Words = ()


@dataclass(frozen=True, slots=True)
class Images:
    """Where image references stand; `values`: inputs of ``key=value`` lists, `last`: last word."""

    inputs: Words = ()
    flags: Words = ()
    values: Words = ()
    last: bool = False

    @property
    def used(self) -> bool:
        """Whether the client names images at all."""
        return bool(self.inputs or self.flags or self.values or self.last)


@dataclass(frozen=True, slots=True)
class Client:
    """One way to upload; the fields are explained at the head of the data file."""

    id: str
    registry: str = ""
    actions: Words = ()
    workflows: Words = ()
    commands: tuple[Words, ...] = ()
    calls: Words = ()
    modules: Words = ()
    events: Words = ()
    address: Fields = Fields()
    token: Fields = Fields()
    oidc: str = "never"
    forge_token: bool = False
    requires: Condition = Condition()
    refuses: Condition = Condition()
    images: Images = Images()
    implies: Words = ()
    delegates: str = ""
    setup: Mapping[str, str] = field(default_factory=dict)
    config: str = ""
    tool: bool = False


@dataclass(frozen=True, slots=True)
class Wrapper:
    """Words that run the command behind them; `skip` words of their own come first."""

    words: Words
    values: Words = ()
    skip: int = 0


@dataclass(frozen=True, slots=True)
class Login:
    """An action that logs in to container registries, or that mints a credential."""

    action: str
    registry: str = ""
    address: str = ""
    token: str = ""
    unless_inputs: Words = ()


@dataclass(frozen=True, slots=True)
class Runner:
    """An action that runs the command in one of its inputs."""

    action: str
    input: str
    language: str = "shell"


@dataclass(frozen=True, slots=True)
class Store:
    """A command that keeps a credential; by its words, or by a text in one of them."""

    registry: str
    command: Words = ()
    contains: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """The whole data file, with the indexes a look-up needs."""

    clients: tuple[Client, ...]
    addresses: Mapping[str, str]
    local_hosts: frozenset[str]
    names: Mapping[str, str]
    minters: Mapping[str, Login]
    logins: Mapping[str, Login]
    image_sources: Mapping[str, str]
    runners: Mapping[str, Runner]
    credentials: Mapping[str, str]
    wrappers: Mapping[str, tuple[Wrapper, ...]]
    inline: tuple[Words, ...]
    binaries: Mapping[str, str]
    stores: tuple[Store, ...]
    login_commands: tuple[Words, ...]
    in_code: tuple[Client, ...]
    by_action: Mapping[str, Client]
    by_workflow: Mapping[str, Client]
    by_command: Mapping[str, tuple[tuple[Words, Client], ...]]


@lru_cache(maxsize=1)
def clients() -> Table:
    """The table, read once."""
    return _table(read_data("repository", "data", "clients.yaml"))


def _table(data: Mapping[str, Any]) -> Table:
    known = tuple(_client(item) for item in data["clients"])
    return Table(
        known,
        data["addresses"],
        frozenset(data["local_hosts"]),
        data["names"],
        {item["action"]: _login(item) for item in data["minters"]},
        {item["action"]: _login(item) for item in data["logins"]},
        {item["action"]: item["input"] for item in data["image_sources"]},
        {item["action"]: Runner(**item) for item in data["runners"]},
        {name: key for key, names in data["credentials"].items() for name in names},
        _by_first_word(_wrappers(data["wrappers"]), lambda item: item.words),
        tuple(tuple(item.split()) for item in data["inline"]),
        data["binaries"],
        tuple(_store(item) for item in data["stores"]),
        tuple(tuple(item.split()) for item in data["login_commands"]),
        tuple(item for item in known if item.calls),
        {action: item for item in known for action in item.actions},
        {path: item for item in known for path in item.workflows},
        _by_first_word(
            ((words, item) for item in known for words in item.commands), lambda pair: pair[0]
        ),
    )


def _client(item: Mapping[str, Any]) -> Client:
    rest = {
        key: item[key]
        for key in ("id", "registry", "oidc", "forge_token", "delegates")
        if key in item
    }
    return Client(
        **rest,
        actions=tuple(item.get("actions", ())),
        workflows=tuple(path.lower() for path in item.get("workflows", ())),
        commands=tuple(tuple(text.split()) for text in item.get("commands", ())),
        calls=tuple(item.get("calls", ())),
        modules=tuple(item.get("modules", ())),
        events=tuple(item.get("events", ())),
        address=_fields(item.get("address", {})),
        token=_fields(item.get("token", {})),
        requires=_condition(item.get("requires", {})),
        refuses=_condition(item.get("refuses", {})),
        images=_images(item.get("images", {})),
        implies=tuple(item.get("implies", ())),
        setup=item.get("setup", {}),
        config=item.get("config", ""),
        tool=item.get("tool", False),
    )


def _fields(item: Mapping[str, Any]) -> Fields:
    words = {key: tuple(value) for key, value in item.items() if key != "input_flags"}
    flags = {key: tuple(value) for key, value in item.get("input_flags", {}).items()}
    return Fields(**words, input_flags=flags)


def _condition(item: Mapping[str, Any]) -> Condition:
    inputs = {key: tuple(value) for key, value in item.get("inputs", {}).items()}
    return Condition(inputs, tuple(item.get("flags", ())))


def _images(item: Mapping[str, Any]) -> Images:
    lists = {key: tuple(value) for key, value in item.items() if key != "words"}
    return Images(**lists, last=item.get("words") == "last")


def _login(item: Mapping[str, Any]) -> Login:
    unless = tuple(item.get("unless_inputs", ()))
    return Login(**{**item, "unless_inputs": unless})


def _store(item: Mapping[str, str]) -> Store:
    return Store(item["registry"], tuple(item.get("command", "").split()), item.get("contains", ""))


def _wrappers(items: Iterable[Mapping[str, Any]]) -> Iterable[Wrapper]:
    for item in items:
        words = tuple(item["words"])
        for first in (words[0], *item.get("aliases", ())):
            yield Wrapper((first, *words[1:]), tuple(item.get("values", ())), item.get("skip", 0))


def _by_first_word(
    items: Iterable[Item], words_of: Callable[[Item], Words]
) -> Mapping[str, tuple[Item, ...]]:
    """By the first word, those with more words first."""
    grouped: dict[str, list[Item]] = {}
    for item in items:
        grouped.setdefault(words_of(item)[0], []).append(item)
    return {
        first: tuple(sorted(alike, key=lambda item: -len(words_of(item))))
        for first, alike in grouped.items()
    }
