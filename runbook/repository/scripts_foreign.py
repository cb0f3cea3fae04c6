"""Command lines inside programs of other languages: their string literals, and PowerShell.

A program is not understood, only read: a literal that is a command line counts as a command that
may run. What is printed, logged or thrown does not.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from runbook.repository.scripts_words import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_LITERALS = 5_000
_TOKEN = re.compile(
    r"""(?P<comment>//[^\n]*|\#[^\n]*)
      | (?P<long>/\*|\"\"\"|''')
      | (?P<text>'(?:[^'\\\n]|\\.){0,2000}'|"(?:[^"\\\n]|\\.){0,2000}"|`(?:[^`\\]|\\.){0,2000}`)""",
    re.VERBOSE | re.DOTALL,
)
_HOLE = re.compile(r"\$?\{[^{}\n]{0,200}\}")
_JOINT = re.compile(r"[\s,\[(]*\Z")
_CALLEE = re.compile(r"([A-Za-z_$][A-Za-z0-9_$]*)\s*[(`]\s*[fr]?\Z")
_CALLEE_REACH = 60
_SPEAKERS = frozenset(
    {
        *("log", "warn", "error", "info", "debug", "print", "println"),
        *("echo", "Error", "TypeError", "Exception", "fail", "setFailed", "notice"),
        *("describe", "it", "test", "write", "write_text", "input", "prompt"),
        *("title", "skip"),
    }
)
_LANGUAGES = {
    ".js": "code", ".mjs": "code", ".cjs": "code", ".ts": "code", ".mts": "code", ".cts": "code",
    ".py": "code", ".rb": "code", ".ps1": "powershell", ".psm1": "powershell",
    ".sh": "shell", ".bash": "shell", ".zsh": "shell", "": "shell",
}  # fmt: skip


def language_of(path: str, text: str) -> str:
    """shell, code, powershell, or "" for what is not read; by its first line, else its suffix."""
    first = text.partition("\n")[0][:200]
    if first.startswith("#!"):
        code = any(
            name in first for name in ("python", "node", "deno", "bun ", "ruby", "tsx", "zx")
        )
        return "code" if code else "powershell" if "pwsh" in first else "shell"
    name = path.rpartition("/")[2]
    return _LANGUAGES.get(name[name.rfind(".") :] if "." in name else "", "")


def literal_commands(text: str) -> Iterator[tuple[str, int]]:
    """Command lines in a program, with their lines (from 1).

    Literals that follow each other in a list (``["twine", "upload"]``) are one command line.
    """
    line, at, pending, pending_line = 1, 0, "", 0
    for count, (literal, start, end) in enumerate(_literals(text)):
        if count >= MAX_LITERALS:
            break
        line += text.count("\n", at, start)
        if pending and _JOINT.match(text, at, start):
            pending += f" {literal}"
        else:
            if pending:
                yield pending, pending_line
            spoken = _spoken(text, start)
            pending, pending_line = ("", 0) if spoken else (literal, line)
        line += text.count("\n", start, end)
        at = end
    if pending:
        yield pending, pending_line


def powershell_script(text: str) -> str:
    """PowerShell as shell text: blocks opened, continuations joined, variables in its spelling."""
    pieces = text.replace("`\n", " ").split("<#")
    joined = pieces[0] + "".join(piece.partition("#>")[2] for piece in pieces[1:])
    plain = re.sub(r"[{}]", ";", re.sub(r"\$\{?env:([A-Za-z_][A-Za-z0-9_]*)\}?", r"$\1", joined))
    return re.sub(r"(?m)(^|;)[ \t]*&[ \t]+", r"\1", plain.replace("\\", "/"))


def _literals(text: str) -> Iterator[tuple[str, int, int]]:
    at = 0
    while match := _TOKEN.search(text, at):
        at = match.end()
        if match["long"]:
            closing = "*/" if match["long"] == "/*" else match["long"]
            end = text.find(closing, at)
            at = end + len(closing) if end >= 0 else len(text)
        elif match["text"]:
            body = match["text"][1:-1].replace("\\\n", " ").replace("\\", "")
            yield _HOLE.sub(UNKNOWN, body), match.start(), match.end()


def _spoken(text: str, start: int) -> bool:
    callee = _CALLEE.search(text, max(0, start - _CALLEE_REACH), start)
    return callee is not None and callee[1] in _SPEAKERS
