"""Commands followed to the client they run: through wrappers, scripts and task runners."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from posixpath import normpath
from typing import TYPE_CHECKING

from runbook.repository.follow_tasks import RUNNERS, task_script
from runbook.repository.publish_clients import clients
from runbook.repository.publish_match import Invocation, has_words, invocation, program, unwrapped
from runbook.repository.scripts import Command, Shell
from runbook.repository.scripts_foreign import language_of, literal_commands, powershell_script
from runbook.repository.scripts_variables import Variables
from runbook.repository.scripts_words import UNKNOWN, references

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from runbook.repository.model import Repository

MAX_DEPTH = 8  # scripts that call scripts
MAX_COMMANDS = 20_000  # looked at for one step
MAX_PROGRAM_NAME = 100
MAX_SCRIPT = 262_144  # bytes of a script that is followed
_INTERPRETERS = frozenset(
    {
        *("bash", "sh", "zsh", "dash", "ksh", "source", ".", "pwsh", "powershell"),
        *("python", "python3", "py", "ruby", "node", "tsx", "ts-node", "zx", "deno", "bun"),
    }
)
_RUN_WORDS = frozenset({"run", "-File", "-file", "--"})


@dataclass(frozen=True, slots=True)
class Call:
    """A client that a command runs. `script` is the file that says so, "" for the workflow.

    `line` counts from 1 in the text that was followed first.
    """

    invocation: Invocation
    script: str
    folder: str
    line: int
    certain: bool


@dataclass(frozen=True, slots=True)
class Stored:
    """A command that keeps a credential for later: the registry, and the text with its marks."""

    registry: str
    value: str
    address: str = ""


Found = Call | Stored


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a script is being read."""

    folder: str
    env: Mapping[str, str]
    script: str = ""
    depth: int = 0
    line: int = 0
    certain: bool = True
    seen: frozenset[tuple[str, str]] = frozenset()


@dataclass(slots=True)
class Follower:
    """Follows the scripts of one repository; what is read is kept for the next step."""

    repository: Repository
    _texts: dict[str, str | None] = field(default_factory=dict)
    _programs: dict[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)
    _left: int = MAX_COMMANDS

    def follow(self, text: str, env: Mapping[str, str], folder: str, shell: str) -> Iterator[Found]:
        """What the script `text` of a step runs, with `env`, in `folder` of the repository."""
        self._left = MAX_COMMANDS
        kind = {
            "pwsh": "powershell",
            "powershell": "powershell",
            "python": "code",
            "javascript": "code",
        }
        language = kind.get(shell.partition(" ")[0], "shell")
        yield from self._script(text, language, _Place(folder, env))

    def read(self, path: str) -> str | None:
        """The text of a file of the repository, None when it has none."""
        clean = normpath(path)
        if UNKNOWN in clean or clean.startswith(("/", "../")):
            return None
        if clean not in self._texts:
            self._texts[clean] = self.repository.checkout.read_text(clean, MAX_SCRIPT)
        return self._texts[clean]

    def _literals(self, text: str) -> tuple[tuple[str, int], ...]:
        """The literals of a program that begin with the name of something that can be followed."""
        if text not in self._programs:
            found = literal_commands(text)
            self._programs[text] = tuple(item for item in found if _begins_command(item[0]))
        return self._programs[text]

    def _script(self, text: str, language: str, place: _Place) -> Iterator[Found]:
        if language == "code":
            yield from _in_code(text, place)
            for literal, line in self._literals(text):
                start = replace(place, line=place.line or line, certain=False)
                yield from self._script(literal, "shell", start)
            return
        shell_text = powershell_script(text) if language == "powershell" else text
        shell = Shell(Variables.of(place.env), place.folder)
        for command in shell.walk(shell_text):
            self._left -= 1
            if self._left < 0:
                return
            yield from self._command(command, shell.variables, place)

    def _command(self, command: Command, variables: Variables, place: _Place) -> Iterator[Found]:
        stored = _stored(command.argv)
        if stored is not None:
            yield stored
            return
        argv = unwrapped(command.argv)
        if not argv or place.depth >= MAX_DEPTH:
            return
        known = {name: variables.get(name) or "" for name in variables.values}
        inner = replace(
            place,
            folder=command.folder,
            env={**known, **command.env},
            depth=place.depth + 1,
            line=place.line or command.line,
            certain=place.certain and command.certain,
        )
        found = invocation(argv, inner.env)
        if found is not None:
            yield Call(found, place.script, inner.folder, inner.line, inner.certain)
        else:
            yield from self._inside(argv, inner)

    def _inside(self, argv: tuple[str, ...], place: _Place) -> Iterator[Found]:
        inline = _inline(argv)
        if inline is not None:
            yield from self._script(inline, "shell", place)
            return
        for script in task_script(argv, place.folder, self.read, self.repository):
            key = (script.path, script.name)
            if key not in place.seen and script.text:
                inner = replace(
                    place, folder=script.folder, script=script.path, seen=place.seen | {key}
                )
                yield from self._script(script.text, "shell", inner)
        yield from self._file(argv, place)

    def _file(self, argv: tuple[str, ...], place: _Place) -> Iterator[Found]:
        path, arguments = _script_path(argv)
        full = normpath(f"{place.folder}/{path}" if place.folder else path) if path else ""
        text = self.read(full) if full else None
        if text is None or (full, "") in place.seen:
            return
        positions = {str(at): value for at, value in enumerate(arguments, 1)}
        env = {**place.env, **positions}
        inner = replace(place, script=full, env=env, seen=place.seen | {(full, "")})
        yield from self._script(text, language_of(full, text), inner)


