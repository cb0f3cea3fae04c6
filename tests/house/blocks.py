"""The parts of this project's own documents that are made from its code and data.

A document holds ``<!-- made: NAME -->`` and ``<!-- end -->``; what stands between them is a block.
"""

from __future__ import annotations

import re
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from runbook.cli.main import cli, command_names
from runbook.descriptor.schema import json_schema
from runbook.errors import ExitCode
from runbook.pages.compared import compared_page
from runbook.pages.render import Renderer
from runbook.registries.catalog import all_registries, catalog_version
from runbook.rules.catalog import FAMILIES, all_rules

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_BLOCK = re.compile(r"(<!-- made: ([a-z-]+) -->\n).*?(<!-- end -->)", re.DOTALL)
_WIDTH = 90
PROVIDERS = {"github": "GitHub Actions", "gitlab": "GitLab CI"}


def filled(text: str) -> str:
    """`text` with every block as the code makes it now."""
    return _BLOCK.sub(lambda found: f"{found[1]}\n{BLOCKS[found[2]]()}\n{found[3]}", text)


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table; cells hold no pipes of their own."""
    lines = [list(head), ["---"] * len(list(head)), *(list(row) for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def registries() -> str:
    """One row a registry, from the data files."""
    data = sorted((item.data for item in all_registries()), key=lambda item: (item.order, item.id))
    return table(
        ("Registry", "`registry:`", "Trusts", "Clients", "Facts checked"),
        (
            (
                item.name,
                f"`{item.id}`",
                _listed(dict.fromkeys(PROVIDERS[form.provider] for form in item.forms)),
                _listed(client.id for client in item.clients),
                item.checked,
            )
            for item in data
        ),
    )


def registries_compared() -> str:
    """The tables of the page that every site has."""
    page = compared_page(Renderer(), catalog_version())
    return page.partition("\n## ")[2].join(("## ", ""))


def exit_codes() -> str:
    """The table of exit codes."""
    return table(("Code", "Meaning"), ((str(code.value), code.meaning) for code in ExitCode))


def commands() -> str:
    """The help of every command."""
    names = {f"runbook {name}": f"runbook.cli.{name}" for name in command_names()}
    named = [("runbook", cli), *((name, import_module(at).command) for name, at in names.items())]
    return "\n".join(f"## {name}\n\n```text\n{_help(name, one)}\n```\n" for name, one in named)


def rules() -> str:
    """One table a family of rules."""
    parts = []
    for digit, title in FAMILIES.items():
        rows = [
            (f"`{one.code}`", one.title, one.severity.value, one.why)
            for one in all_rules()
            if one.code.startswith(f"RB{digit}")
        ]
        if rows:
            shown = table(("Code", "What holds", "Otherwise", "Why"), rows)
            parts.append(f"## {title}\n\n{shown}")
    return "\n".join(parts)


def descriptor_keys() -> str:
    """The keys of a descriptor on GitHub and on GitLab, from the JSON Schema."""
    definitions = json_schema()["definitions"]
    parts = []
    for forge in ("GitHub", "GitLab"):
        parts.append(f"## On {forge}\n")
        parts += [
            _keys(definitions[name]) for name in _reachable(f"{forge}Descriptor", definitions)
        ]
    return "\n".join(parts)


BLOCKS: dict[str, Callable[[], str]] = {
    "registries": registries,
    "registries-compared": registries_compared,
    "exit-codes": exit_codes,
    "commands": commands,
    "rules": rules,
    "descriptor-keys": descriptor_keys,
}


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names) or "-"


def _help(name: str, command: click.Command) -> str:
    with click.Context(command, info_name=name, terminal_width=_WIDTH) as context:
        return command.get_help(context)


def _reachable(name: str, definitions: dict[str, Any]) -> dict[str, None]:
    """`name` and every definition it leads to, each once, in the order of the text."""
    found = {name: None}
    for other in re.findall(r"#/definitions/(\w+)", str(definitions[name])):
        found |= _reachable(other, definitions)
    return found


def _keys(definition: dict[str, Any]) -> str:
    required = definition.get("required", ())
    rows = [
        (f"`{key}`", "yes" if key in required else "", _meaning(value))
        for key, value in definition["properties"].items()
    ]
    title = definition["description"].rstrip(".")
    return f"### {title}\n\n{table(('Key', 'Needed', 'Meaning'), rows)}"


def _meaning(value: dict[str, Any]) -> str:
    return " ".join(value["description"].split()).replace("|", "\\|")
