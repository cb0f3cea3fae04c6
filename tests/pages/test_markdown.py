from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hostile import HOSTILE, hostile_text
from hypothesis import given
from hypothesis import strategies as st
from markdown import Markdown

from runbook.pages.escape import EscapeError, HtmlText, ShellText
from runbook.pages.markdown import (
    cell,
    code,
    copyable,
    embed,
    excerpt,
    fence,
    item,
    link,
    prose,
    sentence,
    slug,
    text,
    url,
)
from runbook.site.extensions import MARKDOWN_EXTENSIONS
from runbook.text import visible

WORD = "plainword"
# What our sites do not enable, but a reader of the same files may.
MORE = [
    "abbr",
    "def_list",
    "footnotes",
    "md_in_html",
    "meta",
    "smarty",
    "pymdownx.arithmatex",
    "pymdownx.caret",
    "pymdownx.critic",
    "pymdownx.emoji",
    "pymdownx.inlinehilite",
    "pymdownx.keys",
    "pymdownx.magiclink",
    "pymdownx.mark",
    "pymdownx.progressbar",
    "pymdownx.saneheaders",
    "pymdownx.smartsymbols",
    "pymdownx.snippets",
    "pymdownx.tilde",
]
OURS = {
    "mkdocs": Markdown(
        extensions=["fenced_code", *MARKDOWN_EXTENSIONS], extension_configs=MARKDOWN_EXTENSIONS
    ),
    "everything": Markdown(
        extensions=["fenced_code", *MARKDOWN_EXTENSIONS, *MORE],
        extension_configs=MARKDOWN_EXTENSIONS
        | {
            "pymdownx.snippets": {"check_paths": True},
            "pymdownx.magiclink": {
                "user": "u",
                "repo": "r",
                "repo_url_shorthand": True,
                "social_url_shorthand": True,
            },
        },
    ),
}


class Tree(HTMLParser):
    """The elements of a page in order, with their attributes, and its words."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[object] = []
        self.words = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, attrs))

    def handle_endtag(self, tag: str) -> None:
        self.elements.append(tag)

    def handle_comment(self, data: str) -> None:
        self.elements.append(("comment", data))

    def handle_data(self, data: str) -> None:
        self.words += data


def read(markdown: str, extensions: str) -> Tree:
    renderer = OURS[extensions]
    renderer.reset()
    return Tree(renderer.convert(markdown))


CONTEXTS = {
    "paragraph": "%s",
    "first": "%s and more",
    "middle": "some %s and more",
    "last": "some words %s",
    "after a link": "[x](y.md)%s",
    "after brackets": "[x]%s",
    "in a link": "[%s](y.md)",
    "strong": "see **%s** here",
    "second line": "some words\n%s\nmore",
    "list item": "- one\n- %s\n- three",
    "task": "- [ ] %s",
    "heading": "## About %s",
    "table": "| a | b |\n| --- | --- |\n| x | %s |\n",
    "admonition": "!!! note\n\n    %s\n",
    "tab": '=== "One"\n\n    %s\n\n=== "Two"\n\n    x\n',
    "attribute": 'a <span title="%s">x</span>',
    "between backticks": "`a` %s `b`",
}


def check(markdown: str, shown: str, expected_elements: str, extensions: str, context: str) -> None:
    frame = CONTEXTS[context]
    got = read(frame % markdown, extensions)
    plainly = read(frame % expected_elements, extensions)
    if context == "attribute":
        titles = [
            dict(e[1])["title"] for e in got.elements if isinstance(e, tuple) and e[0] == "span"
        ]
        assert titles == [shown]
        return
    assert got.words == plainly.words.replace(WORD, shown)
    assert without_ids(got) == without_ids(plainly)


def without_ids(tree: Tree) -> list[object]:
    """Elements; a heading's own anchor follows its words and is left out."""
    return [
        (element[0], [pair for pair in element[1] if pair[0] not in {"id", "href"}])
        if isinstance(element, tuple) and element[0] in {"h2", "a"}
        else element
        for element in tree.elements
    ]


@pytest.mark.parametrize("context", CONTEXTS)
def test_hostile_text_is_shown_and_nothing_else(context: str) -> None:
    for hostile in HOSTILE:
        check(text(hostile), visible(hostile), WORD if hostile else "", "mkdocs", context)


@given(
    value=hostile_text().filter(bool),
    context=st.sampled_from(list(CONTEXTS)),
    extensions=st.sampled_from(list(OURS)),
)
def test_any_text_is_shown_and_nothing_else(value: str, context: str, extensions: str) -> None:
    check(text(value), visible(value), WORD, extensions, context)


