"""What makes tags and releases in the workflows, and with whose token."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from runbook.rules.commands import commands, place_of
from runbook.rules.known import known
from runbook.rules.uploads import steps_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from runbook.forges.github.syntax.model import Step, Text, Workflow
    from runbook.repository.model import Repository
    from runbook.rules.uploads import Placed
    from runbook.source import Span

_CHECKOUT = "actions/checkout"
_OWN = ("secrets.github_token", "github.token")


@dataclass(frozen=True, slots=True)
class Maker:
    """A step that makes a tag or a release with the run's own token."""

    workflow: Workflow
    tool: str
    makes: frozenset[str]
    span: Span


def makers(repository: Repository) -> Iterator[Maker]:
    """Every step that makes tags or releases with the token that starts nothing."""
    for workflow in repository.workflows:
        for job in workflow.jobs.values():
            placed = list(steps_of(repository, workflow, job))
            for item in placed:
                yield from _of_step(item, placed)


def _of_step(item: Placed, job: list[Placed]) -> Iterator[Maker]:
    step = item.step
    if step.uses is not None:
        for entry in known("makers")["actions"]:
            if entry["action"] == step.uses.action and _asked(entry, step):
                yield from _maker(item, entry, step.uses.action, job, place_of(item))
    for words, span in commands(
        item, *(entry["words"][-1] for entry in known("makers")["commands"])
    ):
        for entry in known("makers")["commands"]:
            if _fits(words, entry):
                yield from _maker(item, entry, " ".join(entry["words"]), job, span)


def _asked(entry: Mapping[str, Any], step: Step) -> bool:
    wanted: Mapping[str, str] = entry.get("only_if", {})
    return all(step.with_.get(name) and step.with_[name].value == value
               for name, value in wanted.items())  # fmt: skip


def _fits(words: tuple[str, ...], entry: Mapping[str, Any]) -> bool:
    wanted = tuple(entry["words"])
    rest = words[len(wanted) :]
    only: list[str] = entry.get("only", [])
    return (
        words[: len(wanted)] == wanted
        and not set(rest) & set(entry.get("unless", ()))
        and (not only or any(word.startswith(tuple(only)) for word in rest))
    )


def _maker(
    item: Placed, entry: Mapping[str, Any], tool: str, job: list[Placed], span: Span
) -> Iterator[Maker]:
    if _own_token(item, entry, job):
        yield Maker(item.workflow, tool, frozenset(entry["makes"]), span)


def _own_token(item: Placed, entry: Mapping[str, Any], job: list[Placed]) -> bool:
    """Whether the run's own token is used, as far as it can be seen; False in doubt."""
    if entry.get("checkout"):
        return _checked_out_with_own_token(job) and not _addressed(item.step)
    passed = [text for name, text in item.step.with_.items() if name in entry.get("inputs", ())]
    for env in (item.step.env, item.job.env, item.workflow.env):
        passed += [text for name, text in env.items() if name in entry.get("env", ())]
    return all(_is_own(text) for text in passed) and not item.action


def _checked_out_with_own_token(job: list[Placed]) -> bool:
    found = [item.step for item in job if item.step.uses and item.step.uses.action == _CHECKOUT]
    return bool(found) and all(
        "ssh-key" not in step.with_
        and (step.with_.get("token") is None or _is_own(step.with_["token"]))
        for step in found
    )


def _addressed(step: Step) -> bool:
    """Whether the script names an address with a credential in it."""
    text = step.run.value if step.run else ""
    return "@github.com" in text or "set-url" in text or "extraheader" in text


def _is_own(text: Text) -> bool:
    value = text.value.lower()
    inside = value.replace("${{", "").replace("}}", "").strip()
    return inside in _OWN or not inside
