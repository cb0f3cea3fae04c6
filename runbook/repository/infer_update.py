"""A descriptor that exists, brought up to date: text is inserted or a value replaced, nothing else.

Comments, order and spelling stay. What cannot be changed safely becomes a remark.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from runbook.repository.infer_insert import Edits
from runbook.repository.infer_text import (
    entry_flow,
    entry_lines,
    listed,
    release_flow,
    release_line,
    scalar,
)
from runbook.source import Mapping, Scalar, Sequence, parse_yaml
from runbook.text import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runbook.repository.infer_draft import Draft, DraftEntry, DraftRelease
    from runbook.source import Node


@dataclass(frozen=True, slots=True)
class Update:
    """The new text, and what was noticed but not changed."""

    text: str
    remarks: tuple[str, ...] = ()


@dataclass(slots=True)
class _Work:
    root: Mapping
    draft: Draft
    edits: Edits
    remarks: list[str] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)


def updated(text: str, file: str, draft: Draft) -> Update:
    """`text`, the descriptor `file`, with everything of `draft` that it lacks.

    Raises:
        InputError: `text` is not YAML.
    """
    root = parse_yaml(text, file).root
    if not isinstance(root, Mapping):
        return Update(text, ("the descriptor is no mapping, so nothing is changed",))
    work = _Work(root, draft, Edits(text))
    _identity(work)
    _releases(work)
    _environments(work)
    _entries(work)
    return Update(work.edits.applied(), tuple(work.remarks))


def _identity(work: _Work) -> None:
    for key, found in (("owner", work.draft.owner), ("repo", work.draft.repo)):
        declared = _text(work.root.get(key))
        if declared is not None and found and declared.lower() != found.lower():
            work.remarks.append(
                f"{key} is declared as {plain(declared)}, the remote says {plain(found)}"
            )


def _releases(work: _Work) -> None:
    """Insert missing releases, and learn under which names the others are declared."""
    new: dict[str, list[DraftRelease]] = {}
    for release in work.draft.releases:
        declared = _declared_releases(work.root, release.way.workflow)
        match = _same(release, declared)
        if match is not None:
            work.names[release.name] = match
            _refilter(release, declared.get(match), work)
        else:
            named = _free_name(release, work)
            work.names[release.name] = named.name
            new.setdefault(release.way.workflow, []).append(named)
    for file, releases in new.items():
        _insert_releases(file, releases, work)


def _insert_releases(file: str, releases: list[DraftRelease], work: _Work) -> None:
    inside = ", ".join(release_flow(item) for item in releases)
    lines = [release_line(item) for item in releases]
    section = work.root.get("workflows")
    workflow = section.get(file) if isinstance(section, Mapping) else None
    own = workflow.get("releases") if isinstance(workflow, Mapping) else None
    if isinstance(own, Mapping) and own.pairs:
        work.edits.insert(own, lines, inside)
    elif workflow is not None:
        work.remarks.append(f"{plain(file)} lacks the releases {{{inside}}}; add them by hand")
    else:
        block = [f"{scalar(file)}:", "  releases:", *(f"    {line}" for line in lines)]
        flow = f"{scalar(file)}: {{releases: {{{inside}}}}}"
        work.edits.into_section(work.root, "workflows", block, flow)


def _environments(work: _Work) -> None:
    section = work.root.get("environments")
    pairs = section.pairs if isinstance(section, Mapping) else ()
    declared = {key.text.casefold() for key, _ in pairs}
    for name in work.draft.environments:
        if name.casefold() not in declared:
            flow = f"{scalar(name)}: null"
            work.edits.into_section(work.root, "environments", [f"{scalar(name)}:"], flow)


def _entries(work: _Work) -> None:
    section = work.root.get("registries")
    declared = [item for item in _items(section) if isinstance(item, Mapping)]
    met: list[Mapping] = []
    for entry in work.draft.entries:
        renamed = replace(entry, release=work.names.get(entry.release, entry.release))
        match = next((item for item in declared if _is_same(item, renamed, met)), None)
        if match is None:
            lines = entry_lines(renamed, indent="")
            work.edits.into_section(work.root, "registries", lines, entry_flow(renamed))
            continue
        if renamed.release and match.get("release") is None:
            line = f"release: {renamed.release}"
            work.edits.insert(match, [line], line)
        met.append(match)
        _reenvironment(match, renamed, work)
    for item in declared:
        if item not in met:
            where = f"{_text(item.get('registry'))} (line {item.span.start.line})"
            work.remarks.append(f"no workflow was found that publishes to {plain(where)}")


def _is_same(item: Mapping, entry: DraftEntry, met: list[Mapping]) -> bool:
    """Whether `item` declares `entry`; one without a release stands for one entry only."""
    found = entry.found
    declared = tuple(_texts(item.get("workflow")))
    job, release = _text(item.get("job")), _text(item.get("release"))
    return (
        _text(item.get("registry")) == found.registry
        and declared == found.call_path
        and job in {None, found.uploading_job}
        and (release == entry.release if release else not (entry.release and item in met))
    )


def _reenvironment(item: Mapping, entry: DraftEntry, work: _Work) -> None:
    node = item.get("environment")
    environment = entry.found.environment
    if not isinstance(node, Scalar) or not environment.known:
        return
    declared = None if node.value is None else node.text
    if (declared or "").lower() != (environment.value or "").lower():
        value = "null" if environment.value is None else scalar(environment.value)
        work.edits.replace(node, value)


def _refilter(release: DraftRelease, node: Node | None, work: _Work) -> None:
    """Bring the declared patterns of a release in line with the trigger's."""
    for key, values in release.way.filters().items():
        if key == "types":
            continue
        own = node.get(key) if isinstance(node, Mapping) else None
        if own is None or tuple(_texts(own)) == values:
            continue
        if isinstance(own, Scalar) or work.edits.is_flow(own):
            work.edits.replace(own, listed(values))
        else:
            work.remarks.append(f"the {key} of {release.name} are {listed(values)} in the workflow")


