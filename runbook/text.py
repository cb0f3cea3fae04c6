"""Text that is safe on a terminal: nothing hostile acts, nothing hidden stays hidden."""

from __future__ import annotations

import re
import unicodedata

# Categories with no glyph of their own: controls, formats (bidi, zero width), surrogates,
# private use, unassigned, line and paragraph separators.
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_SHORT = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}
_BYTE = 0xFF
_BMP = 0xFFFF

# Prefixes the issuers publish so that scanners find a leaked token.
# Sources: docs.github.com "Token types" (ghp_, gho_, ghu_, ghs_, ghr_, github_pat_);
# docs.gitlab.com "Token overview" (glpat-); pypi/warehouse:warehouse/macaroons (pypi-);
# github.blog 2021-09-23 (npm_); rubygems/rubygems.org (rubygems_); rust-lang/crates.io (cio).
_TOKEN = re.compile(
    r"\b(pypi-Ag|npm_|gh[pousr]_|github_pat_|glpat-|rubygems_|cio(?=[A-Za-z0-9]{32}))"
    r"([A-Za-z0-9_-]{16,512})"
)


def visible(text: str) -> str:
    """`text` with every character that has no glyph written as a Python escape."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(visible_character(character) for character in text)


def visible_character(character: str) -> str:
    """One character, or the escape that stands for it when it has no glyph."""
    if unicodedata.category(character) not in _INVISIBLE:
        return character
    code = ord(character)
    if code <= _BYTE:
        return _SHORT.get(character, f"\\x{code:02x}")
    return f"\\u{code:04x}" if code <= _BMP else f"\\U{code:08x}"


def width(character: str) -> int:
    """Terminal cells one printable character takes: 0 combining, 2 wide, else 1."""
    if unicodedata.combining(character) or unicodedata.category(character) in {"Mn", "Me"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def shorten(text: str, limit: int = 120) -> str:
    """`text` cut to `limit` characters, the cut shown."""
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def mask_secrets(text: str) -> str:
    """`text` with the secret part of anything shaped like a token replaced, lengths kept."""
    return _TOKEN.sub(lambda hit: hit[1] + "*" * len(hit[2]), text)


def has_secret(text: str) -> bool:
    """Whether `text` holds something shaped like a token."""
    return _TOKEN.search(text) is not None


def plain(text: str, limit: int = 120) -> str:
    """A short value for a message: masked, shortened, visible."""
    return visible(shorten(mask_secrets(text), limit))


def how_many(number: int, noun: str) -> str:
    """``1 file``, ``2 files``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def one_of(words: list[str] | tuple[str, ...], limit: int = 12) -> str:
    """``a, b or c``; a longer list is cut and says so."""
    shown = list(words[:limit]) or ["nothing"]
    if len(words) > limit:
        return f"{', '.join(shown)} or {len(words) - limit} more"
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} or {shown[-1]}"
