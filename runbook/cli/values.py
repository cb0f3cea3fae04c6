"""What a shell offers where a command asks for a value. Pydantic, Jinja and MkDocs stay out."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from runbook.descriptor.find import find_descriptor
from runbook.errors import RunbookError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    import click
    from click.shell_completion import CompletionItem

    Source = Callable[[click.Context, str], Iterable[tuple[str, str]]]
    Completer = Callable[[click.Context, click.Parameter, str], list[CompletionItem[str]]]

# What a shell puts on the command line without quoting it. Names come from descriptors and folders
# that anybody may have written: one that means something to a shell is not offered.
_INERT = re.compile(r"[A-Za-z0-9@._/][A-Za-z0-9@+:,._/-]*\Z")


def offering(source: Source, otherwise: str = "") -> Completer:
    """What click asks for values: those of `source` that start as the word does, case aside.

    `source` gives values, each with a text or "". Where none fits, `otherwise` is what the shell
    completes by itself: ``file``, ``dir``, or nothing.
    """

    def complete(
        context: click.Context,
        _: click.Parameter,
        incomplete: str,
    ) -> list[CompletionItem[str]]:
        from click.shell_completion import CompletionItem  # noqa: PLC0415 - only for shells

        try:
            known = [item for item in source(context, incomplete) if _INERT.match(item[0])]
        except (RunbookError, OSError):  # the line is being typed, which is no time for a message
            known = []
        start = incomplete.casefold()
        fit = [
            CompletionItem(value, help=text or None)
            for value, text in known
            if value.casefold().startswith(start)
        ]
        return fit or ([CompletionItem(incomplete, type=otherwise)] if otherwise else [])

    return complete


def _rules(_: click.Context, __: str) -> Iterable[tuple[str, str]]:
    from runbook.rules.catalog import all_rules  # noqa: PLC0415 - start-up

    return ((rule.code, rule.title) for rule in all_rules())


def _selections(context: click.Context, incomplete: str) -> Iterable[tuple[str, str]]:
    """The families; the rules themselves once a family is typed."""
    if len(incomplete) >= _FAMILY:
        return _rules(context, incomplete)
    from runbook.rules.catalog import FAMILIES  # noqa: PLC0415 - start-up

    return ((f"RB{digit}", title) for digit, title in FAMILIES.items())


_FAMILY = len("RB3")


def _subjects(_: click.Context, __: str) -> Iterable[tuple[str, str]]:
    from runbook.model.forge import ForgeKind  # noqa: PLC0415 - start-up
    from runbook.registries.catalog import all_ids  # noqa: PLC0415 - start-up

    return _bare([ForgeKind.GITHUB, *all_ids()])


def _registries(context: click.Context, _: str) -> Iterable[tuple[str, str]]:
    """Those of the project."""
    return _bare(_packages_here(context))


def _packages(context: click.Context, _: str) -> Iterable[tuple[str, str]]:
    """Those that the project publishes to the registry that stands before."""
    return _bare(_packages_here(context).get(context.params.get("registry") or "", ()))


def _packages_here(context: click.Context) -> Mapping[str, tuple[str, ...]]:
    from runbook.descriptor.glance import packages_of  # noqa: PLC0415 - start-up

    path = _descriptor(context.params.get("descriptor"))
    return {} if path is None else packages_of(path)


def _workflows(context: click.Context, _: str) -> Iterable[tuple[str, str]]:
    from runbook.descriptor.glance import workflows_of  # noqa: PLC0415 - start-up

    path = _descriptor(context.params.get("path"))
    return () if path is None else _bare(workflows_of(path))


def _events(_: click.Context, __: str) -> Iterable[tuple[str, str]]:
    from runbook.model.timeline import EventKind  # noqa: PLC0415 - start-up

    return _bare(EventKind)


def _descriptors(_: click.Context, incomplete: str) -> Iterable[tuple[str, str]]:
    """Those below the folder that is typed so far, as one would type them."""
    from runbook.descriptor.glance import descriptors_below  # noqa: PLC0415 - start-up

    typed = incomplete[: incomplete.rfind("/") + 1]
    folder = Path(typed)
    found = (path.relative_to(folder).as_posix() for path in descriptors_below(folder))
    return _bare(f"{typed}{name}" for name in found)


def _descriptor(given: Path | None) -> Path | None:
    return given if given is not None and given.is_file() else find_descriptor(given or Path())


def _bare(values: Iterable[str]) -> Iterable[tuple[str, str]]:
    return ((value, "") for value in values)


rules = offering(_rules)
selections = offering(_selections)
subjects = offering(_subjects)
registries = offering(_registries)
packages = offering(_packages)
workflows = offering(_workflows, otherwise="file")
events = offering(_events)
descriptors = offering(_descriptors, otherwise="file")