def _same(release: DraftRelease, declared: dict[str, Node]) -> str | None:
    """The declared release that is the same way in: by the event, then by the patterns."""
    alike = [name for name, node in declared.items() if _by(node) == release.way.by]
    filters = release.way.filters()
    own = next((values for key, values in filters.items() if key != "types"), ())
    for name in alike:
        node = declared[name]
        if isinstance(node, Mapping):
            keys = ("tags", "tags_matching", "branches", "from")
            patterns = tuple(text for key in keys for text in _texts(node.get(key)))
            if patterns == own:
                return name
    return alike[0] if len(alike) == 1 else None


def _free_name(release: DraftRelease, work: _Work) -> DraftRelease:
    section = work.root.get("workflows")
    files = [key.text for key, _ in section.pairs] if isinstance(section, Mapping) else []
    taken = {name for file in files for name in _declared_releases(work.root, file)}
    taken |= set(work.names.values())
    candidates = (
        release.name,
        *(f"{release.name}-{number}" for number in range(2, len(taken) + 3)),
    )
    return replace(release, name=next(name for name in candidates if name not in taken))


def _declared_releases(root: Mapping, file: str) -> dict[str, Node]:
    section = root.get("workflows")
    workflow = section.get(file) if isinstance(section, Mapping) else None
    releases = workflow.get("releases") if isinstance(workflow, Mapping) else None
    return {key.text: node for key, node in releases.pairs} if isinstance(releases, Mapping) else {}


def _by(node: Node) -> str | None:
    return _text(node.get("by")) if isinstance(node, Mapping) else None


def _items(node: Node | None) -> tuple[Node, ...]:
    return node.items if isinstance(node, Sequence) else ()


def _text(node: Node | None) -> str | None:
    return node.text if isinstance(node, Scalar) and node.value is not None else None


def _texts(node: Node | None) -> Iterator[str]:
    nodes = node.items if isinstance(node, Sequence) else (node,)
    for item in nodes:
        if isinstance(item, Scalar) and item.value is not None:
            yield item.text
