"""What the keys of a descriptor must agree on, checked on the nodes: one run, all errors."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from runbook.descriptor.near import did_you_mean
from runbook.descriptor.nodes import child, items, pairs, point, text, texts
from runbook.errors import Problem
from runbook.source import Mapping, Scalar
from runbook.text import one_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from runbook.source import Node

EVENTS = ("tag", "branch", "dispatch", "release", "schedule")


@dataclass(frozen=True, slots=True)
class Declared:
    """The names a descriptor declares; `releases` by workflow file, True for one that uploads."""

    releases: dict[str, dict[str, bool]]
    environments: tuple[str, ...]
    registries: tuple[str, ...]
    caseless: bool

    @classmethod
    def of(cls, root: Node, *, caseless: bool) -> Declared:
        """Read from nodes of any shape. `caseless`: environment names do not tell case apart."""
        releases = {
            key.text: {
                name.text: not _is(child(body, "uploads"), value=False)
                for name, body in pairs(child(node, "releases"))
            }
            for key, node in pairs(child(root, "workflows"))
        }
        environments = tuple(key.text for key, _ in pairs(child(root, "environments")))
        entries = items(child(root, "registries"))
        ids = tuple(dict.fromkeys(text(child(item, "registry")) or "" for item in entries))
        return cls(releases, environments, tuple(filter(None, ids)), caseless)

    def has_environment(self, name: str) -> bool:
        """Whether the environment is declared."""
        if not self.caseless:
            return name in self.environments
        return name.casefold() in {item.casefold() for item in self.environments}


def references(root: Node, *, caseless: bool) -> Iterator[Problem]:
    """Problems between keys: dangling names, names said twice, keys that exclude each other."""
    declared = Declared.of(root, caseless=caseless)
    yield from _release_names(root)
    yield from _environments(root, declared)
    for entry in items(child(root, "registries")):
        if isinstance(entry, Mapping):
            yield from _packages(entry)
            yield from _workflow(entry, declared)
            yield from _environment(child(entry, "environment"), declared)
    yield from _repeated(root)
    for expectation in items(child(root, "expect")):
        if isinstance(expectation, Mapping):
            yield from _expectation(expectation, declared)


def _is(node: Node | None, *, value: bool) -> bool:
    return isinstance(node, Scalar) and node.value is value


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
    if selected and protected is not None and _is(protected, value=True):
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
    for index, item in enumerate(path):
        if item.text in {other.text for other in path[:index]}:
            yield Problem("a call path names a file twice", item.span, found=item.text)


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


def _environment(node: Node | None, declared: Declared) -> Iterator[Problem]:
    name = text(node)
    if node is None or name is None or declared.has_environment(name):
        return
    hint = did_you_mean(name, declared.environments) or f"add {name!r} to `environments`"
    known = one_of(declared.environments) if declared.environments else None
    yield Problem("this environment is not declared", node.span, name, known, hint)


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


def _expectation(node: Mapping, declared: Declared) -> Iterator[Problem]:
    events = [name for name in EVENTS if node.get(name) is not None]
    if len(events) != 1:
        found = " and ".join(events) or "none"
        yield Problem("an expectation is about one event", point(node.span), found, one_of(EVENTS))
    if (node.get("nothing") is None) == (node.get("publishes") is None):
        yield Problem(
            "an expectation says either what is published or nothing",
            point(node.span),
            expected="publishes: [...] or nothing: true",
        )
    yield from _environment(node.get("through"), declared)
    yield from _published(node, declared)
    file = node.get("workflow")
    if file is not None and text(file) is not None and text(file) not in declared.releases:
        hint = did_you_mean(text(file) or "", declared.releases)
        yield Problem("this workflow is not declared", file.span, text(file), None, hint)


def _published(node: Mapping, declared: Declared) -> Iterator[Problem]:
    for item in texts(node.get("publishes")):
        registry = item.text.partition("/")[0]
        if registry not in declared.registries:
            hint = did_you_mean(registry, declared.registries)
            known = one_of(declared.registries)
            yield Problem("nothing goes to this registry", item.span, item.text, known, hint)