def _begins_command(literal: str) -> bool:
    first = literal.partition(" ")[0]
    if not first or len(first) > MAX_PROGRAM_NAME:
        return False
    table, name = clients(), program(first)
    known = name in table.by_command or name in table.wrappers or name in _INTERPRETERS
    return known or name in RUNNERS or first.endswith((".sh", ".ps1", ".bash"))


def _in_code(text: str, place: _Place) -> Iterator[Call]:
    """Clients that a program calls as functions, or imports as modules."""
    for client in clients().in_code:
        imported = any(f'"{name}"' in text or f"'{name}'" in text for name in client.modules)
        called = any(f"{call}(" in text for call in client.calls)
        if called and (imported or not client.modules):
            found = Invocation(client, env=place.env)
            yield Call(found, place.script, place.folder, place.line, certain=False)


def _script_path(argv: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """The script that a command runs, and its arguments; "" when it runs none."""
    rest = argv
    if program(argv[0]) in _INTERPRETERS:
        rest = argv[1:]
        while rest and (rest[0].startswith("-") or rest[0] in _RUN_WORDS):
            rest = rest[1:]
        return (rest[0], rest[1:]) if rest else ("", ())
    return (rest[0], rest[1:]) if "/" in rest[0] or rest[0].endswith(".ps1") else ("", ())


def _inline(argv: tuple[str, ...]) -> str | None:
    """The script that stands in an argument (``bash -c "…"``), or a command line in one word."""
    if len(argv) == 1 and " " in argv[0]:
        return argv[0]
    for words in clients().inline:
        first = argv[0].rpartition("/")[2]
        if first == words[0] and (len(words) == 1 or words[1] in argv):
            at = argv.index(words[1]) + 1 if len(words) > 1 else 1
            return " ".join(argv[at:])
        joined = len(words) > 1 and first == words[0] and words[1].startswith("-")
        flag = next((word for word in argv[1:] if joined and _ends_with_c(word, words[1])), None)
        if flag is not None:
            return " ".join(argv[argv.index(flag) + 1 :])
    return None


def _ends_with_c(word: str, flag: str) -> bool:
    """Whether bundled short options (``-euxc``) end with the wanted one."""
    return (
        len(flag) == len("-c")
        and word.startswith("-")
        and word[1:].isalpha()
        and word.endswith(flag[1])
    )


def _stored(argv: tuple[str, ...]) -> Stored | None:
    text = " ".join(argv)
    for words in clients().login_commands:
        if argv[0] == words[0] and has_words(argv, words):
            hosts = [
                word for word in argv[len(words) :] if "." in word and not word.startswith("-")
            ]
            return Stored("", text, hosts[0] if hosts else "docker.io")
    if not references(text):
        return None
    for store in clients().stores:
        by_command = (
            store.command and argv[0] == store.command[0] and has_words(argv, store.command)
        )
        if by_command or (store.contains and store.contains in text):
            return Stored(store.registry, text)
    return None
