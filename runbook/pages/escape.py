"""Every value that enters a template is escaped for the language of that template.

Text that is already escaped is marked by its class, one a language, so that it can neither be
escaped twice nor slip unescaped into a document of another language.
"""

from __future__ import annotations

import html
import re
from datetime import date

from runbook.errors import RunbookError
from runbook.text import visible, visible_character


class EscapeError(RunbookError):
    """A value cannot be carried by the language it was put into."""


class Safe(str):
    """Text that is valid, finished source of one language; made by escapers and templates only."""

    __slots__ = ()


class MarkdownText(Safe):
    """Finished Markdown."""

    __slots__ = ()


class ShellText(Safe):
    """Finished bash source."""

    __slots__ = ()


class YamlText(Safe):
    """Finished YAML."""

    __slots__ = ()


class HclText(Safe):
    """Finished HCL, the language of Terraform."""

    __slots__ = ()


class HtmlText(Safe):
    """Finished HTML."""

    __slots__ = ()


class JsonText(Safe):
    """Finished JSON."""

    __slots__ = ()


def plain(value: object) -> str:
    """The words of a value that has no syntax of its own: text, a whole number, a date.

    Raises:
        EscapeError: it is of another type (None, a truth value, a list), or marked as the
            source of another language.
    """
    if isinstance(value, Safe):
        raise EscapeError(f"{type(value).__name__} was put into a document of another language")
    if isinstance(value, str):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise EscapeError(f"a value of type {type(value).__name__} cannot be written here")


_BARE_WORD = re.compile(r"[A-Za-z0-9_@%+=:,./-]+\Z")


def shell_word(value: object) -> ShellText:
    r"""One word of bash, on one line: bare, in single quotes, or as `$'...'` for controls.

    Raises:
        EscapeError: NUL or half a surrogate pair, which no shell word can hold.
    """
    text = encodable(plain(value))
    if "\0" in text:
        raise EscapeError("a NUL character cannot be part of a shell word")
    if _BARE_WORD.match(text):
        return ShellText(text)
    if not any(map(_hidden, text)):
        return ShellText("'" + text.replace("'", "'\\''") + "'")
    return ShellText("$'" + "".join(map(_ansi_c, text)) + "'")


def _ansi_c(character: str) -> str:
    if character in "'\\":
        return f"\\{character}"
    if not _hidden(character):
        return character
    return "".join(f"\\{byte:03o}" for byte in character.encode())


_PLAIN_SCALAR = re.compile(r"[A-Za-z_][A-Za-z0-9_./@+-]*(?: [A-Za-z0-9_./@+-]+)*\Z")
# What YAML 1.1 or 1.2 readers take for a truth value or for nothing.
_YAML_WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})


def yaml_scalar(value: object) -> YamlText:
    """A YAML value on one line; lists become flow sequences, text is quoted when it must be.

    Raises:
        EscapeError: half a surrogate pair, an unwritable type, or text with `${{`, which GitHub
            would evaluate inside any quotes.
    """
    if value is None or isinstance(value, bool):
        return YamlText({None: "null", True: "true", False: "false"}[value])
    if isinstance(value, (list, tuple)):
        return YamlText(f"[{', '.join(map(yaml_scalar, value))}]")
    text = without_expression(plain(value))
    if isinstance(value, int):
        return YamlText(text)
    if _PLAIN_SCALAR.match(text) and text.lower() not in _YAML_WORDS:
        return YamlText(text)
    return YamlText('"' + "".join(map(_quoted, encodable(text))) + '"')


def _quoted(character: str) -> str:
    """A character inside double quotes; the escapes are common to YAML and HCL."""
    if character in '"\\':
        return f"\\{character}"
    if not _hidden(character):
        return character
    if character in "\n\r\t":
        return {"\n": "\\n", "\r": "\\r", "\t": "\\t"}[character]
    code = ord(character)
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"  # noqa: PLR2004 - 16 bits


_HCL_TEMPLATE = re.compile(r"[$%](?=\{)")


def hcl_string(value: object) -> HclText:
    """An HCL value on one line: a quoted string without live template marks, number, list.

    The sign before a brace is written by its code point: the doubled form, `$${`, has no spelling
    for a value that holds `$${` itself.
    Source: HCL Native Syntax Specification, "Template Expressions" and "Quoted templates".
    """
    if value is None or isinstance(value, bool):
        return HclText({None: "null", True: "true", False: "false"}[value])
    if isinstance(value, (list, tuple)):
        return HclText(f"[{', '.join(map(hcl_string, value))}]")
    text = plain(value)
    if isinstance(value, int):
        return HclText(text)
    quoted = "".join(map(_quoted, encodable(text)))
    return HclText(f'"{_HCL_TEMPLATE.sub(_code_point, quoted)}"')


def _code_point(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"


def html_text(value: object) -> HtmlText:
    """Text for HTML, also inside a quoted attribute."""
    return HtmlText(html.escape(visible(plain(value))))


def json_value(value: object) -> JsonText:
    """Any JSON data on one line, harmless inside a script element too."""
    import json  # noqa: PLC0415 - start-up: most pages write no JSON

    try:
        text = json.dumps(value, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise EscapeError(f"this is not JSON data: {error}") from None
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return JsonText(text)


def without_expression(text: str) -> str:
    """`text`, for a file whose expressions the forge evaluates inside any quotes.

    Raises:
        EscapeError: it holds one.
    """
    if "${{" in text:
        raise EscapeError("a value holds ${{, which the forge would evaluate")
    return text


def encodable(text: str) -> str:
    """`text`, which can be written as UTF-8.

    Raises:
        EscapeError: half a surrogate pair is in it.
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        raise EscapeError("a value holds half a surrogate pair, which is no text") from None
    return text


def _hidden(character: str) -> bool:
    return visible_character(character) != character
