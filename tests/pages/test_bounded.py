from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from runbook.pages.render import PageError, Renderer
from runbook.pages.roots import template_roots

if TYPE_CHECKING:
    from pathlib import Path


def rendered(folder: Path, source: str, **values: object) -> str:
    (folder / "pages").mkdir(exist_ok=True)
    (folder / "pages/x.md.j2").write_text(source, encoding="utf-8")
    return str(Renderer(template_roots(folder), house=folder)("pages/x.md.j2", **values))


FINE = {
    "loops": ("<% for n in [1, 2] %><%= n %><%= loop.last and 'x' or ',' %><% endfor %>", "1,2x"),
    "arithmetic": ("<%= (2 + 3) * 4 %>", "20"),
    "joining": ("<%= 'a' ~ (1 + 2) %>", "a3"),
    "text": ("<%= 'A b'.lower().split() | join('-') %>", "a&#x2d;b"),
    "macros": ("<% macro m(x) %>(<%= x %>)<% endmacro %><%= m('a') %>", "(a)"),
    "filters": ("<%= 'a' | replace('a', 'b') | upper %><%= [3, 1] | sort | first %>", "B1"),
}


@pytest.mark.parametrize(("source", "shown"), FINE.values(), ids=FINE)
def test_what_templates_usually_do_works(tmp_path: Path, source: str, shown: str) -> None:
    assert rendered(tmp_path, source) == shown


NESTED = "".join(f"<% for a{n} in many %>" for n in range(9)) + "<% endfor %>" * 9
TWICE = "".join(
    f"<% macro m{n}() %><%= m{n - 1}() %><%= m{n - 1}() %><% endmacro %>" for n in range(1, 40)
)
GREEDY = {
    "nested loops": (NESTED, "steps"),
    "macros that call twice": ("<% macro m0() %>x<% endmacro %>" + TWICE + "<%= m39() %>", "steps"),
    "a macro that calls itself": ("<% macro m() %><%= m() %><% endmacro %><%= m() %>", "recursion"),
    "a template that includes itself": ("<% include 'pages/x.md.j2' %>", "recursion"),
    "text times a number": ("<%= 'a' * 999999999 %>", "small whole numbers"),
    "a power": ("<%= 9 ** 999999999 %>", "small whole numbers"),
    "old formatting": ("<%= '%999999999d' % 1 %>", "small whole numbers"),
    "new formatting": ("<%= '{:999999999}'.format(1) %>", "unsafe"),
    "padding": ("<%= 'a'.ljust(999999999) %>", "unsafe"),
    "bytes of a number": ("<%= (1).to_bytes(999999999) %>", "unsafe"),
    "doubling by +": (
        ("<% set ns = namespace(x='aaaaaaaa') %><% for a in many %><% for b in many %>"
        "<% set ns.x = ns.x + ns.x %><% endfor %><% endfor %>"), "longer than"),
    "doubling by ~": (
        ("<% set ns = namespace(x='aaaaaaaa') %><% for a in many %><% for b in many %>"
        "<% set ns.x = ns.x ~ ns.x %><% endfor %><% endfor %>"), "longer than"),
    "doubling by blocks": (
        ("<% set ns = namespace(x='aaaaaaaa') %><% for a in many %><% for b in many %>"
        "<% set y %><%= ns.x %><%= ns.x %><% endset %><% set ns.x = y %><% endfor %><% endfor %>"),
        "longer than"),
    "replacing": (
        ("<% set a = many | join('aaaaaaaaaaaaaaaa') %><% set b = a | replace('a', a) %>"
        "<% set c = b | replace('a', b) %>"), "too much"),
    "indenting": ("<%= 'a' | indent(999999999, true) %>", "too much"),
    "padded batches": ("<%= 'a' | batch(999999999, 'x') | list %>", "batch"),
    "a long range": ("<% for n in range(999999999) %><% endfor %>", "range"),
    "a wrong type": ("<%= 1 + 'a' %>", "unsupported operand"),
    "a missing item": ("<%= [1] [5] %>", "undefined|no element"),
    "division": ("<%= 1 // 0 %>", "by zero"),
    "the class of a value": ("<%= many.__class__ %>", "unsafe"),
    "many parentheses": (f"<%= {'(' * 5000}1{')' * 5000} %>", "recursion"),
}  # fmt: skip


@pytest.mark.parametrize(("source", "message"), GREEDY.values(), ids=GREEDY)
def test_what_would_run_long_or_grow_is_refused(tmp_path: Path, source: str, message: str) -> None:
    before = time.process_time()
    with pytest.raises(PageError, match=message) as caught:
        rendered(tmp_path, source, many=list(range(12)))
    assert time.process_time() - before < 20
    assert "pages/x.md.j2" in caught.value.message


def test_an_error_names_file_and_line(tmp_path: Path) -> None:
    for source in ("a\nb\n<%= nothing %>\n", "a\nb\n<% if %>\n", "a\nb\n<%= 1 // 0 %>"):
        with pytest.raises(PageError) as caught:
            rendered(tmp_path, source)
        assert caught.value.message.startswith(f"{tmp_path}/pages/x.md.j2:3: ")


def test_the_budget_is_new_for_every_page(tmp_path: Path) -> None:
    source = "<% for a in many %><% for b in many %><% endfor %><% endfor %>"
    for _ in range(5):
        assert rendered(tmp_path, source, many=range(500)) == ""


def test_a_changed_template_is_read_again(tmp_path: Path) -> None:
    assert rendered(tmp_path, "a") == "a"
    (tmp_path / "pages/x.md.j2").write_text("bb", encoding="utf-8")
    assert str(Renderer(template_roots(tmp_path), house=tmp_path)("pages/x.md.j2")) == "bb"
