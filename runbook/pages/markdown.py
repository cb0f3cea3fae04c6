"""Markdown that shows exactly the text of a value, whatever the value holds.

Python-Markdown, its extensions and CommonMark agree on one thing: a character reference starts
no construct. So every sign that could is written as one; words stay readable.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from runbook.pages.escape import EscapeError, HtmlText, MarkdownText, Safe, plain
from runbook.text import visible

# Signs that stay as they are anywhere. Full stop, hyphen and underscore stay inside a word:
# between two ASCII letters or digits they begin no list, rule, emphasis or typographic sign.
_ANYWHERE = "A-Za-z0-9,/;%"
_SIGN = re.compile(
    rf"(?<![A-Za-z0-9])[._-]|[._-](?![A-Za-z0-9])|(?<=\b[wW]{{3}})\."  # also www. (autolinks)
    rf"|^ | $|(?<= ) |[^{_ANYWHERE} ._\u0080-\U0010ffff-]"
    r"|[^\S ]"  # white space outside ASCII, which a renderer would strip
)
_TICKED = re.compile(r"(?!#!|:::| )[A-Za-z0-9 ./@+*:=,^$%()\[\]#?!;~_'\"\\-]+(?<! )\Z")


def text(value: object) -> MarkdownText:
    """`value` as words: in running text, a table, a link's text or an HTML attribute."""
    return MarkdownText(_SIGN.sub(_reference, visible(plain(value))))


def _reference(match: re.Match[str]) -> str:
    return f"&#x{ord(match[0]):x};"


def cell(value: object) -> MarkdownText:
    """`value` in a table cell, each of its lines on its own; an empty one shows a dash."""
    lines = plain(value).splitlines()
    return MarkdownText("<br>".join(map(text, lines)) or "–")  # noqa: RUF001 - a dash is meant


def code(value: object) -> MarkdownText:
    """`value` as a code span; one that backticks cannot carry exactly becomes a code element."""
    words = plain(value)
    if _fits_ticks(words):
        return MarkdownText(f"`{words}`")
    return MarkdownText(f"<code>{text(words)}</code>")


def copyable(value: object) -> MarkdownText:
    """`value` as code that the page offers to copy."""
    words = plain(value)
    if _fits_ticks(words):
        return MarkdownText(f"`{words}`{{ .copy }}")
    return MarkdownText(f'<code class="copy">{text(words)}</code>')


def _fits_ticks(words: str) -> bool:
    return "  " not in words and _TICKED.match(words) is not None


def link(value: object, url: str) -> MarkdownText:
    """A link, or the words alone when `url` is neither https, mailto nor relative."""
    words = value if isinstance(value, MarkdownText) else text(value)
    target = _target(url)
    return MarkdownText(f"[{words}]({target})") if target and words else MarkdownText(words)


_SPAN = re.compile(r"`([^`\n]+)`")
# What could begin a construct inside a sentence; full stops, quotes and brackets stay readable.
_IN_SENTENCE = re.compile(
    r"[&<>\\`*\[\]{}|~^]|#(?=[#:\w])|!(?=\[|[A-Z]+ )|:(?! |\Z)|--|(?<=\b[wW]{3})\."
    r"|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|^[^A-Za-z0-9]|^\d+(?=[.)])|[^\S ]| $|(?<= ) "
)


def prose(value: object) -> MarkdownText:
    """A sentence of our own data: words between backticks are code, all else is text."""
    pieces = _SPAN.split(plain(value))
    last = len(pieces) - 1
    return MarkdownText(
        "".join(
            code(piece) if number % 2 else _sentence(piece, number == 0, number == last)
            for number, piece in enumerate(pieces)
        )
    )


def sentence(value: object) -> MarkdownText:
    """`value` as words on a line of their own, where signs that begin nothing stay readable."""
    return MarkdownText(_sentence(plain(value), first=True, last=True))


def _sentence(words: str, first: bool, last: bool) -> str:
    """Escaped words; only the edges of the whole sentence can begin or end a block."""
    if not words:
        return ""
    before, after = "" if first else "x", "" if last else "x"
    shown = _IN_SENTENCE.sub(_references, f"{before}{visible(words)}{after}")
    return shown[len(before) : len(shown) - len(after)]


