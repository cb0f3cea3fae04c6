"""Messages that can appear in a project, by the stage at which they appear."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from runbook.forges.catalog import forge_signatures
from runbook.registries.catalog import get

if TYPE_CHECKING:
    from runbook.model.plan import Plan
    from runbook.model.signature import Signature

_STAGES = {
    "startup": ("The run does not start", "No job runs and there is no log."),
    "gate": ("The environment refuses", "The job ends before its first step."),
    "token": ("No OIDC token", "The job could not ask the forge for an identity."),
    "exchange": (
        "The registry does not know the publisher",
        "The identity is fine, and no publisher record matches it.",
    ),
    "upload": ("The upload is refused", "The publisher matched, and the files are not accepted."),
    "verify": ("Afterwards", "The files are up."),
}
_SHORT = 100


@dataclass(frozen=True, slots=True)
class Message:
    """A signature as the reader meets it."""

    id: str
    text: str
    short: str
    meaning: str
    fix: str
    printed_by: str
    secondary: bool
    since: str | None
    until: str | None


@dataclass(frozen=True, slots=True)
class Group:
    """The messages of one stage."""

    stage: str
    title: str
    intro: str
    messages: tuple[Message, ...]


def messages(plan: Plan, as_of: str) -> tuple[Group, ...]:
    """Everything the plan's registries, clients and forge can print, as of an ISO date."""
    found = list(forge_signatures(plan.project.forge))
    for name in plan.registries():
        found.extend(get(name).data.signatures)
    forge = plan.project.forge.value
    mine = [item for item in found if item.forge in {"", forge}]
    return grouped([item for item in mine if current(item, as_of)])


def grouped(signatures: list[Signature]) -> tuple[Group, ...]:
    """Signatures by stage; a text that several registries print is shown once."""
    groups = []
    for stage, (title, intro) in _STAGES.items():
        unique = {item.text: item for item in reversed(signatures) if item.stage == stage}
        shown = tuple(_message(item) for item in reversed(unique.values()))
        if shown:
            groups.append(Group(stage, title, intro, shown))
    return tuple(groups)


def current(item: Signature, as_of: str) -> bool:
    """Whether the message is still printed on the ISO date `as_of`."""
    return (item.since is None or item.since <= as_of) and (
        item.until is None or as_of < item.until
    )


def _message(item: Signature) -> Message:
    first = " ".join(item.text.split())
    return Message(
        id=item.id,
        text=item.text.strip("\n"),
        short=first if len(first) <= _SHORT else f"{first[:_SHORT]}…",
        meaning=item.meaning,
        fix=item.fix,
        printed_by=item.printed_by,
        secondary=item.secondary,
        since=item.since,
        until=item.until,
    )
