"""Jinja environments, one a language, chosen by the template's extension.

A value is escaped because it is a value: no filter has to be remembered. An extension nobody
knows, a name that is not defined, and a type that cannot be written are errors.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from jinja2 import ChoiceLoader, FileSystemLoader, StrictUndefined, TemplateNotFound
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from runbook.errors import RunbookError
from runbook.pages import escape, markdown
from runbook.pages.address import address, query
from runbook.pages.bounded import SIZE, Bounded

if TYPE_CHECKING:
    from pathlib import Path

    from jinja2 import Environment

Escaper = Callable[[object], escape.Safe]


@dataclass(frozen=True, slots=True)
class Language:
    """How values are written in the templates of one extension."""

    extension: str
    safe: type[escape.Safe]
    write: Escaper


LANGUAGES = {
    language.extension: language
    for language in (
        Language("md", escape.MarkdownText, markdown.text),
        Language("sh", escape.ShellText, escape.shell_word),
        Language("yml", escape.YamlText, escape.yaml_scalar),
        Language("tf", escape.HclText, escape.hcl_string),
        Language("html", escape.HtmlText, escape.html_text),
        Language("json", escape.JsonText, escape.json_value),
    )
}

# Of Jinja's own filters those that select and order values. Left out: what marks text as safe
# or escapes by other rules (safe, escape, tojson, xmlattr, urlize), and what is not repeatable.
_KEPT_FILTERS = (
    "batch", "default", "dictsort", "first", "groupby", "items", "last", "length", "list",
    "lower", "map", "max", "min", "reject", "rejectattr", "replace", "select", "selectattr",
    "slice", "sort", "sum", "trim", "unique", "upper",
)  # fmt: skip


def language_of(template: str) -> Language:
    """The language of `template`, by the extension before ``.j2``.

    Raises:
        RunbookError: the extension is none of `LANGUAGES`.
    """
    parts = template.rsplit("/", 1)[-1].split(".")
    language = LANGUAGES.get(parts[-2]) if len(parts) > 2 and parts[-1] == "j2" else None  # noqa: PLR2004 - name, language, j2
    if language is None:
        known = ", ".join(f".{extension}.j2" for extension in LANGUAGES)
        raise RunbookError(f"the template {template} has no known extension", hint=f"use {known}")
    return language


@cache
def environment(extension: str, roots: tuple[Path, ...], *, bounded: bool = False) -> Environment:
    """The environment for templates of `extension`, looked up in `roots`, the first root first.

    `bounded` is for roots of a project: its templates have limits, and are read again when they
    change.
    """
    language = LANGUAGES[extension]
    kind = _BoundedEnvironment if bounded else _Environment
    made = kind(
        language,
        loader=_Loader(language, roots),
        block_start_string="<%",
        block_end_string="%>",
        variable_start_string="<%=",
        variable_end_string="%>",
        comment_start_string="<%#",
        comment_end_string="%>",
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
        auto_reload=bounded,
        undefined=StrictUndefined,
        finalize=_finalizer(language),
    )
    made.filters = {name: made.filters[name] for name in _KEPT_FILTERS} | _filters(language)
    made.globals = {"namespace": made.globals["namespace"]}
    if isinstance(made, _BoundedEnvironment):
        made.bound()
    return made


class _Environment(ImmutableSandboxedEnvironment):
    """What a macro, block or template produced is finished text, not a value to escape again."""

    def __init__(self, language: Language, **options: Any) -> None:  # noqa: ANN401 - Jinja's own
        super().__init__(**options)
        safe = language.safe
        self.concat = lambda parts: safe("".join(parts))  # type: ignore[method-assign]  # Jinja's hook for native types, used the same way


class _BoundedEnvironment(Bounded, _Environment):
    """The same for templates of a project."""

    def __init__(self, language: Language, **options: Any) -> None:  # noqa: ANN401 - as above
        super().__init__(language=language, **options)
        joined = self.concat

        def bounded(parts: Iterable[str]) -> str:
            kept = list(parts)
            if sum(map(len, kept)) > SIZE:
                raise SecurityError(f"a text is longer than {SIZE} characters")
            return joined(kept)

        self.concat = bounded  # type: ignore[method-assign]  # as above


class _Loader(ChoiceLoader):
    """Finds templates of one language only: an include cannot carry text across languages."""

    def __init__(self, language: Language, roots: tuple[Path, ...]) -> None:
        super().__init__([FileSystemLoader(root) for root in roots])
        self._language = language

    def load(self, environment: Environment, name: str, globals: Any = None) -> Any:  # noqa: A002, ANN401 - Jinja's signature
        self._check(name)
        return super().load(environment, name, globals)

    def _check(self, template: str) -> None:
        if language_of(template) is not self._language:
            extension = self._language.extension
            raise TemplateNotFound(template, f"{template} is no .{extension}.j2 template")


def _finalizer(language: Language) -> Escaper:
    def finalize(value: object) -> escape.Safe:
        if isinstance(value, language.safe):
            return value
        if isinstance(value, StrictUndefined):
            str(value)  # raises, and names what is not defined
        return language.write(value)

    return finalize


def _filters(language: Language) -> dict[str, Callable[..., object]]:
    safe, finalize = language.safe, _finalizer(language)

    def join(values: Iterable[object], delimiter: str = ", ") -> escape.Safe:
        between = delimiter if not delimiter.strip(" ,\n") else finalize(delimiter)
        return safe(between.join(map(finalize, values)))

    def indent(block: object, width: int = 4, first: bool = False) -> escape.Safe:
        lines = finalize(block).split("\n")
        blank = " " * width
        padded = [
            blank + line if line.strip() and (first or n) else line for n, line in enumerate(lines)
        ]
        return safe("\n".join(padded))

    own: dict[str, Callable[..., object]] = {
        "join": join,
        "indent": indent,
        "address": lambda value: safe(address(value)),
        "query": lambda value: safe(query(value)),
    }
    return own | _OWN_FILTERS.get(language.extension, {})


def _yaml_shell(value: object) -> escape.YamlText:
    """A shell word inside a literal block of YAML, such as a workflow's ``run: |``."""
    return escape.YamlText(escape.without_expression(escape.shell_word(value)))


_OWN_FILTERS: dict[str, dict[str, Callable[..., object]]] = {
    "md": {
        "cell": markdown.cell,
        "code": markdown.code,
        "copyable": markdown.copyable,
        "embed": markdown.embed,
        "excerpt": markdown.excerpt,
        "fence": markdown.fence,
        "item": markdown.item,
        "link": markdown.link,
        "prose": markdown.prose,
        "url": markdown.url,
    },
    "yml": {"sh": _yaml_shell},
}
