"""Shell text cut into words and operators, in one pass and without running anything.

A text that is not known is marked: `UNKNOWN`, or a `reference` to a secret or a step's output.
The marks travel through variables and quotes, so that the end of a command still says what it was
given.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

UNKNOWN = "\x00"
_OPEN, _CLOSE = "\x02", "\x03"
_REFERENCE = re.compile(_OPEN + "([^\x02\x03]*)" + _CLOSE)
_SHORT = 4_000  # characters of a script whose tokens are worth keeping
_MAX_NESTED = 200  # command substitutions looked into, per script


def reference(name: str) -> str:
    """A mark for ``secrets.X``, ``github.token`` or ``steps.ID.outputs.X``."""
    return f"{_OPEN}{name}{_CLOSE}"


def references(text: str) -> tuple[str, ...]:
    """The names of the marks in `text`, in order."""
    return tuple(_REFERENCE.findall(text))


def is_known(text: str) -> bool:
    """Whether `text` holds no mark, so that it is the text the runner sees."""
    return UNKNOWN not in text and _OPEN not in text


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a word: literal text, a variable (with its modifier), or a list substitution."""

    text: str
    quoted: bool
    variable: bool = False
    modifier: str = ""


@dataclass(frozen=True, slots=True)
class Token:
    """A word (with parts) or an operator (with `op`); `line` counts from 1."""

    line: int
    parts: tuple[Part, ...] = ()
    op: str = ""

    @property
    def bare(self) -> str:
        """The text when nothing in the word is quoted or a variable, else ""."""
        plain = all(not part.quoted and not part.variable for part in self.parts)
        return "".join(part.text for part in self.parts) if plain else ""


