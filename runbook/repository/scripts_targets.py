"""What a task's target runs: Makefile, justfile, tox, nox, package.json, Taskfile, pyproject.

Every function returns shell text; "" when there is no such target.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from runbook.repository.configs import json_table, toml_table, yaml_table
from runbook.repository.manifests.values import table
from runbook.repository.scripts_foreign import literal_commands
from runbook.repository.scripts_words import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_RULE = re.compile(r"([A-Za-z0-9_.%/ -]{1,200}?)\s*::?(?!=)\s*([^#=\n]*)")
_MAKE_VARIABLE = re.compile(r"(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*(?:\?|:{1,3}|\+)?=\s*(.*)")
_MAKE_REFERENCE = re.compile(r"\$[({]([A-Za-z_][A-Za-z0-9_]*)[)}]")
_MAKE_CALL = re.compile(r"\$\((?:[a-z]+)\s[^()\n]{0,500}\)")
_JUST_RULE = re.compile(r"@?([A-Za-z_][A-Za-z0-9_-]*)((?:\s+[^:\n]{1,200})?):(?!=)\s*([^#\n]*)")
_HOLE = re.compile(r"\{\{[^{}\n]{0,200}\}\}")
_MAX_TARGETS = 60


def make_target(text: str, target: str) -> str:
    """The recipe of a Makefile's target ("" is the first), its prerequisites' before it."""
    rules, variables = _make_rules(text)
    first = next(iter(rules), "")
    assignments = [f"{name}={_quoted(value)}" for name, value in variables.items()]
    body = list(_with_needed(rules, target or first))
    return "\n".join([*assignments, "MAKE=make", *body]) if body else ""


def just_target(text: str, target: str) -> str:
    """The recipe of a justfile, its dependencies' before it."""
    rules: dict[str, tuple[list[str], list[str]]] = {}
    current: list[str] = []
    for line in text.splitlines():
        match = _JUST_RULE.match(line)
        if match and not line[:1].isspace():
            current = []
            rules[match[1]] = (re.findall(r"[A-Za-z_][A-Za-z0-9_-]*", match[3]), current)
        elif line[:1].isspace():
            current.append(_HOLE.sub(UNKNOWN, line.strip().lstrip("@-")))
    return "\n".join(_with_needed(rules, target or next(iter(rules), "")))


def tox_environment(ini: str, name: str) -> str:
    """``commands`` of ``[testenv:NAME]``, else of ``[testenv]``."""
    sections = _ini_sections(ini)
    own, base = sections.get(f"testenv:{name}"), sections.get("testenv", {})
    commands = (own or {}).get("commands") or (base.get("commands", "") if own is not None else "")
    plain = re.sub(r"\{env:([A-Za-z_][A-Za-z0-9_]*)[^{}]{0,100}\}", r"${\1}", commands)
    return "\n".join(line.strip().lstrip("-") for line in plain.splitlines())


def python_function(text: str, name: str) -> str:
    """Command lines in the function called `name`, as noxfiles and invoke's tasks have them."""
    wanted = {name, name.replace("-", "_")}
    decorated = re.search(rf"(?m)^@[^\n]{{0,200}}name\s*=\s*['\"]{re.escape(name)}['\"]", text)
    for match in re.finditer(r"(?m)^def\s+([A-Za-z_][A-Za-z0-9_]*)[^\n]*", text):
        if match[1] in wanted or (decorated and match.start() > decorated.start()):
            end = re.compile(r"^(?:def|@|class|if)\b|^@", re.MULTILINE).search(text, match.end())
            body = text[match.end() : end.start() if end else len(text)]
            return "\n".join(command for command, _ in literal_commands(body))
    return ""


def package_script(text: str, name: str) -> str:
    """A script of a package.json, with those npm runs before and after it."""
    scripts = table(json_table(text), "scripts")
    found = [scripts.get(key) for key in (f"pre{name}", name, f"post{name}")]
    if found[1] is None:
        return ""
    return "\n".join(item for item in found if isinstance(item, str))


