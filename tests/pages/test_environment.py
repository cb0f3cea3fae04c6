from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from hostile import HOSTILE

from runbook.errors import RunbookError
from runbook.pages.address import address, query
from runbook.pages.environment import LANGUAGES, language_of
from runbook.pages.escape import EscapeError, MarkdownText, ShellText, YamlText
from runbook.pages.render import PageError, Renderer
from runbook.pages.roots import template_roots

if TYPE_CHECKING:
    from pathlib import Path


class Templates:
    """Writes templates into a folder and renders them."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def write(self, **templates: str) -> None:
        for name, source in templates.items():
            stem, _, extension = name.rpartition("_")
            (self.root / f"{stem}.{extension}.j2").write_text(source)

    def render(self, source: str, extension: str = "md", **values: object) -> str:
        name = f"t{abs(hash(source))}"
        (self.root / f"{name}.{extension}.j2").write_text(source)
        return Renderer((self.root,))(f"{name}.{extension}.j2", **values)


@pytest.fixture
def templates(tmp_path: Path) -> Templates:
    return Templates(tmp_path)


@pytest.mark.parametrize(
    ("extension", "written"),
    [
        ("md", "a&#x2a;b &#x27;c&#x27;"),
        ("sh", "'a*b '\\''c'\\'''"),
        ("yml", "\"a*b 'c'\""),
        ("tf", "\"a*b 'c'\""),
        ("html", "a*b &#x27;c&#x27;"),
        ("json", "\"a*b 'c'\""),
    ],
)
def test_the_extension_chooses_how_values_are_written(
    templates: Templates, extension: str, written: str
) -> None:
    rendered = templates.render("x <%= value %>\n", extension, value="a*b 'c'")
    assert rendered == f"x {written}\n"
    assert type(rendered) is LANGUAGES[extension].safe


@pytest.mark.parametrize("name", ["page.txt.j2", "page.md", "md.j2", "page.j2", "a.md.j2/page", ""])
def test_an_unknown_extension_is_refused(name: str) -> None:
    with pytest.raises(RunbookError, match="no known extension"):
        language_of(name)


def test_what_is_not_ours_stays_as_it_is(templates: Templates) -> None:
    source = "${{ github.ref }} {{ x }} {% if %} {# c #} [[ -z x ]] ${#a} <a> %>\n"
    assert templates.render(source, "sh") == source


def test_blocks_leave_no_lines_and_comments_nothing(templates: Templates) -> None:
    source = "<%# why %>\na\n  <% if true %>\nb\n  <% endif %>\nc\n"
    assert templates.render(source) == "a\nb\nc\n"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<% macro m(x) %><<%= x %>><% endmacro %><%= m(v) %>", "<a&#x2a;>"),
        (
            "<% macro m() %>[<%= caller() %>]<% endmacro %><% call m() %>*<%= v %><% endcall %>",
            "[*a&#x2a;]",
        ),
        ("<% set x %>**<%= v %>**<% endset %><%= x %>", "**a&#x2a;**"),
        ("<% block b %>*<%= v %><% endblock %><%= self.b() %>", "*a&#x2a;*a&#x2a;"),
        ("<%= [v, v | code] | join %>", "a&#x2a;, `a*`"),
        ("<%= [v, v] | join(' * ') %>", "a&#x2a;&#x20;&#x2a;&#x20;a&#x2a;"),
        ("<%= v ~ '*' %>", "a&#x2a;&#x2a;"),
        ("<%= '*' %>", "&#x2a;"),
        ("<%= v | upper %>", "A&#x2a;"),
        ("<%= (v | code) | upper %>", "&#x60;A&#x2a;&#x60;"),
        ("<% for x in [v] %><%= x %><% endfor %>", "a&#x2a;"),
        ("<%= v | link('x.md') %>", "[a&#x2a;](x.md)"),
        ("<%= 3 %> <%= day %>", "3 2026-01-29"),
    ],
)  # fmt: skip
def test_every_value_is_escaped_exactly_once(
    templates: Templates, source: str, expected: str
) -> None:
    assert templates.render(source, v="a*", day=dt.date(2026, 1, 29)) == expected


def test_included_templates_are_finished_text(templates: Templates) -> None:
    templates.write(part_md="*<%= v %>*", parent_md="[<% block b %>_<% endblock %>]")
    source = "<% include 'part.md.j2' %>"
    assert templates.render(source, v="*") == "*&#x2a;*"
    child = "<% extends 'parent.md.j2' %><% block b %><%= super() %><%= v %><% endblock %>"
    assert templates.render(child, v="*") == "[_&#x2a;]"


def test_text_of_another_language_does_not_slip_in(templates: Templates) -> None:
    templates.write(part_sh="rm -rf /\n")
    with pytest.raises(PageError, match="another language"):
        templates.render("<%= v %>", v=ShellText("x"))
    with pytest.raises(PageError, match=r"is no \.md\.j2 template"):
        templates.render("<% include 'part.sh.j2' %>")


def test_a_snippet_enters_a_page_through_a_fence(templates: Templates) -> None:
    templates.write(part_sh="echo <%= v %>\n")
    script = Renderer((templates.root,))("part.sh.j2", v="`*`")
    page = templates.render("=== \"Shell\"\n\n    <%= s | fence('bash') | indent %>\n", s=script)
    assert page == "=== \"Shell\"\n\n    ```bash\n    echo '`*`'\n    ```\n\n"


def test_indent_may_start_with_the_first_line(templates: Templates) -> None:
    block = MarkdownText("a\n\nb")
    assert templates.render("<%= s | indent(2, true) %>", s=block) == "  a\n\n  b"


def test_a_shell_word_in_a_workflow(templates: Templates) -> None:
    source = "run: |\n  echo <%= v | sh %>\n"
    assert templates.render(source, "yml", v="a: b") == "run: |\n  echo 'a: b'\n"
    with pytest.raises(PageError, match="forge would evaluate"):
        templates.render(source, "yml", v="${{ x }}")


def test_finished_text_enters_as_it_is(templates: Templates) -> None:
    expression = YamlText("${{ github.ref }}")
    assert templates.render("<%= v %>", "yml", v=expression) == expression


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("a\n<%= missing %>", r"t\d+\.md\.j2:2: 'missing' is undefined"),
        ("<%= v.missing %>", "has no attribute 'missing'"),
        ("<%= 'x' if false %>", "type Undefined"),
        ("a\nb\n<% if %>", r"t\d+\.md\.j2:3: Expected an expression"),
        ("<%= none %>", r":1: a value of type NoneType cannot be written"),
        ("<%= true %>", "type bool"),
        ("<%= [v] %>", "type list"),
        ("<%= v.__class__ %>", "unsafe"),
        ("<%= v | safe %>", "No filter named 'safe'"),
        ("<%= v | e %>", "No filter named 'e'"),
        ("<%= v | tojson %>", "No filter named 'tojson'"),
        ("<%= range(3) %>", "'range' is undefined"),
        ("<% include 'missing.md.j2' %>", r"missing\.md\.j2"),
        ("<% include '../x.md.j2' %>", r"\.\./x"),
        ("<%= '..' | address %>", "dot segment"),
    ],
)
def test_a_wrong_template_is_one_message(templates: Templates, source: str, message: str) -> None:
    with pytest.raises(PageError, match=message):
        templates.render(source, v="x")


def test_no_value_becomes_a_template(templates: Templates) -> None:
    for hostile in HOSTILE:
        assert "<%" not in templates.render("<%= v %><%= v | code %>", v=hostile)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("a b/c?d&e=f#g", "a%20b%2Fc%3Fd%26e%3Df%23g"),
        ("release.yml", "release.yml"),
        ("_x_", "%5Fx%5F"),
        ("a--b", "a%2D%2Db"),
        ("~ä", "%7E%C3%A4"),
        (7, "7"),
    ],
)
def test_a_part_of_an_address(value: object, written: str) -> None:
    assert address(value) == query(value) == written


def test_a_parameter_may_be_empty_but_no_segment() -> None:
    assert query("") == ""
    for value in ("", ".", ".."):
        with pytest.raises(EscapeError, match="dot segment"):
            address(value)
    with pytest.raises(EscapeError, match="surrogate"):
        query("\ud800")


@pytest.mark.parametrize("extension", LANGUAGES)
def test_addresses_are_inert_in_every_language(templates: Templates, extension: str) -> None:
    source = "<%= v | address %>/<%= v | query %>"
    rendered = templates.render(source, extension, v="*_a_*'\"${x}")
    assert rendered == "/".join(["%2A_a%5F%2A%27%22%24%7Bx%7D"] * 2)


def test_the_first_root_wins(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    for root in (first, second):
        root.mkdir()
        (root / "a.md.j2").write_text(root.name)
    (second / "b.md.j2").write_text("b")
    render = Renderer((first, second))
    assert (render("a.md.j2"), render("b.md.j2")) == ("first", "b")
    assert render.has("b.md.j2")
    assert not render.has("c.md.j2")


def test_overrides_come_first_and_only_when_configured(tmp_path: Path) -> None:
    usual = template_roots()
    assert usual[0].name in {"templates", "_templates"}
    assert usual[0].is_dir()
    assert template_roots(tmp_path) == (tmp_path, *usual)
    assert Renderer().roots == usual
