"""What the keys of a descriptor must agree on, checked on the nodes: one run, all errors."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from runbook.descriptor.declared import Declared, undeclared_environment
from runbook.descriptor.expectations import expectation_problems
from runbook.descriptor.near import did_you_mean
from runbook.descriptor.nodes import child, is_switch, items, pairs, point, text, texts
from runbook.errors import Problem
from runbook.source import Mapping, Scalar
from runbook.text import one_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from runbook.source import Node


def references(root: Node, *, caseless: bool) -> Iterator[Problem]:
    """Problems between keys: dangling names, names said twice, keys that exclude each other."""
    declared = Declared.of(root, caseless=caseless)
    yield from _release_names(root)
    yield from _environments(root, declared)
    for entry in items(child(root, "registries")):
        if isinstance(entry, Mapping):
            yield from _packages(entry)
            yield from _workflow(entry, declared)
            yield from undeclared_environment(child(entry, "environment"), declared)
    yield from _repeated(root)
    for expectation in items(child(root, "expect")):
        if isinstance(expectation, Mapping):
            yield from expectation_problems(expectation, declared)


def _release_names(root: Node) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for file, node in pairs(child(root, "workflows")):
        for name, _ in pairs(child(node, "releases")):
            if name.text in seen:
                yield Problem(
                    "two releases have the same name",
                    name.span,
                    found=name.text,
                    expected="a name of its own in the whole project",
                    hint=f"the other is started by {seen[name.text]}",
                )
            seen.setdefault(name.text, file.text)


def _environments(root: Node, declared: Declared) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for key, node in pairs(child(root, "environments")):
        folded = key.text.casefold() if declared.caseless else key.text
        if folded in seen:
            yield Problem(
                "the forge does not tell these environments apart",
                key.span,
                found=key.text,
                hint=f"{seen[folded]!r} is declared above",
            )
        seen.setdefault(folded, key.text)
        yield from _ref_policy(node)


def _ref_policy(node: Node) -> Iterator[Problem]:
    protected = child(node, "protected_branches")
    selected = [name for name in ("tags", "branches") if items(child(node, name))]
    if selected and protected is not None and is_switch(protected, value=True):
        yield Problem(
            "an environment has either protected branches or patterns",
            protected.span,
            found=f"protected_branches and {selected[0]}",
            expected="one of them",
            hint="GitHub offers them as one choice",
        )


def _packages(entry: Mapping) -> Iterator[Problem]:
    both = entry.key("packages")
    if entry.get("package") is None and both is None:
        yield Problem("the key `package` is missing", point(entry.span), None, "package, packages")
    elif entry.get("package") is not None and both is not None:
        yield Problem(
            "`package` and `packages` exclude each other", both.span, expected="one of them"
        )


def _workflow(entry: Mapping, declared: Declared) -> Iterator[Problem]:
    path = texts(entry.get("workflow"))
    if not path:
        return
    yield from _loop(path)
    if path[0].text in declared.releases:
        yield from _release(entry, path[0], declared)
        return
    if path[0].text in {file.rpartition("/")[2] for file in declared.releases}:
        return  # declared with its folder, which is refused there
    hint = did_you_mean(path[0].text, declared.releases) or f"add {path[0].text} to `workflows`"
    known = one_of(list(declared.releases)) if declared.releases else None
    yield Problem("this workflow is not declared", path[0].span, path[0].text, known, hint)


def _loop(path: Sequence[Scalar]) -> Iterator[Problem]:
    seen: set[str] = set()
    for item in path:
        if item.text in seen:
            yield Problem("a call path names a file twice", item.span, found=item.text)
        seen.add(item.text)


def _release(entry: Mapping, file: Scalar, declared: Declared) -> Iterator[Problem]:
    releases = declared.releases[file.text]
    node = entry.get("release")
    if node is None:
        yield from _derivable(file, releases)
        return
    name = text(node)
    if name is None or name in releases:
        return
    others = [other for other, own in declared.releases.items() if name in own]
    hint = f"{others[0]} has it" if others else did_you_mean(name, releases)
    expected = one_of(list(releases)) if releases else "a release"
    yield Problem(f"{file.text} starts no such release", node.span, name, expected, hint)


def _derivable(file: Scalar, releases: dict[str, bool]) -> Iterator[Problem]:
    if not any(releases.values()):
        yield Problem(
            f"{file.text} starts no release that uploads",
            file.span,
            hint=f"declare one under `workflows: {file.text}: releases:`",
        )


def _repeated(root: Node) -> Iterator[Problem]:
    counted: Counter[tuple[str, ...]] = Counter()
    for entry in items(child(root, "registries")):
        place = [text(child(entry, key)) or "" for key in ("registry", "release", "job")]
        path = [item.text for item in texts(child(entry, "workflow"))]
        packages = (*texts(child(entry, "package")), *texts(child(entry, "packages")))
        for package in packages:
            counted[key := (*place, *path, package.text)] += 1
            if counted[key] == 2:  # noqa: PLR2004 - said once, at the second
                yield Problem(
                    "the same publication is declared twice",
                    package.span,
                    found=f"{place[0]} {package.text}",
                )