def pyproject_task(text: str, name: str) -> str:
    """A task of poe, pdm, hatch, taskipy or pixi, or a tox environment in pyproject.toml."""
    tool = table(toml_table(text), "tool")
    places = [
        table(tool, key, sub)
        for key, sub in (
            ("poe", "tasks"),
            ("pdm", "scripts"),
            ("taskipy", "tasks"),
            ("pixi", "tasks"),
        )
    ]
    environments = table(tool, "hatch", "envs").values()
    places += [table(environment, "scripts") for environment in environments]
    places.append(table(tool, "tox", "env"))
    found = next((place[name] for place in places if name in place), None)
    ini = table(tool, "tox").get("legacy_tox_ini")
    return _as_script(found) or (tox_environment(ini, name) if isinstance(ini, str) else "")


def tox_toml_environment(text: str, name: str) -> str:
    """``commands`` of an environment of a tox.toml."""
    return _as_script(table(toml_table(text), "env", name))


def taskfile_task(text: str, name: str) -> str:
    """The commands of a Taskfile's task."""
    return _HOLE.sub(UNKNOWN, _as_script(table(yaml_table(text), "tasks").get(name)))


def _make_rules(text: str) -> tuple[dict[str, tuple[list[str], list[str]]], dict[str, str]]:
    rules: dict[str, tuple[list[str], list[str]]] = {}
    variables: dict[str, str] = {}
    current: list[str] | None = None
    for line in text.replace("\\\n", " ").splitlines():
        if line.startswith("\t"):
            if current is not None:
                current.append(_make_line(line.strip().lstrip("@-+")))
            continue
        assigned, rule = _MAKE_VARIABLE.match(line), _RULE.match(line)
        if assigned:
            variables[assigned[1]] = assigned[2].partition(" #")[0].strip()
        elif rule and not line.startswith("."):
            current = []
            for name in rule[1].split():
                needs, _ = rules.setdefault(name, ([], current))
                needs += rule[2].partition(";")[0].split()
                rules[name] = (needs, rules[name][1] or current)
    return rules, variables


def _make_line(line: str) -> str:
    plain = _MAKE_REFERENCE.sub(r"${\1}", line.replace("$$", "\x01"))
    return _MAKE_CALL.sub(UNKNOWN, plain).replace("\x01", "$")


def _quoted(value: str) -> str:
    return '"' + _make_line(value).replace("\\", "\\\\").replace('"', '\\"').replace("`", "") + '"'


def _with_needed(rules: Mapping[str, tuple[list[str], list[str]]], target: str) -> Iterator[str]:
    waiting, seen = [target], set[str]()
    order: list[str] = []
    while waiting and len(seen) < _MAX_TARGETS:
        name = waiting.pop()
        if name in rules and name not in seen:
            seen.add(name)
            order.append(name)
            waiting.extend(rules[name][0])
    for name in reversed(order):
        yield from rules[name][1]


def _ini_sections(text: str) -> dict[str, dict[str, str]]:
    sections: dict[str, dict[str, str]] = {}
    section: dict[str, str] = {}
    key = ""
    for line in text.splitlines():
        if line.startswith("["):
            section = sections.setdefault(line.strip().strip("[]"), {})
            key = ""
        elif line[:1].isspace() and key:
            section[key] += f"\n{line.strip()}"
        elif "=" in line and not line.startswith(("#", ";")):
            key, _, value = line.partition("=")
            key = key.strip()
            section[key] = value.strip()
    return sections


def _as_script(value: object) -> str:
    """A task as shell text: a line, a list of lines or of words, or a table that holds them."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        words = [item for item in value if isinstance(item, (str, list, dict))]
        return "\n".join(
            " ".join(map(str, item)) if isinstance(item, list) else _as_script(item)
            for item in words
        )
    held = table(value)
    keys = ("cmd", "shell", "cmds", "commands", "script", "composite", "sequence", "task", "run")
    return "\n".join(_as_script(held[key]) for key in keys if key in held)
