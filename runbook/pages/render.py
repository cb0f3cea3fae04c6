"""Renders a template into finished text of its language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinja2 import TemplateError, TemplateSyntaxError

from runbook.errors import RunbookError
from runbook.pages.environment import environment, language_of
from runbook.pages.escape import EscapeError, Safe
from runbook.pages.roots import template_roots

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType


class PageError(RunbookError):
    """A template is wrong, or a value it was given cannot be written where it puts it."""


class Renderer:
    """Renders the templates of `roots`; compiled templates are kept for the process."""

    def __init__(self, roots: tuple[Path, ...] | None = None) -> None:
        self.roots = template_roots() if roots is None else roots

    def has(self, template: str) -> bool:
        """Whether there is such a template; registries bring one only where they differ."""
        return any((root / template).is_file() for root in self.roots)

    def __call__(self, template: str, /, **values: object) -> Safe:
        """The text of `template` filled with `values`.

        Raises:
            PageError: names the template and its line.
        """
        jinja = environment(language_of(template).extension, self.roots)
        try:
            text = jinja.get_template(template).render(**values)
        except (TemplateError, EscapeError) as error:
            raise PageError(_located(template, error)) from error
        return language_of(template).safe(text)


def _located(template: str, error: Exception) -> str:
    message = getattr(error, "message", None) or str(error)
    if isinstance(error, TemplateSyntaxError):
        return f"{error.name or template}:{error.lineno}: {message}"
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
