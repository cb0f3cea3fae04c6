from __future__ import annotations

import pytest

from runbook.readme.plain import plain_markdown

CASES = {
    "admonition": ('!!! warning "Careful"\n\n    Two\n    lines.\n\nafter',
                   "> **Careful**\n>\n> Two\n> lines.\n\nafter"),
    "admonition without a title": ("!!! note\n    Words.", "> **Note**\n>\n> Words."),
    "details with a fence": ('??? failure "x"\n\n    ```text\n    a\n\n    b\n    ```\n\n    c\n',
                             "> **x**\n>\n> ```text\n> a\n>\n> b\n> ```\n>\n> c"),
    "tabs": ('=== "Web"\n\n    1. a\n\n        | x |\n\n=== "gh"\n\n    b\n',
             "**Web**\n\n1. a\n\n    | x |\n\n**gh**\n\nb"),
    "a note in a tab": ('=== "Web"\n\n    !!! note "N"\n        b\n\n    c\n',
                        "**Web**\n\n> **N**\n>\n> b\n\nc"),
    "spans": ('| <span class="state state-pass">done</span> | x |', "| done | x |"),
    "an item": ('- [ ] <span id="x"></span> Do it', "- [ ] Do it"),
    "copyable": ("`v*`{ .copy }", "`v*`"),
    "code stays": ('```html\n<span id="x">[a](b)</span>\n!!! note\n```',
                   '```html\n<span id="x">[a](b)</span>\n!!! note\n```'),
}  # fmt: skip


@pytest.mark.parametrize(("page", "shown"), CASES.values(), ids=CASES)
def test_extensions_become_plain_markdown(page: str, shown: str) -> None:
    assert plain_markdown(page, None, "") == shown


@pytest.mark.parametrize(
    ("link", "pages", "shown"),
    [
        ("[a](setup.md)", None, "a"),
        ("[a](setup.md)", "docs/release/", "[a](docs/release/setup.md)"),
        ("[a](../setup.md#x)", "docs/", "[a](docs/setup.md#x)"),
        ("[a](https://x.example/b)", None, "[a](https://x.example/b)"),
    ],
)
def test_links_lead_to_the_pages_or_become_words(link: str, pages: str | None, shown: str) -> None:
    assert plain_markdown(link, pages, "owners" if ".." in link else "") == shown
