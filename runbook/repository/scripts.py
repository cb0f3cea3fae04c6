"""A shell script walked without running it: which commands it can reach, with which words.

Branches whose test is known are taken or left; every other branch counts as possible. The walk is
linear in the script's length: loops and functions are walked once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from runbook.repository.scripts_tests import answer, matches
from runbook.repository.scripts_variables import Variables
from runbook.repository.scripts_words import UNKNOWN, Part, Token, cut

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_MAX_DEPTH = 4  # command substitutions inside command substitutions
_MAX_FOLDER = 1_000  # characters
_ASSIGNMENT = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)(\+?)=")
_ARRAY = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\+?=")
_DECLARE = frozenset({"export", "local", "readonly", "declare", "typeset"})
_IN_TEST = frozenset({"&&", "||", "(", ")"})
_CHAINS = frozenset({"&&", "||"})


@dataclass(frozen=True, slots=True)
class Command:
    """A simple command: its words, the assignments before it, its line (from 1) and folder.

    `certain` is False when a test that cannot be known decides whether it runs.
    """

    argv: tuple[str, ...]
    env: Mapping[str, str]
    line: int
    folder: str
    certain: bool


@dataclass(slots=True)
class _Frame:
    """An open ``if``, loop, ``case``, group or function; `runs` is False in a branch left out."""

    kind: str
    runs: bool = True
    certain: bool = True
    open: bool = True
    taken: bool = False
    in_test: bool = False
    pattern: bool = False
    subject: str = ""
    folder: str = ""
    outer_runs: bool = True
    outer_certain: bool = True
    function: str | None = None


@dataclass(slots=True)
class Shell:
    """Walks scripts; `variables` are current whenever a command is handed out."""

    variables: Variables
    folder: str = ""
    _frames: list[_Frame] = field(default_factory=list)
    _functions: dict[str, list[Command]] = field(default_factory=dict)
    _pending: str = ""
    _value: bool | None = None
    _operator: str = ""
    _negated: bool = False
    _ended: bool = False
    _first_pattern: list[Token] = field(default_factory=list)

    def walk(self, text: str, depth: int = 0) -> Iterator[Command]:
        """The commands of `text`, in the order written."""
        tokens, nested = cut(text)
        current: list[Token] = []
        at, in_test = 0, False
        while at < len(tokens):
            token = tokens[at]
            at += 1
            if not token.op or (in_test and token.op in _IN_TEST):
                plain = Token(token.line, (Part(token.op, quoted=False),))
                current.append(plain if token.op else token)
                in_test = token.bare == "[[" or (in_test and token.bare != "]]")
                continue
            in_test = False
            if token.op == "(" and self._defines(current, tokens, at):
                at += 1
            elif token.op == "(" and current and _ARRAY.fullmatch(current[-1].bare):
                self._keywords(current[:-1])
                at = self._array(current[-1].bare, tokens, at)
            else:
                yield from self._finish(current, token.op)
            current = []
        yield from self._finish(current, "")
        for body, line in nested if depth < _MAX_DEPTH else ():
            inner = Shell(Variables(dict(self.variables.values)), self.folder)
            for command in inner.walk(body, depth + 1):
                yield Command(
                    command.argv, command.env, command.line + line - 1, command.folder, False
                )

    def _defines(self, current: list[Token], tokens: list[Token], at: int) -> bool:
        closes = at < len(tokens) and tokens[at].op == ")"
        if not closes or not current or len(current) > 2:  # noqa: PLR2004 - "function name"
            return False
        self._pending = current[-1].bare
        return bool(self._pending)

    def _array(self, head: str, tokens: list[Token], at: int) -> int:
        """Assign ``name=(…)``; the index behind the closing bracket."""
        items: list[str] = []
        while at < len(tokens) and tokens[at].op != ")":
            items += self.variables.expand(tokens[at])
            at += 1
        name = head.rstrip("=").rstrip("+")
        old = self.variables.values.get(name) if head.endswith("+=") else None
        runs, certain = self._state()
        if runs:
            kept = old if isinstance(old, tuple) else ()
            self.variables.assign(name, (*kept, *items), certain=certain)
        return at + 1

    def _finish(self, tokens: list[Token], op: str) -> Iterator[Command]:
        frame = self._frames[-1] if self._frames else None
        if frame and frame.kind == "case" and frame.pattern:
            self._choose(frame, tokens, op)
            return
        self._first_pattern = []
        yield from self._simple(tokens)
        if self._first_pattern:
            self._choose(self._frames[-1], self._first_pattern, op)
            return
        self._operator = op
        if op == "(":
            self._push("group")
        elif op == ")" and frame and frame.kind == "group":
            self._pop()
        elif op in {";;", ";&", ";;&"} and self._frames and self._frames[-1].kind == "case":
            self._frames[-1].pattern = True

    def _choose(self, frame: _Frame, tokens: list[Token], op: str) -> None:
        if tokens and tokens[0].bare == "esac":
            self._pop()
        elif op in {")", "|"} and tokens:
            answer = matches(frame.subject, self.variables.text(tokens[-1]))
            hit = answer is not False and not frame.taken
            frame.runs = (frame.in_test and frame.runs) or hit
            frame.certain = answer is True
            frame.in_test = op == "|"
            frame.taken = frame.taken or (answer is True and hit)
            frame.pattern = op == "|"

    def _simple(self, tokens: list[Token]) -> Iterator[Command]:
        line = tokens[0].line if tokens else 0
        rest = self._keywords(tokens)
        if rest is None or not rest:
            return
        runs, certain = self._state()
        env, argv = self._words(rest)
        if not argv:
            self._assign(env, certain=runs and certain, runs=runs)
            self._value = None
            return
        if argv[0] in _DECLARE:
            self._declare(rest, certain=runs and certain, runs=runs)
            return
        value = answer(argv)
        self._value = None if value is None else value is not self._negated
        self._negated = False
        if runs and value is None:
            yield from self._hand_out(Command(tuple(argv), env, line, self.folder, certain))

    def _hand_out(self, command: Command) -> Iterator[Command]:
        name = command.argv[0]
        function = self._frames[-1].function if self._frames else None
        if name in {"exit", "return"} and command.certain and function is None:
            self._ended = True
        elif name in {"cd", "pushd", "Set-Location"} and len(command.argv) > 1:
            self.folder = _joined(self.folder, command.argv[1])
        elif function is not None:
            self._functions[function].append(command)
        else:
            yield from self._functions.get(name, ())
            yield command  # a function may be called like the program that it wraps

    def _state(self) -> tuple[bool, bool]:
        """Whether the next command can run, and whether that is certain."""
        runs, certain = self._enclosing()
        runs = runs and not self._ended
        if self._operator in _CHAINS:
            needed = self._operator == "&&"
            runs = runs and self._value is not (not needed)
            certain = certain and self._value is needed
        return runs, certain

    def _enclosing(self) -> tuple[bool, bool]:
        """What the open frames say; outer ones do not change while an inner one is open."""
        if not self._frames:
            return True, True
        frame = self._frames[-1]
        certain = frame.certain or frame.in_test
        return frame.outer_runs and frame.runs, frame.outer_certain and certain

    def _words(self, tokens: list[Token]) -> tuple[dict[str, str], list[str]]:
        env: dict[str, str] = {}
        at = 0
        for at, token in enumerate(tokens):  # noqa: B007 - used after the loop
            match = _ASSIGNMENT.match(token.parts[0].text) if _assigns(token) else None
            if match is None:
                break
            text = self.variables.text(token)
            env[match[1]] = UNKNOWN if match[2] else text[match.end() :]
        else:
            at = len(tokens)
        return env, [word for token in tokens[at:] for word in self.variables.expand(token)]

    def _assign(self, env: Mapping[str, str], *, certain: bool, runs: bool) -> None:
        for name, value in env.items() if runs else ():
            self.variables.assign(name, value, certain=certain)

    def _declare(self, tokens: list[Token], *, certain: bool, runs: bool) -> None:
        for token in tokens[1:]:
            env, _ = self._words([token])
            self._assign(env, certain=certain, runs=runs)

    def _keywords(self, tokens: list[Token]) -> list[Token] | None:
        while tokens:
            word = tokens[0].bare
            if word in {"for", "select", "case", "function"}:
                self._head(word, tokens[1:])
                return None
            if not self._keyword(word):
                return tokens
            tokens = tokens[1:]
        return tokens

    def _keyword(self, word: str) -> bool:
        if word == "!":
            self._negated = True
        elif word == "if":
            self._push("if", in_test=True)
        elif word in {"while", "until"}:
            self._push("loop", certain=False)
        elif word in {"elif", "then", "else"}:
            self._branch(word)
        elif word == "{":
            self._open_group()
        elif word in {"fi", "done", "esac", "}"}:
            self._pop()
        elif word not in {"do", "time"}:
            return False
        if word != "!":
            self._operator = ""
        return True

    def _open_group(self) -> None:
        if self._pending:
            self._functions[self._pending] = []
            self._push("function", certain=False)
            self._frames[-1].function = self._pending
            self._pending = ""
        else:
            self._push("group")

    def _head(self, word: str, rest: list[Token]) -> None:
        first = rest[0] if rest else None
        if word == "function":
            self._pending = first.bare if first else ""
            if len(rest) > 1 and rest[1].bare == "{":
                self._open_group()
        elif word == "case":
            self._push("case", certain=False)
            self._frames[-1].subject = self.variables.text(first) if first else UNKNOWN
            self._frames[-1].pattern = True
            self._first_pattern = rest[2:]
        else:
            self._push("loop", certain=False)
            items = [item for token in rest[2:] for item in self.variables.expand(token)]
            if first and first.bare:
                self.variables.values[first.bare] = items[0] if len(items) == 1 else UNKNOWN

    def _branch(self, word: str) -> None:
        frame = self._frames[-1] if self._frames else None
        if frame is None or frame.kind != "if":
            return
        if word == "then":
            frame.in_test = False
            frame.runs = frame.open and self._value is not False
            frame.certain = self._value is True and not frame.taken
            frame.taken = frame.taken or self._value is None
            frame.open = frame.open and self._value is not True
        else:
            frame.in_test = word == "elif"
            frame.runs = frame.open
            frame.certain = not frame.taken

    def _push(self, kind: str, *, certain: bool = True, in_test: bool = False) -> None:
        runs, sure = self._enclosing()
        function = self._frames[-1].function if self._frames else None
        frame = _Frame(kind, certain=certain, in_test=in_test, folder=self.folder)
        frame.outer_runs, frame.outer_certain, frame.function = runs, sure, function
        self._frames.append(frame)

    def _pop(self) -> None:
        if self._frames:
            frame = self._frames.pop()
            if frame.kind in {"group", "function"}:
                self.folder = frame.folder


def _assigns(token: Token) -> bool:
    return bool(token.parts) and not token.parts[0].quoted and not token.parts[0].variable


def _joined(folder: str, target: str) -> str:
    odd = UNKNOWN in target or UNKNOWN in folder or target.startswith(("-", "/", "~"))
    if odd or len(folder) > _MAX_FOLDER:
        return UNKNOWN
    return f"{folder}/{target}" if folder else target