def _references(match: re.Match[str]) -> str:
    return "".join(f"&#x{ord(sign):x};" for sign in match[0])


def url(value: object) -> MarkdownText:
    """An address that shows itself as a link, or as words when it leads nowhere good."""
    words = plain(value)
    target = _target(words)
    if target == words and words.startswith("https://"):
        return MarkdownText(f"<{words}>")
    return link(words, words)


_HARMLESS = re.compile(r"[A-Za-z0-9/:?#&=%+,@.~_-]")
_HOST = re.compile(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+(:[0-9]{1,5})?\Z")


def _target(url: str) -> str | None:
    """`url` for a link's parentheses, or None when it leads where a link should not."""
    if isinstance(url, Safe) or visible(url) != url or "\\" in url:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    allowed = {
        "https": bool(_HOST.match(parts.netloc)),
        "mailto": not parts.netloc and "@" in parts.path,
        "": not parts.netloc and not url.startswith("//") and ":" not in url.partition("/")[0],
    }
    if not url or not allowed.get(parts.scheme, False):
        return None
    return "".join(c if _HARMLESS.match(c) else _percent(c) for c in url)


def _percent(character: str) -> str:
    return "".join(f"%{byte:02X}" for byte in character.encode())


_TITLE = re.compile(r"[A-Za-z0-9_./@+ -]{1,120}\Z")
_LANGUAGE = re.compile(r"[a-z0-9+-]{1,20}\Z")
_TICKS = re.compile(r"`{3,}")
# What Python-Markdown's line normalisation or Pygments would not hand through unchanged.
_UNCARRIED = re.compile(r"[\x00-\x09\x0b-\x1f\x7f\x85\u2028\u2029]|^ +$|\A\n|\n\n\Z", re.MULTILINE)


def fence(content: str, language: str, title: str | None = None) -> MarkdownText:
    """`content`, verbatim, in a fence longer than any run of backticks in it.

    A title that is no plain file name is left out: it would be read as options of the fence.

    Raises:
        EscapeError: the content holds a tab, another control, a line of blanks, or begins or
            ends with an empty line; the page would show something else than the file.
    """
    if not _LANGUAGE.match(language):
        raise EscapeError("the language of a fence is one lower-case word")
    if not content.strip() or _UNCARRIED.search(content):
        raise EscapeError("the content of a fence would not survive as it is")
    longest = max(map(len, _TICKS.findall(content)), default=2)
    ticks = "`" * (longest + 1)
    options = f' title="{title}"' if title and _TITLE.match(title) else ""
    body = content.removesuffix("\n")
    return MarkdownText(f"{ticks}{language}{options}\n{body}\n{ticks}\n")


def excerpt(content: str, language: str, title: str | None = None) -> MarkdownText:
    """Text that is only looked at, such as a file of the repository, in a fence.

    What a page cannot carry is shown another way: tabs as blanks, controls as signs; empty lines
    at the ends go.
    """
    lines = [visible(line.expandtabs(4)).rstrip() for line in content.splitlines()]
    return fence("\n".join(lines).strip("\n") or "(empty)", language, title)


def embed(content: HtmlText) -> MarkdownText:
    """Finished HTML, one block element, as a block of the page.

    Raises:
        EscapeError: it is not escaped HTML, or an empty line in it would end the block.
    """
    if not isinstance(content, HtmlText) or "\n\n" in content.strip():
        raise EscapeError("only finished HTML without empty lines can be a block of a page")
    return MarkdownText(f"\n{content.strip()}\n")


_ID = re.compile(r"[a-z][a-z0-9-]{0,119}\Z")


def item(identifier: str) -> MarkdownText:
    """The mark that gives a checklist item a stable name, for its tick and for links to it."""
    if not _ID.match(identifier):
        raise EscapeError("an item is named by lower-case letters, digits and hyphens")
    return MarkdownText(f'<span id="{identifier}"></span>')


def slug(value: str) -> str:
    """A name for files and anchors made from any text; different texts get different names."""
    import hashlib  # noqa: PLC0415 - start-up

    words = re.sub(r"[^a-z0-9]+", "-", value.lower()).strip("-")[:60]
    if words == value and words[:1].isalpha() and not words.startswith("x-"):
        return words
    digest = hashlib.sha256(value.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"x-{words}-{digest}".replace("--", "-")
