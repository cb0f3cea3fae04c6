"""Renders a template into finished text of its language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinja2 import TemplateError, TemplateSyntaxError

from runbook.errors import RunbookError
from runbook.pages.bounded import STEPS, Bounded
from runbook.pages.environment import environment, language_of
from runbook.pages.escape import EscapeError, Safe
from runbook.pages.roots import template_roots

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType


_IN_OURS = (TemplateError, EscapeError)
# With what an expression in somebody's template can run into.
_IN_HOUSE = (
    *_IN_OURS, ArithmeticError, AttributeError, LookupError, MemoryError, RecursionError,
    SyntaxError, TypeError, ValueError,
)  # fmt: skip


class PageError(RunbookError):
    """A template is wrong, or a value it was given cannot be written where it puts it."""


class Renderer:
    """Renders the templates of `roots`; compiled templates are kept for the process.

    `house` is the folder of a project's own templates, looked up first and run with limits.
    """

    def __init__(self, roots: tuple[Path, ...] | None = None, house: Path | None = None) -> None:
        self.house = house
        self.roots = template_roots(house) if roots is None else roots

    def has(self, template: str) -> bool:
        """Whether there is such a template; registries bring one only where they differ."""
        return any((root / template).is_file() for root in self.roots)

    def __call__(self, template: str, /, **values: object) -> Safe:
        """The text of `template` filled with `values`.

        Raises:
            PageError: names the template and its line.
        """
        bounded = self.house is not None
        jinja = environment(language_of(template).extension, self.roots, bounded=bounded)
        if isinstance(jinja, Bounded):
            jinja.left = STEPS
        expected = _IN_HOUSE if bounded else _IN_OURS
        try:
            text = jinja.get_template(template).render(**values)
        except expected as error:
            raise PageError(_located(template, error)) from error
        return language_of(template).safe(text)


def _located(template: str, error: Exception) -> str:
    message = getattr(error, "message", None) or str(error)
    if isinstance(error, TemplateSyntaxError):
        return f"{error.filename or error.name or template}:{error.lineno}: {message}"
    line = _template_line(error.__traceback__)
    return f"{line or template}: {message}"


def _template_line(traceback: TracebackType | None) -> str | None:
    """The innermost template line of a traceback; Jinja gives template frames their own file."""
    found = None
    while traceback is not None:
        file = traceback.tb_frame.f_code.co_filename
        if file.endswith(".j2"):
            found = f"{file}:{traceback.tb_lineno}"
        traceback = traceback.tb_next
    return found