@given(
    value=hostile_text().filter(bool),
    context=st.sampled_from(sorted(set(CONTEXTS) - {"attribute"})),
    extensions=st.sampled_from(list(OURS)),
)
def test_any_code_is_shown_and_nothing_else(value: str, context: str, extensions: str) -> None:
    check(code(value), visible(value), f"`{WORD}`", extensions, context)


@given(
    value=hostile_text().filter(lambda words: words and "`" not in words),
    context=st.sampled_from(sorted(set(CONTEXTS) - {"attribute"})),
)
def test_a_sentence_of_ours_is_words_and_code_only(value: str, context: str) -> None:
    check(prose(value), visible(value), WORD, "mkdocs", context)


def test_a_sentence_of_ours_marks_code_and_stays_readable() -> None:
    assert prose("Set `id-token: write` (see 2.1), don't guess.") == (
        "Set `id-token: write` (see 2.1), don't guess."
    )
    assert prose("`a` `<b>`") == "`a` <code>&#x3c;b&#x3e;</code>"


@given(
    value=hostile_text().filter(bool),
    context=st.sampled_from(sorted(set(CONTEXTS) - {"attribute"})),
)
def test_a_sentence_of_others_is_words_only(value: str, context: str) -> None:
    check(sentence(value), visible(value), WORD, "mkdocs", context)


def test_a_sentence_of_others_stays_readable() -> None:
    words = "How acme/demo publishes to PyPI, npm and crates.io: set-up (first), release."
    assert sentence(words) == words
    assert sentence("`a`") == "&#x60;a&#x60;"


@given(value=hostile_text())
def test_an_address_is_a_link_or_words(value: str) -> None:
    tree = read(f"a {url(value)} b", "mkdocs")
    tags = {element[0] for element in tree.elements if isinstance(element, tuple)}
    assert tags <= {"p", "a"}
    assert tree.words == f"a {visible(value)} b"


def test_an_address_shows_itself() -> None:
    assert url("https://example.org/a_b") == "<https://example.org/a_b>"
    assert url("setup.md") == "[setup.md](setup.md)"
    assert url("javascript:x") == "javascript&#x3a;x"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("v*", "`v*`"),
        ("release.yml", "`release.yml`"),
        (r"^v\d+", r"`^v\d+`"),
        (3, "`3`"),
        ("a`b", "<code>a&#x60;b</code>"),
        ("a|b", "<code>a&#x7c;b</code>"),
        (" x", "<code>&#x20;x</code>"),
        ("a  b", "<code>a &#x20;b</code>"),
        ("", "<code></code>"),
    ],
)
def test_code_takes_backticks_where_they_carry_the_value(value: object, written: str) -> None:
    assert code(value) == written


def test_words_stay_readable() -> None:
    assert text("market-data-source 0.3.1, a_b/c.yml; 50%") == (
        "market-data-source 0.3.1, a_b/c.yml; 50%"
    )
    assert text("see www.x.org") == "see www&#x2e;x.org"


@given(value=hostile_text())
def test_a_cell_shows_each_line(value: str) -> None:
    table = read(f"| a |\n| --- |\n| {cell(value)} |\n", "mkdocs")
    lines = "".join(map(visible, value.splitlines()))
    assert table.words.split("a", 1)[1].strip("\n") == lines or (not lines)
    assert sum(e == ("br", []) for e in table.elements) == max(len(value.splitlines()) - 1, 0)


def test_an_empty_cell_shows_a_dash() -> None:
    assert cell("") == "\N{EN DASH}"


def test_a_copyable_value_is_code_that_the_page_script_finds() -> None:
    shown = read(copyable("a`b"), "mkdocs")
    assert ("code", [("class", "copy")]) in shown.elements
    assert shown.words == "a`b"


GOOD = {
    "https://example.org/a?b=c&d=e#f": "https://example.org/a?b=c&d=e#f",
    "https://example.org/a(b) *c*": "https://example.org/a%28b%29%20%2Ac%2A",
    "https://example.org:8443/ä": "https://example.org:8443/%C3%A4",
    "mailto:team@example.org": "mailto:team@example.org",
    "../setup.md#step": "../setup.md#step",
    "?tab=x": "?tab=x",
}
BAD = [
    "",
    "http://example.org/",
    "javascript:alert(1)",
    " javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,x",
    "//example.org/x",
    "/\\example.org",
    "https://user@example.org/",
    "https://ex\u0430mple.org/",
    "https://localhost/",
    "https:///x",
    "https://[::1",
    "mailto:nobody",
    "mailto://a@b",
    "x:y",
    "\u202ehttps://example.org/",
]


