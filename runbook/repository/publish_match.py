"""A command's words or an action's inputs held against the table of clients."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from runbook.repository.publish_clients import clients
from runbook.repository.scripts_words import UNKNOWN, is_known

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from runbook.repository.publish_clients import Client, Condition, Fields, Wrapper

_SUFFIXES = (".exe", ".cmd", ".bat")
_MAX_WRAPPERS = 12


@dataclass(frozen=True, slots=True)
class Invocation:
    """A client about to run. `argv` is empty for an action; `env` is all it can see."""

    client: Client
    argv: tuple[str, ...] = ()
    inputs: Mapping[str, str] = field(default_factory=dict)
    env: Mapping[str, str] = field(default_factory=dict)

    def option(self, names: Iterable[str]) -> str | None:
        """The value of the first of these options on the command line."""
        return option(self.argv, names)

    def values(self, where: Fields) -> list[str]:
        """The values passed, those nearest to the client first; empty ones count as passed."""
        from_inputs = [self.inputs[name] for name in where.inputs if name in self.inputs]
        for name, flags in where.input_flags.items():
            value = option(self.inputs.get(name, "").split(), flags)
            from_inputs += [] if value is None else [value]
        flag = self.option(where.flags)
        from_env = [self.env[name] for name in where.env if name in self.env]
        return [*from_inputs, *([] if flag is None else [flag]), *from_env]


def option(argv: Sequence[str], names: Iterable[str]) -> str | None:
    """The value of an option given as ``--x y`` or ``--x=y``; None when it is absent."""
    return next(options(argv, names), None)


def options(argv: Sequence[str], names: Iterable[str]) -> Iterator[str]:
    """Every value of options that may be repeated, in the order written."""
    wanted = set(names)
    for at, word in enumerate(argv):
        head, equals, value = word.partition("=")
        if head in wanted:
            following = argv[at + 1] if at + 1 < len(argv) else ""
            yield value if equals else following


def unwrapped(argv: Sequence[str]) -> tuple[str, ...]:
    """The command behind the words that only run it (``npx``, ``uv run``, ``sudo``, …)."""
    words = tuple(argv)
    for _ in range(_MAX_WRAPPERS):
        wrapper = _wrapper(words)
        if wrapper is None:
            break
        words = _behind(words, wrapper)
    return words


def invocation(argv: Sequence[str], env: Mapping[str, str]) -> Invocation | None:
    """The client that the words (already unwrapped) run, when it really uploads."""
    if not argv:
        return None
    words = (program(argv[0]), *argv[1:])
    if words[0].startswith("python") and len(words) > 1 and words[1].endswith("setup.py"):
        words = ("setup.py", *words[2:])
    for pattern, client in clients().by_command.get(words[0], ()):
        if has_words(words, pattern):
            found = Invocation(client, words, env=env)
            return found if _uploads(found) else None
    return None


def action_invocation(
    action: str, inputs: Mapping[str, str], env: Mapping[str, str]
) -> Invocation | None:
    """The client that an action is, when these inputs make it upload."""
    client = clients().by_action.get(action)
    if client is None:
        return None
    found = Invocation(
        client, inputs={key.lower(): value for key, value in inputs.items()}, env=env
    )
    return found if _uploads(found) else None


def program(word: str) -> str:
    """The name of the program: without folders, without version, in the spelling of the table."""
    named = word.rpartition(UNKNOWN)[2] or word  # ``${PREFIX}twine``
    name = clients().binaries.get(_unversioned(named), named)
    name = _unversioned(name.replace("\\", "/").rpartition("/")[2])
    lowered = name.lower()
    for suffix in _SUFFIXES:
        lowered = lowered.removesuffix(suffix)
    return lowered if lowered in clients().by_command else name


def has_words(words: Sequence[str], pattern: Sequence[str]) -> bool:
    """Whether `pattern` stands in `words`; only options and their values may come between."""
    at = 1
    for wanted in pattern[1:]:
        while at < len(words) and words[at] != wanted:
            if not (_loose(pattern) or _may_come_between(words, at)):
                return False
            at += 1
        if at >= len(words):
            return False
        at += 1
    return True


def _may_come_between(words: Sequence[str], at: int) -> bool:
    """Options may, the value of an option, and what is not known."""
    option_before = at > 1 and words[at - 1].startswith(("-", "+")) and "=" not in words[at - 1]
    return option_before or words[at].startswith(("-", "+", UNKNOWN))


def _loose(pattern: Sequence[str]) -> bool:
    """Build tools take several goals, so that the wanted one may stand behind others."""
    return pattern[0] in {"mvn", "mvnw", "gradle", "gradlew", "setup.py", "rake", "sbt"}


def _unversioned(word: str) -> str:
    head, at, _ = word[1:].partition("@")
    return word[0] + head if word and at else word


def _wrapper(words: Sequence[str]) -> Wrapper | None:
    if not words:
        return None
    candidates = clients().wrappers.get(words[0].rpartition("/")[2], ())
    return next((item for item in candidates if has_words(words, item.words)), None)


def _behind(words: Sequence[str], wrapper: Wrapper) -> tuple[str, ...]:
    at = 1
    for wanted in wrapper.words[1:]:
        at = words.index(wanted, at) + 1
    skip = wrapper.skip
    while at < len(words) and (words[at].startswith("-") or _assigns(words[at]) or skip):
        if not words[at].startswith("-") and not _assigns(words[at]):
            skip -= 1
        takes_value = words[at] in wrapper.values
        at += 2 if takes_value else 1
        if words[at - 1] == "--":
            break
    return tuple(words[at:])


def _assigns(word: str) -> bool:
    name, equals, _ = word.partition("=")
    return bool(equals) and name.replace("_", "a").isalnum() and not name[0].isdigit()


def _uploads(found: Invocation) -> bool:
    client = found.client
    if found.argv:
        required = client.requires.flags
        return (not required or _has_flag(found.argv, required)) and not _has_flag(
            found.argv, client.refuses.flags
        )
    required_inputs = client.requires.inputs
    fulfilled = not required_inputs or _fulfils(found, client.requires)
    return fulfilled and not _refused(found, client.refuses)


def _has_flag(argv: Sequence[str], flags: Sequence[str]) -> bool:
    joined = {f"{one}={two}" for one, two in pairwise(argv)}
    heads = {word.partition("=")[0] for word in argv if not word.endswith("=false")}
    return any(flag in argv or flag in joined or flag in heads for flag in flags)


def _fulfils(found: Invocation, condition: Condition) -> bool:
    return any(
        not is_known(found.inputs[name]) or _fits(found.inputs[name], patterns)
        for name, patterns in condition.inputs.items()
        if name in found.inputs
    )


def _refused(found: Invocation, condition: Condition) -> bool:
    return any(
        _fits(found.inputs[name], patterns)
        for name, patterns in condition.inputs.items()
        if name in found.inputs and is_known(found.inputs[name])
    )


def _fits(value: str, patterns: Sequence[str]) -> bool:
    """``*`` fits anything but the empty text, ``*x*`` what contains x, everything else itself."""
    text = value.strip()
    return any(bool(text) if pattern == "*" else _contains(text, pattern) for pattern in patterns)


def _contains(text: str, pattern: str) -> bool:
    inner = pattern.strip("*")
    return inner in text if inner != pattern else text.lower() == pattern
