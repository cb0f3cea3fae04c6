"""All messages that can be recognised, all causes, all observations that decide between them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any

from runbook import forges
from runbook.diagnosis.words import SHORTEST, required_words
from runbook.forges.catalog import forge_signatures
from runbook.model.forge import ForgeKind
from runbook.model.signature import Signature
from runbook.registries import catalog
from runbook.registries.schema import build
from runbook.source import read_data
from runbook.source.data import PACKAGE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


@dataclass(frozen=True, slots=True)
class Cause:
    """What can be wrong. Texts hold {placeholders}; `decided_by` is an observation's name."""

    slug: str
    title: str
    group: str
    definition: str
    fix: tuple[str, ...]
    verify: tuple[str, ...] = ()
    decided_by: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What one answer to an observation's question means."""

    proves: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Observation:
    """Something a person can look at: question, command, which causes it tells apart.

    `registries` are those it makes sense for; empty for all. `free` names an answer that is a
    value (``VERSION``) instead of one of `answers`. A log with a message of `seen_in` answers it.
    """

    name: str
    question: str
    command: str
    separates: tuple[str, ...]
    answers: Mapping[str, Answer]
    registries: tuple[str, ...] = ()
    free: str = ""
    seen_in: tuple[str, ...] = ()


@dataclass(frozen=True)
class Elsewhere:
    """What is said otherwise on another forge than GitHub; `impossible` are GitHub's own causes."""

    causes: Mapping[str, Cause] = field(default_factory=dict)
    observations: Mapping[str, Observation] = field(default_factory=dict)
    impossible: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Knowledge:
    """Everything diagnosis reads by; `causes` and `observations` are in GitHub's words."""

    signatures: tuple[Signature, ...]
    causes: Mapping[str, Cause]
    observations: Mapping[str, Observation]
    shared: Mapping[str, tuple[str, ...]]
    elsewhere: Mapping[ForgeKind, Elsewhere]

    def on(self, forge: ForgeKind) -> Elsewhere:
        """What `forge` has in place of GitHub's words; nothing for GitHub."""
        return self.elsewhere.get(forge, Elsewhere())

    def cause(self, slug: str, forge: ForgeKind) -> Cause:
        """A cause in the words of `forge`."""
        return self.on(forge).causes.get(slug, self.causes[slug])

    @cached_property
    def words(self) -> Mapping[str, tuple[str, ...]]:
        """For each signature the words of which every match contains one."""
        return {item.id: required_words(item) for item in self.signatures}

    @cached_property
    def anchors(self) -> tuple[str, ...]:
        """The words to look for in a log, the most useful first.

        Those too short to tell lines apart are left to the reader's own marks.
        """
        counted = Counter(word for words in self.words.values() for word in words)
        return tuple(word for word, _ in counted.most_common() if len(word) >= SHORTEST)


@cache
def knowledge() -> Knowledge:
    """The knowledge of the package and of every registry there is, read once."""
    signatures: dict[str, Signature] = {}
    shared: dict[str, tuple[str, ...]] = {}
    causes = _causes()
    for signature in _all_signatures():
        shared[signature.id] = (*shared.get(signature.id, ()), signature.registry or "")
        signatures.setdefault(signature.id, _of_known(signature, causes))
    observations = _observations()
    elsewhere = {ForgeKind.GITLAB: _elsewhere("gitlab.yaml", causes, observations)}
    return Knowledge(tuple(signatures.values()), causes, observations, shared, elsewhere)


def _of_known(signature: Signature, causes: Mapping[str, Cause]) -> Signature:
    """The signature without causes nobody explains, as a third party's data may name them."""
    named, proves, excludes = (
        tuple(slug for slug in slugs if slug in causes)
        for slugs in (signature.causes, signature.proves, signature.excludes)
    )
    return replace(signature, causes=named, proves=proves, excludes=excludes)


def _all_signatures() -> Iterator[Signature]:
    for registry in catalog.all_registries():
        yield from registry.data.signatures
    for forge in iter_modules(forges.__path__):
        if forge.ispkg:
            yield from forge_signatures(ForgeKind(forge.name))
    own = PACKAGE / "diagnosis" / "data" / "signatures"
    for name in sorted(file.name for file in own.iterdir()):
        for item in _read("signatures", name)["signatures"]:
            yield build(Signature, item, f"{name}: {item['id']}")


def _causes() -> dict[str, Cause]:
    raw = _read("causes.yaml")["causes"]
    return {
        slug: build(Cause, {"slug": slug, **item}, f"causes.yaml: {slug}")
        for slug, item in raw.items()
    }


def _observations() -> dict[str, Observation]:
    raw = _read("observations.yaml")["observations"]
    return {
        name: Observation(
            name,
            item["question"],
            item["command"],
            tuple(item["separates"]),
            {answer: _answer(meaning) for answer, meaning in item["answers"].items()},
            tuple(item.get("registries", ())),
            item.get("free", ""),
            tuple(item.get("seen_in", ())),
        )
        for name, item in raw.items()
    }


def _elsewhere(
    name: str, causes: Mapping[str, Cause], observations: Mapping[str, Observation]
) -> Elsewhere:
    raw = _read(name)
    return Elsewhere(
        {slug: replace(causes[slug], **_frozen(item)) for slug, item in raw["causes"].items()},
        {key: replace(observations[key], **item) for key, item in raw["observations"].items()},
        frozenset(raw["impossible"]),
    )


def _frozen(item: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in item.items()}


def _answer(raw: Mapping[str, list[str]]) -> Answer:
    return Answer(*(tuple(raw.get(key, ())) for key in ("proves", "excludes", "hints")))


def _read(*path: str) -> dict[str, Any]:
    raw: dict[str, Any] = read_data("diagnosis", "data", *path)
    return raw
