"""TOML text into data, with one clear problem when it is none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from runbook.errors import InputError, Problem
from runbook.source import Position, Span

if TYPE_CHECKING:
    from runbook.repository.checkout import Content
    from runbook.repository.manifests.values import Data

# Every alternative ends at the end of the text at the latest: one pass, linear time.
_TOKEN = re.compile(
    r'"""(?:[^"\\]|\\(?:.|\Z)|"(?!""))*(?:"""|\Z)|' + r"'''.*?(?:'''|\Z)|"
    r'"(?:[^"\\\n]|\\(?:.|\Z))*(?:"|\Z|(?=\n))|' + r"'[^'\n]*(?:'|\Z|(?=\n))|"
    r"#[^\n]*|,(?=\s{0,200}\})|[{}\[\]\n]",
    re.DOTALL,
)


def read_toml(content: Content) -> Data:
    """The data of a TOML file.

    Inline tables may span lines and end with a comma, as TOML 1.1 and Cargo allow and Python's
    parser, which is of TOML 1.0, does not.

    Raises:
        InputError: it is not TOML, or too deep.
    """
    import tomllib  # noqa: PLC0415 - start-up: most repositories read one or two such files

    try:
        try:
            return tomllib.loads(content.text)
        except tomllib.TOMLDecodeError:
            return tomllib.loads(_joined(content.text))
    except (RecursionError, ValueError) as error:
        start = Position(1, 1)
        found = "it is too deep" if isinstance(error, RecursionError) else str(error)[:120]
        problem = Problem("this is not TOML", Span(content.path, start, start), found)
        raise InputError([problem]) from None


def _joined(text: str) -> str:
    """`text` with every inline table on one line and without its trailing comma."""
    out: list[str] = []
    open_brackets: list[str] = []
    end = 0
    for token in _TOKEN.finditer(text):
        word = token[0]
        out.append(text[end : token.start()])
        end = token.end()
        inside = bool(open_brackets) and open_brackets[-1] == "{"
        if word in "{[":
            open_brackets.append(word)
        elif word in "}]" and open_brackets:
            open_brackets.pop()
        elif inside and (word in "\n," or word[0] == "#"):
            word = " "
        out.append(word)
    return "".join([*out, text[end:]])