_PLAIN = re.compile(r"[^\s\\'\"`$;&|()<>#]+")
_BLANK = re.compile(r"[ \t\r]+")
_OPERATOR = re.compile(r"&&|\|\||;;&?|;&|\|&|[;&|()\n]")
_REDIRECT = re.compile(r"[0-9]*(?:<<<|<<-?|>>|>\||<>|[<>]&?)[ \t]*")
_VARIABLE = re.compile(r"\$(?:([A-Za-z_][A-Za-z0-9_]*)|([0-9@*#?$!-]))")
_BRACED = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*|[0-9@*#?]+)([^{}]*)\}")
_SINGLE = re.compile(r"'([^']*)(?:'|\Z)")
_DOUBLE_PLAIN = re.compile(r"[^\"\\$`]+")
_HEREDOC_WORD = re.compile(r"['\"\\]?([A-Za-z0-9_.-]+)['\"]?")


def cut(text: str) -> tuple[list[Token], list[tuple[str, int]]]:
    """The tokens of a script, and its command substitutions with their lines; both are shared."""
    return _remembered(text) if len(text) <= _SHORT else _cut(text)


def _cut(text: str) -> tuple[list[Token], list[tuple[str, int]]]:
    words = Words(text)
    return words.cut(), words.nested


# The same few scripts stand in many jobs, and each is walked for every event.
_remembered = lru_cache(maxsize=128)(_cut)


class Words:
    """Cuts one script; `nested` holds the bodies of command substitutions with their lines."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.nested: list[tuple[str, int]] = []
        self._at = 0
        self._line = 1
        self._parts: list[Part] = []
        self._tokens: list[Token] = []
        self._heredocs: list[str] = []
        self._skip_word = False

    def cut(self) -> list[Token]:
        """All tokens; redirections, comments and the bodies of here-documents are left out."""
        while self._at < len(self.text):
            self._step()
        self._flush()
        return self._tokens

    def _step(self) -> None:
        char = self.text[self._at]
        if char in " \t\r":
            self._flush()
            self._take(_BLANK)
        elif char == "#" and not self._parts:
            end = self.text.find("\n", self._at)
            self._at = end if end >= 0 else len(self.text)
        elif char in "<>" or (char.isdigit() and not self._parts and self._redirects()):
            self._redirect()
        elif char in ";&|()\n":
            self._operator()
        else:
            self._word(char)

    def _word(self, char: str) -> None:
        if char == "'":
            self._add(self._take(_SINGLE)[1], quoted=True)
        elif char == '"':
            self._double()
        elif char == "\\":
            self._escape()
        elif char in "$`":
            self._dollar(quoted=False)
        else:
            self._add(self._take(_PLAIN)[0], quoted=False)

    def _take(self, pattern: re.Pattern[str]) -> re.Match[str]:
        match = pattern.match(self.text, self._at)
        if match is None:
            match = re.compile(r".", re.DOTALL).match(self.text, self._at)
            assert match is not None  # noqa: S101 - `_at` is inside the text
        self._line += match[0].count("\n")
        self._at = match.end()
        return match

    def _add(self, text: str, *, quoted: bool, variable: bool = False, modifier: str = "") -> None:
        self._parts.append(Part(text, quoted, variable, modifier))

    def _flush(self) -> None:
        if self._parts and not self._skip_word:
            self._tokens.append(Token(self._line, tuple(self._parts)))
        if self._parts:
            self._skip_word = False
        self._parts = []

    def _escape(self) -> None:
        following = self.text[self._at + 1 : self._at + 2]
        self._at += 2
        if following == "\n":
            self._line += 1
        elif following:
            self._add(following, quoted=True)

    def _double(self) -> None:
        self._at += 1
        self._add("", quoted=True)
        while self._at < len(self.text) and self.text[self._at] != '"':
            char = self.text[self._at]
            if char == "\\":
                self._escape()
            elif char in "$`":
                self._dollar(quoted=True)
            else:
                self._add(self._take(_DOUBLE_PLAIN)[0], quoted=True)
        self._at += 1

    def _dollar(self, *, quoted: bool) -> None:
        if self.text[self._at] == "`":
            self._substitution("`", "`", quoted=quoted)
        elif self.text.startswith("$(", self._at):
            self._at += 1
            self._substitution("(", ")", quoted=quoted)
        elif braced := _BRACED.match(self.text, self._at):
            self._at = braced.end()
            self._add(braced[1], quoted=quoted, variable=True, modifier=braced[2])
        elif simple := _VARIABLE.match(self.text, self._at):
            self._at = simple.end()
            self._add(simple[1] or simple[2], quoted=quoted, variable=True)
        else:
            self._at += 1
            self._add("$", quoted=quoted)

    def _substitution(self, opening: str, closing: str, *, quoted: bool) -> None:
        line, start = self._line, self._at + 1
        end = _closing(self.text, start, opening, closing)
        body = self.text[start:end]
        if len(self.nested) < _MAX_NESTED:
            self.nested.append((body, line))
        self._line += body.count("\n")
        self._at = end + 1
        self._add(UNKNOWN, quoted=quoted)

    def _redirects(self) -> bool:
        return _REDIRECT.match(self.text, self._at) is not None

    def _redirect(self) -> None:
        if self.text.startswith(("<(", ">("), self._at):
            self._at += 1
            self._substitution("(", ")", quoted=False)
            return
        self._flush()
        kind = self._take(_REDIRECT)[0].strip().lstrip("0123456789")
        if kind in {"<<", "<<-"}:
            self._heredocs.append(self._take(_HEREDOC_WORD)[0].strip("'\"\\"))
        else:
            self._skip_word = True

    def _operator(self) -> None:
        self._flush()
        self._skip_word = False
        line = self._line
        op = self._take(_OPERATOR)[0]
        self._tokens.append(Token(line, op=op))
        if op == "\n":
            for word in self._heredocs:
                self._pass_heredoc(word)
            self._heredocs = []

    def _pass_heredoc(self, word: str) -> None:
        end = re.compile(rf"^[ \t]*{re.escape(word)}[ \t]*$", re.MULTILINE)
        match = end.search(self.text, self._at)
        stop = match.end() if match else len(self.text)
        self._line += self.text.count("\n", self._at, stop)
        self._at = stop


def _closing(text: str, start: int, opening: str, closing: str) -> int:
    """Where the bracket opened before `start` closes, quotes respected; else the end."""
    depth, at = 1, start
    for match in re.compile(r"\\.|'[^']*'|[()`]", re.DOTALL).finditer(text, start):
        if match[0] == closing:
            depth -= 1
        elif match[0] == opening:
            depth += 1
        if depth == 0:
            return match.start()
        at = match.end()
    return max(at, len(text))
