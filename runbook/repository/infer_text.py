"""A draft as the text of a descriptor, every value with the place it comes from."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from runbook.model.forge import ForgeKind
from runbook.model.publication import Auth
from runbook.source import plain_value
from runbook.text import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from runbook.model.found import FoundPublication
    from runbook.repository.infer_draft import Draft, DraftEntry, DraftRelease
    from runbook.source import Span

_BARE = re.compile(r"[A-Za-z][A-Za-z0-9._/-]*\Z")
_YAML_11 = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})
_UNCERTAIN = (
    '# What is marked "uncertain" was not certain from the files alone; `runbook check` reads it.'
)
_BYTE = 0xFF
_BMP = 0xFFFF
_MOST_LISTED = 100  # packages written out for one entry


def scalar(text: str) -> str:
    """`text` as YAML that every reader takes for this text."""
    bare = _BARE.match(text) and text.lower() not in _YAML_11 and plain_value(text) == text
    return text if bare else f'"{"".join(_character(item) for item in text)}"'


def _character(item: str) -> str:
    """One character between double quotes. JSON's pairs of escapes beyond U+FFFF are no YAML."""
    if item in '"\\':
        return f"\\{item}"
    return item if item.isprintable() else _escape(ord(item))


def _escape(code: int) -> str:
    if code <= _BYTE:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= _BMP else f"\\U{code:08x}"


def listed(values: Iterable[str]) -> str:
    """A list on one line."""
    return f"[{', '.join(scalar(value) for value in values)}]"


def descriptor_text(draft: Draft) -> str:
    """The whole file."""
    whose = f"{plain(draft.owner)}/{plain(draft.repo)}"
    files = "pipelines" if draft.forge is ForgeKind.GITLAB else "workflows"
    lines = [
        f"# Written by `runbook init` from the {files} of {whose}.",
        _UNCERTAIN,
        "runbook: 1",
        f"owner: {scalar(draft.owner)}",
        f"repo: {scalar(draft.repo)}",
    ]
    if draft.host != "github.com":
        lines.append(f"forge: {{kind: {draft.forge.value}, host: {scalar(draft.host)}}}")
    if draft.default_branch and draft.default_branch != "main":
        lines.append(f"default_branch: {scalar(draft.default_branch)}")
    lines += [
        *_section("workflows", workflow_lines(draft)),
        *_section("environments", environment_lines(draft)),
    ]
    entries = [line for entry in draft.entries for line in entry_lines(entry)]
    lines += ["registries:", *entries] if entries else ["registries: []"]
    lines += left_out_lines(draft)
    return "\n".join(lines) + "\n"


def workflow_lines(draft: Draft) -> list[str]:
    """The items of `workflows:`, indented by two."""
    lines: list[str] = []
    for file in dict.fromkeys(item.way.workflow for item in draft.releases):
        lines += [f"  {scalar(file)}:", "    releases:"]
        own = [item for item in draft.releases if item.way.workflow == file]
        lines += [f"      {release_line(item)}" for item in own]
    return lines


def release_line(release: DraftRelease) -> str:
    """One release on a line, with the place it comes from."""
    return f"{release_flow(release)}  # from {_place(release.origin)}"


def release_flow(release: DraftRelease) -> str:
    """One release as ``name: {by: …}``."""
    way = release.way
    parts = [f"by: {way.by}"]
    parts += [f"{key}: {listed(values)}" for key, values in way.filters().items()]
    if way.cron:
        parts.append(f"cron: {scalar(way.cron)}")
    return f"{release.name}: {{{', '.join(parts)}}}"


def environment_lines(draft: Draft) -> list[str]:
    """The items of `environments:`, indented by two; their rules are not in the repository."""
    return [
        f"  {scalar(name)}:  # rules unknown; from {_place(span)}"
        for name, span in draft.environments.items()
    ]


def entry_lines(entry: DraftEntry, indent: str = "  ") -> list[str]:
    """One item of `registries:`."""
    found = entry.found
    lines = [f"{indent}- registry: {scalar(found.registry)}  # from {_place(found.span)}"]
    for key, value, comment in _fields(entry):
        lines.append(f"{indent}  {key}: {value}" + (f"  # {comment}" if comment else ""))
    lines += [f"{indent}  # uncertain: {plain(doubt, 200)}" for doubt in entry.doubts]
    return lines


def entry_flow(entry: DraftEntry) -> str:
    """One item of `registries:` in flow style."""
    parts = [f"{key}: {value}" for key, value, _ in _fields(entry)]
    return f"{{registry: {scalar(entry.found.registry)}, {', '.join(parts)}}}"


def left_out_lines(draft: Draft) -> list[str]:
    """What was found and stays out, as comments."""
    if not draft.left_out:
        return []
    lines = ["", "# Also found, and not part of this descriptor:"]
    for found, reason in draft.left_out:
        lines.append(f"#   {_named(found)}, from {_place(found.span)}: {reason}")
    return lines


def _fields(entry: DraftEntry) -> Iterator[tuple[str, str, str]]:
    found = entry.found
    names = found.packages[:_MOST_LISTED]
    if len(names) == 1:
        yield "package", scalar(names[0]), ""
    else:
        more = len(found.packages) - len(names)
        yield "packages", listed(names), f"and {more} more" if more else ""
    path = found.call_path
    yield "workflow", scalar(path[0]) if len(path) == 1 else listed(path), ""
    yield "job", scalar(found.uploading_job), ""
    if entry.client:
        yield "client", scalar(entry.client), ""
    if entry.release:
        yield "release", entry.release, ""
    if found.environment.known:
        name = found.environment.value
        yield "environment", "null" if name is None else scalar(name), ""
    if found.auth is not Auth.OIDC:
        secret = f"with the secret {plain(found.secret)}" if found.secret else ""
        yield "auth", found.auth.value, secret
    if found.via.startswith("composite:"):
        folder = found.via.removeprefix("composite:").rpartition("/")[0]
        if folder:
            yield "via", scalar(folder), ""


def _named(found: FoundPublication) -> str:
    package = f" {plain(found.packages[0])}" if found.packages else ""
    return f"{plain(found.registry)}{package} by {plain(found.workflow)} ({plain(found.job)})"


def _section(name: str, lines: list[str]) -> list[str]:
    return [f"{name}:", *lines] if lines else []


def _place(span: Span) -> str:
    return plain(f"{span.file}:{span.start.line}", 200)