@pytest.mark.parametrize(("address", "target"), GOOD.items())
def test_a_link_leads_to_its_address(address: str, target: str) -> None:
    elements = read(link("a]b", address), "mkdocs").elements
    assert ("a", [("href", target)]) in elements


@pytest.mark.parametrize("address", BAD)
def test_a_link_elsewhere_is_words_only(address: str) -> None:
    shown = read(link("word", address), "mkdocs")
    assert (shown.elements, shown.words) == ([("p", []), "p"], "word")


def test_a_link_takes_finished_words_but_no_other_language() -> None:
    assert link(code("x"), "x.md") == "[`x`](x.md)"
    assert link("x", ShellText("https://example.org")) == "x"


@given(value=hostile_text(), address=hostile_text())
def test_no_link_is_anything_but_a_link(value: str, address: str) -> None:
    tree = read(f"a {link(value, address)} b", "mkdocs")
    tags = [element for element in tree.elements if isinstance(element, tuple)]
    assert {tag for tag, _ in tags} <= {"p", "a"}
    for tag, attributes in tags:
        if tag == "a":
            assert [name for name, _ in attributes] == ["href"]
            assert re.match(r"https://|mailto:|[^:]*($|[/?#])", attributes[0][1] or "")
    assert tree.words == f"a {visible(value)} b"


SNIPPETS = [
    "\xa0x\u3000\n",
    "x\n",
    "x",
    "a: 1\n\nb: `x`\n",
    "```\nx\n```\n",
    "  ````yaml\n&amp; <b>\n",
    "--8<-- x\n",
]


@pytest.mark.parametrize("context", ["%s", '=== "T"\n\n    %s', "1. one\n\n    %s"])
@pytest.mark.parametrize("content", SNIPPETS, ids=repr)
def test_a_fence_shows_its_content_verbatim(content: str, context: str) -> None:
    fenced = fence(content, "yaml", "a.yml")
    inside = fenced.replace("\n", "\n    ") if context != "%s" else fenced
    tree = read(context % inside, "mkdocs")
    assert content.removesuffix("\n") + "\n" in tree.words
    assert "a.yml" in tree.words


def test_a_fence_without_a_plain_title_has_none() -> None:
    assert fence("x\n", "sh", 'a" onclick="b') == "```sh\nx\n```\n"
    assert fence("x\n", "sh") == "```sh\nx\n```\n"


@pytest.mark.parametrize(
    "content", ["", "\n", "a\tb\n", "a\n   \nb\n", "\na\n", "a\n\n", "a\x02b\n", "a\r\n", "a\x0bb"]
)
def test_a_fence_refuses_what_the_page_would_change(content: str) -> None:
    with pytest.raises(EscapeError):
        fence(content, "yaml")


@given(content=hostile_text())
def test_an_excerpt_shows_any_text(content: str) -> None:
    tree = read(excerpt(content, "text"), "mkdocs")
    words = content.expandtabs(4).split()
    assert "".join(tree.words.split()) == "".join(map(visible, words)) or not words


def test_an_excerpt_keeps_lines_and_shows_what_a_page_cannot_carry() -> None:
    assert excerpt("\n \na:\tb \n \n\x1b[2J\n\n", "yaml") == ("```yaml\na:  b\n\n\\x1b[2J\n```\n")
    assert excerpt("", "diff") == "```diff\n(empty)\n```\n"


def test_a_fence_refuses_a_language_with_options() -> None:
    with pytest.raises(EscapeError):
        fence("x\n", "sh {.x}")


def test_finished_html_becomes_a_block() -> None:
    tree = read(f"a\n{embed(HtmlText('<div>*x*</div>'))}\nb", "mkdocs")
    assert ("div", []) in tree.elements
    assert "*x*" in tree.words


@pytest.mark.parametrize(
    "content", ["<div></div>", HtmlText("<div>\n\n</div>")], ids=["text", "gap"]
)
def test_other_html_is_refused(content: HtmlText) -> None:
    with pytest.raises(EscapeError):
        embed(content)


def test_an_item_has_a_stable_name() -> None:
    tree = read(f"- [ ] {item('create-environment')}Create it", "mkdocs")
    assert ("span", [("id", "create-environment")]) in tree.elements
    with pytest.raises(EscapeError):
        item('x" onclick="y')


@given(value=hostile_text())
def test_a_slug_is_a_safe_name(value: str) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9-]{0,80}", slug(value))
    assert slug(value) == slug(value)
    item(slug(value))


def test_different_texts_have_different_slugs() -> None:
    names = {slug(text) for text in HOSTILE}
    assert len(names) == len(HOSTILE)
    assert slug("market-data-source") == "market-data-source"
    assert slug("PyPI") != slug("pypi")
